"""A tiny wiki that is one script: what is shown stands in the query, every form has one path."""

import secrets
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from aiohttp import web

from tests.support.tiny_web import Routes, page

WIKI_TEMPLATES: Final = (
    "/wiki",
    "/wiki?id={id}",
    *(f"/wiki?do={one}&id={{id}}" for one in ("edit", "login", "logout", "profile", "register")),
)
_REGISTER: Final = """<form method="post"><input name="login"><input name="pass" type="password">
    <input name="again" type="password"><input name="mail"><button>Register</button></form>"""
_SIGN_IN: Final = """<form method="post" action="/wiki?id={id}">
    <input type="hidden" name="do" value="login"><input name="u"><input name="p" type="password">
    <button>Log in</button></form>"""
_PROFILE: Final = """<form method="post"><input name="shown"><button>Save</button></form>
    <form method="post"><input type="hidden" name="gone" value="1"><button>Delete account</button>
    </form>"""


class OneScriptWiki:
    """State of one wiki; a member is known by a cookie."""

    def __init__(self, *names: str) -> None:
        self.names = names
        self.passwords: dict[str, str] = {}
        self.members: set[str] = set()
        self.saved: list[str] = []
        self.gone = 0

    @property
    def routes(self) -> Routes:
        return {"GET /": self._show, "GET /wiki": self._show, "POST /wiki": self._take}

    async def _show(self, request: web.Request) -> web.Response:
        query = dict(parse_qsl(urlsplit(request.path_qs).query))
        name, is_member = query.get("id", "start"), self._is_member(request)
        match query.get("do", "show"):
            case "logout":
                self.members.discard(request.cookies.get("member", ""))
                raise web.HTTPFound(f"/wiki?id={name}")
            case "register":
                body = _REGISTER
            case "login":
                body = _SIGN_IN
            case "profile" if is_member:
                body = _PROFILE
            case "edit":
                readonly, button = ("", "<button>Save</button>") if is_member else ("readonly", "")
                body = f"""<form method="post"><input type="hidden" name="rev" value="0">
                    <textarea name="text" {readonly}>words</textarea>{button}</form>"""
            case _:
                body = "".join(f'<a href="/wiki?id={one}">{one}</a>' for one in self.names)
        doing = ("edit", "profile", "logout") if is_member else ("edit", "register", "login")
        tools = "".join(f'<a href="/wiki?do={one}&id={name}">{one}</a>' for one in doing)
        # A link out of the session that looks like one home.
        out = '<a href="/wiki?id=start&sure=1">Sign out</a>' if is_member else ""
        return page(f"<h1>{name}</h1>{out}{tools}{body.replace('{id}', name)}")

    async def _take(self, request: web.Request) -> web.Response:
        given = {key: str(value) for key, value in (await request.post()).items()}
        name = request.query.get("id", "start")
        if "again" in given:
            if not given["login"] or given["pass"] != given["again"]:
                return page(_REGISTER)
            self.passwords[given["login"]] = given["pass"]
            return page(_SIGN_IN.replace("{id}", name))
        if "p" in given:
            if self.passwords.get(given["u"], "") != given["p"]:
                return page(_SIGN_IN.replace("{id}", name))
            member = secrets.token_hex(8)
            self.members.add(member)
            answer = web.HTTPFound(f"/wiki?id={name}")
            answer.set_cookie("member", member)
            raise answer
        self.gone += "gone" in given
        if self._is_member(request) and "text" in given:
            self.saved.append(name)
            raise web.HTTPFound(f"/wiki?id={name}")
        return page(_PROFILE if self._is_member(request) else "members only")

    def _is_member(self, request: web.Request) -> bool:
        return request.cookies.get("member") in self.members
