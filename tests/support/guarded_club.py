"""A tiny site behind a sign-in: by form, by header or by cookie, and it sees who comes at once."""

import asyncio
import secrets
from collections import Counter
from typing import Final

from aiohttp import web

from tests.support.tiny_web import Routes, page, redirect

TOKEN_COOKIE: Final = "club_member"
CLUB_TEMPLATES: Final = ("/", "/login", "/register", "/desk", "/orders", "/orders/{id}")
_FORM: Final = """<form method="post" action="/login"><input name="email" type="email">
<input name="password" type="password"><button>Sign in</button></form>"""
_REGISTER: Final = """<form method="post" action="/register"><input name="email" type="email">
<input name="name"><input name="password1" type="password"><input name="password2" type="password">
<button>Register</button></form>"""


class GuardedClub:
    """State of one site."""

    def __init__(self, *, passwords: dict[str, str] | None = None) -> None:
        self.passwords = passwords or {}
        self.tokens: dict[str, str] = {}
        self.members: dict[str, str] = {}
        self.logins: list[str] = []
        self.most_at_once: Counter[str] = Counter()
        self._present: Counter[str] = Counter()

    @property
    def routes(self) -> Routes:
        return {
            "GET /": "<a href='/login'>Sign in</a>",
            "GET /login": _FORM,
            "POST /login": self._login,
            "GET /register": _REGISTER,
            "POST /register": self._register,
            "GET /desk": self._desk,
            "GET /orders/{id}": self._order,
        }

    def sign_in(self, who: str) -> str:
        """A session for somebody, as a cookie's value."""
        cookie = secrets.token_hex(8)
        self.members[cookie] = who
        return cookie

    def _who(self, request: web.Request) -> str | None:
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return self.tokens.get(bearer) or self.members.get(request.cookies.get(TOKEN_COOKIE, ""))

    async def _login(self, request: web.Request) -> web.StreamResponse:
        given = await request.post()
        email, password = str(given["email"]), str(given["password"])
        self.logins.append(email)
        if self.passwords.get(email) != password:
            return page(f"wrong: {password}{_FORM}")
        answer = await redirect("/desk")(request)
        answer.set_cookie(TOKEN_COOKIE, self.sign_in(email))
        return answer

    async def _register(self, request: web.Request) -> web.StreamResponse:
        given = await request.post()
        email = str(given["email"])
        if not email or not given["name"] or email in self.passwords:
            return page(f"fill in everything{_REGISTER}")
        self.passwords[email] = str(given["password1"])
        answer = await redirect("/desk")(request)
        answer.set_cookie(TOKEN_COOKIE, self.sign_in(email))
        return answer

    async def _desk(self, request: web.Request) -> web.StreamResponse:
        who = self._who(request)
        if who is None:
            return await redirect("/login", 302)(request)
        self._present[who] += 1
        self.most_at_once[who] = max(self.most_at_once[who], self._present[who])
        await asyncio.sleep(0.01)
        self._present[who] -= 1
        echo = request.headers.get("Authorization", "")
        return page(f"hello {who} {echo}<a href='/orders/1'>order</a>")

    async def _order(self, request: web.Request) -> web.StreamResponse:
        if self._who(request) is None:
            return page("", status=401)
        return page(f"order {request.match_info['id']}")
