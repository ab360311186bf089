"""An application on two hosts in a browser: pages on one, their API on another, with CORS."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from aiohttp import web

from journeys.evidence import Way
from journeys.verdict import Cause, Verdict
from journeys_mining.model.navigation_model import RequestField
from tests.support.browser import replay_in_browser
from tests.support.replaying import Replayed, a_journey
from tests.support.tiny_web import Routes, page, serving_in_thread

API = "api.notes.test"
SAVE = "POST /v1/notes"
SUITE = {
    "templates": ("/", "/notes", "/v1/session", "/v1/notes", "/v1/tags"),
    "hosts": ("notes.test", API),
    "template_hosts": (("/v1/notes", API), ("/v1/session", API), ("/v1/tags", API)),
    "event_names": ("note_saved",),
    "request_fields": (
        RequestField(action=SAVE, place="body:/text", kind="string", count=9, users=9),
    ),
}
_SCRIPT = """
const ask = (path, options) => fetch("API" + path, {credentials: "include", ...options});
const tell = event => fetch("/e", {method: "POST", body: JSON.stringify({event})});
const show = async () => {
  const notes = await (await ask("/v1/notes")).json();
  document.querySelector("ul").innerHTML = notes.map(one => `<li>${one}</li>`).join("");
};
const save = async text => {
  const headers = {"Content-Type": "application/json"};
  const answer = await ask("/v1/notes", {method: "POST", headers, body: JSON.stringify({text})});
  if (answer.ok) tell("note_saved");
  await show();
};
ask("/v1/session", {method: "POST"}).then(show);
"""
_PAGE = """<a href="/notes">All notes</a><ul></ul>
<section><input aria-label="Text"><button id="save"
onclick="save(document.querySelector('input').value)">Save note</button></section>"""


class Api:
    """Knows visitors by a cookie, lets in scripts of one origin only, and keeps notes."""

    def __init__(self) -> None:
        self.allowed = ""
        self.notes: dict[str, list[str]] = {}
        self.asked_for_leave: list[str] = []
        self.is_broken = False

    @property
    def routes(self) -> Routes:
        return {
            "OPTIONS /v1/{rest}": self._leave,
            "POST /v1/session": self._session,
            "GET /v1/notes": self._list,
            "POST /v1/notes": self._save,
        }

    def _answer(self, what: object, status: int = 200) -> web.Response:
        answer = web.json_response(what, status=status)
        answer.headers["Access-Control-Allow-Origin"] = self.allowed
        answer.headers["Access-Control-Allow-Credentials"] = "true"
        return answer

    async def _leave(self, request: web.Request) -> web.Response:
        wanted = request.headers["Access-Control-Request-Headers"]
        self.asked_for_leave.append(wanted)
        answer = self._answer("")
        answer.headers["Access-Control-Allow-Headers"] = "content-type"
        return answer

    async def _session(self, request: web.Request) -> web.Response:
        answer, visitor = self._answer({}), request.cookies.get("visitor") or uuid4().hex
        answer.set_cookie("visitor", visitor, httponly=True)
        self.notes.setdefault(visitor, [])
        return answer

    async def _list(self, request: web.Request) -> web.Response:
        return self._answer(self.notes[request.cookies["visitor"]])

    async def _save(self, request: web.Request) -> web.Response:
        if self.is_broken:
            return self._answer({}, 500)
        text = (await request.json())["text"]
        self.notes[request.cookies["visitor"]].append(text)
        return self._answer({}, 201)


@pytest.fixture
def api() -> Iterator[tuple[Api, str]]:
    api = Api()
    with serving_in_thread(api.routes) as base_url:
        yield api, base_url


def _replay(api: Api, api_url: str, *steps: str) -> Replayed:
    async def shell(request: web.Request) -> web.Response:
        api.allowed = f"http://{request.host}"
        return page(f"{_PAGE}<script src='/app.js'></script>")

    async def script(request: web.Request) -> web.Response:
        text = _SCRIPT.replace("API", api_url)
        return web.Response(text=text, content_type="text/javascript")

    routes: Routes = {"GET /": shell, "GET /notes": shell, "GET /app.js": script, "POST /e": ""}
    target = {"other_hosts": ((API, api_url),), "timeout_s": 2.0}
    return replay_in_browser(routes, a_journey(*steps), suite=SUITE, target=target)


def test_pages_reach_their_api_and_so_do_steps(api: tuple[Api, str]) -> None:
    replayed = _replay(*api, "view /", SAVE, "note_saved @ /", "view /notes")
    assert replayed.verdicts == [Verdict.PASSED], replayed.reason
    assert replayed.ways == [Way.REQUEST, Way.REQUEST, Way.CONTROL, Way.LINK]
    (notes,) = api[0].notes.values()
    assert len(notes) == 2
    # Nothing of ours makes browsers ask for more than the script does.
    assert set(api[0].asked_for_leave) == {"content-type"}
    assert [line for line in replayed.server.lines if "/v1/" in line] == []


def test_a_fault_of_the_other_host_is_the_steps(api: tuple[Api, str]) -> None:
    api[0].is_broken = True
    replayed = _replay(*api, "view /", "note_saved @ /")
    assert replayed.causes == [None, Cause.SERVER_ERROR], replayed.reason
    assert "POST /v1/notes" in replayed.reason
