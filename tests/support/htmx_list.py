"""A list of tasks that htmx keeps: forms and links whose answers are parts of its one page."""

from typing import Final

from aiohttp import web

from tests.support.tiny_web import Routes, page

HTMX_TEMPLATES: Final = ("/", "/tasks/{id}", "/edit/{id}", "/tasks", "/search?q={q}", "/done/{id}")
_TOKEN: Final = "a-token-of-this-page"


class HtmxList:
    """State of one list."""

    def __init__(self) -> None:
        self.titles = {41: "Paint", 42: "Read"}
        self.done: list[int] = []
        self.refused = 0

    @property
    def routes(self) -> Routes:
        return {
            "GET /": self._show,
            "POST /tasks": self._add,
            "GET /tasks/{id}": self._part,
            "GET /edit/{id}": self._part,
            "PUT /tasks/{id}": self._change,
            "POST /done/{id}": self._finish,
            "GET /search": self._search,
        }

    async def _show(self, request: web.Request) -> web.Response:
        items = "".join(self._item(one) for one in self.titles)
        return page(f"""<div hx-headers='{{"X-Csrf": "{_TOKEN}"}}'><h1>Tasks</h1>
            <form hx-post="/tasks" hx-target="#list" hx-vals='{{"list": 7}}'>
            <input name="title"><button>Add</button></form>
            <input name="q" hx-get="/search" hx-trigger="keyup"><ul id="list">{items}</ul></div>""")

    def _item(self, number: int) -> str:
        return f"""<li><a hx-get="/tasks/{number}">{self.titles[number]}</a>
            <button hx-post="/done/{number}">Done</button></li>"""

    async def _part(self, request: web.Request) -> web.Response:
        number = int(request.match_info["id"])
        if not self._is_asked_for_part(request) or number not in self.titles:
            return web.Response(status=404)
        if request.path.startswith("/edit"):
            return _fragment(f"""<form data-hx-put="/tasks/{number}" hx-headers='{{"X-Csrf":
                "{_TOKEN}"}}'><input name="title" value="{self.titles[number]}"></form>""")
        return _fragment(f'<p>{self.titles[number]}<a hx-get="/edit/{number}">edit</a></p>')

    async def _add(self, request: web.Request) -> web.Response:
        given = await request.post()
        if not self._is_asked_for_part(request) or given.get("list") != "7":
            return web.Response(status=400)
        number = max(self.titles) + 1
        self.titles[number] = str(given["title"])
        return _fragment(self._item(number))

    async def _change(self, request: web.Request) -> web.Response:
        if not self._is_asked_for_part(request):
            return web.Response(status=403)
        self.titles[int(request.match_info["id"])] = str((await request.post())["title"])
        return web.Response(status=204, headers={"HX-Redirect": "/"})

    async def _finish(self, request: web.Request) -> web.Response:
        if not self._is_asked_for_part(request):
            return web.Response(status=403)
        self.done.append(int(request.match_info["id"]))
        return _fragment("")

    async def _search(self, request: web.Request) -> web.Response:
        found = [one for one in self.titles if request.query["q"] in self.titles[one]]
        return _fragment("".join(map(self._item, found)))

    def _is_asked_for_part(self, request: web.Request) -> bool:
        headers = request.headers
        is_safe = request.method == "GET" or headers.get("X-Csrf") == _TOKEN
        is_asked = headers.get("HX-Request") == "true" and is_safe
        self.refused += not is_asked
        return is_asked


def _fragment(body: str) -> web.Response:
    return web.Response(text=body, content_type="text/html")
