"""A tiny site with accounts: one address to register and to sign in, pages for members only."""

import secrets
from typing import Final

from aiohttp import web

from tests.support.tiny_web import Routes, page

CLUB_TEMPLATES: Final = ("/", "/join", "/members", "/news/{id}", "/news/{id}/like", "/wishes")
_LOGIN: Final = """<form method="post" action="/join?next={next}">
    <input name="email" type="email"><input name="password" type="password">
    <button name="sign" value="in">Log in</button></form>"""
_REGISTER: Final = """<form method="post" action="/join?next={next}">
    <input name="new_email" type="email" required>
    <input name="password1" type="password" required>
    <input name="password2" type="password" required>
    <button name="sign" value="up">Register</button></form>"""


class MembersClub:
    """State of one site; a member is known by a cookie."""

    def __init__(self, *, registers: bool = True) -> None:
        self.passwords: dict[str, str] = {}
        self.members: set[str] = set()
        self.liked: list[str] = []
        self._registers = registers

    @property
    def routes(self) -> Routes:
        return {
            "GET /": self._home,
            "GET /join": self._join_page,
            "POST /join": self._join,
            "GET /members": self._members_page,
            "GET /news/{id}": self._news,
            "POST /news/{id}/like": self._like,
        }

    def _is_member(self, request: web.Request) -> bool:
        return request.cookies.get("member") in self.members

    async def _home(self, request: web.Request) -> web.Response:
        return page('<a href="/join">Log in or register</a><a href="/news/1">news</a>')

    async def _join_page(self, request: web.Request) -> web.Response:
        target = request.query.get("next", "/")
        forms = _LOGIN + (_REGISTER if self._registers else "")
        return page(forms.replace("{next}", target))

    async def _join(self, request: web.Request) -> web.Response:
        given = await request.post()
        if given["sign"] == "up":
            email, password = str(given["new_email"]), str(given["password1"])
            if password != given["password2"] or email in self.passwords:
                return await self._join_page(request)
            self.passwords[email] = password
        elif self.passwords.get(str(given["email"])) != given["password"]:
            return await self._join_page(request)
        member = secrets.token_hex(8)
        self.members.add(member)
        answer = web.HTTPSeeOther(request.query.get("next", "/"))
        answer.set_cookie("member", member)
        raise answer

    async def _members_page(self, request: web.Request) -> web.Response:
        if not self._is_member(request):
            raise web.HTTPFound("/join?next=/members")
        return page('<a href="/">home</a>')

    async def _news(self, request: web.Request) -> web.Response:
        action = f"/news/{request.match_info['id']}/like"
        like = f'<form method="post" action="{action}"><button>Like</button></form>'
        return page(like if self._is_member(request) else "members may like this")

    async def _like(self, request: web.Request) -> web.Response:
        self.liked.append(request.match_info["id"])
        raise web.HTTPSeeOther(f"/news/{request.match_info['id']}")
