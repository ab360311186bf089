"""A small JSON API with accounts, bearer tokens, Basic credentials, CSRF headers, nested bodies and
cursors."""

import base64
import json
import secrets
import uuid
from collections.abc import Awaitable, Callable
from random import Random
from typing import Any, Final

from aiohttp import web

from tests.support.api_client import ApiClient
from tests.support.tiny_web import Routes

_PAGE: Final = 2
_WORDS: Final = ("river", "garden", "kitchen", "winter", "atlas")
Reply = Callable[[web.Request, dict[str, Any]], Awaitable[web.Response]]


class TaskApi:
    """State of one instance; ids are as this instance makes them."""

    def __init__(self, first_id: int) -> None:
        self._next_id = first_id
        self.passwords: dict[str, str] = {}
        self.tokens: dict[str, str] = {}
        """Each token with the CSRF token of its session."""
        self.projects: dict[int, dict[str, Any]] = {}
        self.tasks: dict[str, dict[str, Any]] = {}

    @property
    def routes(self) -> Routes:
        return {
            "POST /api/v1/users": self._register,
            "POST /api/v1/sessions": self._sign_in,
            "GET /api/v1/profile": self._show_profile,
            "GET /api/v1/projects": self._for_members(self._list_projects),
            "POST /api/v1/projects": self._for_members(self._add_project),
            "GET /api/v1/projects/{id}": self._for_members(self._show_project),
            "GET /api/v1/projects/{id}/tasks{parameters}/count": self._for_members(self._count),
            "POST /api/v1/projects/{id}/tasks": self._for_members(self._add_task),
            "POST /api/v1/tasks/search": self._for_members(self._search_tasks),
            "PATCH /api/v1/tasks/{id}": self._for_members(self._change_task),
            "POST /api/v1/shares": self._for_members(self._share),
        }

    async def _register(self, request: web.Request) -> web.Response:
        user = (await _content(request)).get("user", {})
        if not all(user.get(key) for key in ("email", "password")):
            return _refusal(422, "user.email and user.password are required")
        if user["email"] in self.passwords:
            return _refusal(409, "there is such a user")
        self.passwords[user["email"]] = user["password"]
        return web.json_response({"data": {"id": str(uuid.uuid4()), "type": "user"}}, status=201)

    async def _sign_in(self, request: web.Request) -> web.Response:
        given = await _content(request)
        email, password = given.get("email"), given.get("password")
        if not password or self.passwords.get(str(email)) != password:
            return _refusal(401, "wrong email or password")
        token, csrf = secrets.token_urlsafe(30), secrets.token_hex(16)
        self.tokens[token] = csrf
        answer = web.json_response({"access_token": token, "token_type": "Bearer"}, status=201)
        answer.headers["X-CSRF-Token"] = csrf
        return answer

    async def _show_profile(self, request: web.Request) -> web.Response:
        scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
        email, _, password = base64.b64decode(encoded).decode().partition(":")
        if scheme != "Basic" or not password or self.passwords.get(email) != password:
            return _refusal(401, "who asks?")
        return web.json_response({"data": {"type": "user", "email": email}})

    def _for_members(self, reply: Reply) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def guarded(request: web.Request) -> web.Response:
            scheme, _, token = request.headers.get("Authorization", "").partition(" ")
            if scheme != "Bearer" or token not in self.tokens:
                return _refusal(401, "a token is needed")
            changes = request.method != "GET"
            if changes and request.headers.get("X-CSRF-Token") != self.tokens[token]:
                return _refusal(403, "the CSRF token is missing")
            return await reply(request, await _content(request) if changes else {})

        return guarded

    async def _list_projects(self, request: web.Request, _: dict[str, Any]) -> web.Response:
        ids, cursor = sorted(self.projects), request.query.get("cursor")
        if cursor is not None and not cursor.startswith("after-"):
            return _refusal(400, "the cursor is not one of ours")
        after = int(cursor.removeprefix("after-")) if cursor else 0
        page = [one for one in ids if one > after][:_PAGE]
        more = page and page[-1] != ids[-1]
        return web.json_response(
            {
                "data": [self.projects[one] for one in page],
                "next_cursor": f"after-{page[-1]}" if more else None,
            }
        )

    async def _add_project(self, request: web.Request, given: dict[str, Any]) -> web.Response:
        project = given.get("project", {})
        settings = project.get("settings", {})
        if not project.get("name") or not isinstance(settings.get("limit"), int):
            return _refusal(422, "project.name and project.settings.limit are required")
        self._next_id += 1
        made = {"id": self._next_id, "attributes": {"name": project["name"]}}
        self.projects[self._next_id] = made
        return web.json_response({"data": made}, status=201)

    async def _show_project(self, request: web.Request, _: dict[str, Any]) -> web.Response:
        found = self.projects.get(_number(request.match_info["id"]))
        return web.json_response({"data": found}) if found else _refusal(404, "no such project")

    async def _count(self, request: web.Request, _: dict[str, Any]) -> web.Response:
        """How many tasks of a project are done, or are not: `;done=true;unit=tasks`."""
        parameters = request.match_info["parameters"]
        known = {f";done={done};unit=tasks" for done in ("true", "false")}
        if parameters not in known or _number(request.match_info["id"]) not in self.projects:
            return _refusal(404, "a count of what?")
        return web.json_response({"data": {"count": len(self.tasks)}})

    async def _add_task(self, request: web.Request, given: dict[str, Any]) -> web.Response:
        project, task = _number(request.match_info["id"]), given.get("task", {})
        if project not in self.projects or task.get("project_id") != project:
            return _refusal(404, "no such project")
        if not task.get("title") or not isinstance(task.get("is_done"), bool):
            return _refusal(422, "task.title and task.is_done are required")
        made: dict[str, Any] = {"id": str(uuid.uuid4()), "project_id": project}
        self.tasks[made["id"]] = made
        return web.json_response({"data": {"type": "task", **made}}, status=201)

    async def _search_tasks(self, request: web.Request, given: dict[str, Any]) -> web.Response:
        wanted = given.get("filter", {}).get("project_ids")
        if not isinstance(wanted, list) or not all(one in self.projects for one in wanted):
            return _refusal(422, "filter.project_ids names projects")
        found = [one for one in self.tasks.values() if one["project_id"] in wanted]
        return web.json_response({"data": found})

    async def _change_task(self, request: web.Request, given: dict[str, Any]) -> web.Response:
        task = self.tasks.get(request.match_info["id"])
        if task is None:
            return _refusal(404, "no such task")
        if "is_done" not in given.get("task", {}):
            return _refusal(422, "task.is_done is required")
        return web.json_response({"data": task})

    async def _share(self, request: web.Request, given: dict[str, Any]) -> web.Response:
        place, _, path = str(given.get("target")).partition(":/")
        project, _, task = path.removesuffix("/main").partition("/tasks/")
        known = self.tasks.get(task, {}).get("project_id") == _number(project)
        if place != "tasks" or not known:
            return _refusal(422, "target names a task and its project")
        return web.json_response({"data": {"is_shared": True}}, status=201)


async def _content(request: web.Request) -> dict[str, Any]:
    try:
        content = json.loads(await request.read() or b"{}")
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _refusal(status: int, message: str) -> web.Response:
    return web.json_response({"error": message}, status=status)


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0


def use_tasks(client: ApiClient) -> None:
    """A person with an account plans some work."""
    random = client.random
    _sign_in(client)
    listed = client.get("/api/v1/projects")
    if listed["next_cursor"] and random.random() < 0.7:
        listed = client.get(f"/api/v1/projects?cursor={listed['next_cursor']}")
    projects = listed["data"] if random.random() < 0.4 else []
    project = random.choice(projects) if projects else _new_project(client)
    number = project["id"]
    client.get(f"/api/v1/projects/{number}")
    for _ in range(random.randrange(1, 3)):
        task = {"title": _a_title(random), "project_id": number, "due_on": "2026-11-30"}
        path = f"/api/v1/projects/{number}/tasks"
        made = client.post(path, {"task": {**task, "is_done": False}})
        if random.random() < 0.5:
            change = {"task": {"is_done": True}}
            client.send("PATCH", f"/api/v1/tasks/{made['data']['id']}", change)
        if random.random() < 0.5:
            target = f"tasks:/{number}/tasks/{made['data']['id']}/main"
            client.post("/api/v1/shares", {"target": target})
    done = random.choice(("true", "false"))
    client.get(f"/api/v1/projects/{number}/tasks;done={done};unit=tasks/count")
    if random.random() < 0.6:
        client.post("/api/v1/tasks/search", {"filter": {"project_ids": [number]}, "limit": 20})


def _sign_in(client: ApiClient) -> None:
    email = f"person-{client.host}-{client.now:%H%M%S}@example.test"
    password = f"Secret-{client.random.randrange(10**8)}"
    client.headers.clear()
    profile = {"name": f"Person {client.host}", "locale": "en"}
    user = {"email": email, "password": password, "profile": profile}
    client.post("/api/v1/users", {"user": user})
    if client.random.random() < 0.5:
        computed = base64.b64encode(f"{email}:{password}".encode()).decode()
        client.headers["Authorization"] = f"Basic {computed}"
        client.get("/api/v1/profile")
        client.headers.clear()
    session = client.post("/api/v1/sessions", {"email": email, "password": password})
    got = client.recording.entries[-1]["response"]["headers"]
    csrf = next(one["value"] for one in got if one["name"].lower() == "x-csrf-token")
    client.headers |= {"Authorization": f"Bearer {session['access_token']}", "X-CSRF-Token": csrf}


def _new_project(client: ApiClient) -> dict[str, Any]:
    settings = {"visibility": client.random.choice(("private", "shared")), "limit": 5}
    project = {"name": _a_title(client.random), "labels": ["work"], "settings": settings}
    made: dict[str, Any] = client.post("/api/v1/projects", {"project": project})["data"]
    return made


def _a_title(random: Random) -> str:
    return f"{random.choice(_WORDS)} {random.choice(_WORDS)} {random.randrange(10**6)}"
