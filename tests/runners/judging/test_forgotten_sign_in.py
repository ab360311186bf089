"""An application that takes a password and forgets the visitor at once."""

import pytest
from aiohttp import web

from journeys.verdict import Cause
from tests.support.replaying import a_journey, replay_on
from tests.support.tiny_web import Routes, page

REGISTER = """<form method="post" action="/register"><input name="email" type="email" required>
    <input name="password" type="password" autocomplete="new-password" required>
    <button>Register</button></form>"""
SIGN_IN = """<form method="post" action="/login"><input name="email" type="email">
    <input name="password" type="password"><button>Log in</button></form>"""
STRANGER = '<a href="/login">Log in</a><a href="/register">Register</a>'


def shop(
    *, sets_cookie: bool, is_confirmed: bool = True, asks: bool = True, is_cached: bool = False
) -> Routes:
    """Members are known by a cookie, if one is set; `asks` says whether passwords are looked at."""
    passwords: dict[str, str] = {}

    def enter() -> web.Response:
        answer = web.Response(status=303, headers={"Location": "/"})
        if sets_cookie:
            answer.set_cookie("member", "yes")
        return answer

    async def home(request: web.Request) -> web.Response:
        is_known = "member" in request.cookies and not is_cached
        return page('<a href="/account">You</a>' if is_known else STRANGER)

    async def register(request: web.Request) -> web.Response:
        given = await request.post()
        passwords[str(given["email"])] = str(given["password"])
        return web.Response(status=303, headers={"Location": "/"})

    async def sign_in(request: web.Request) -> web.Response:
        given = await request.post()
        is_right = passwords.get(str(given["email"])) == given["password"] and is_confirmed
        return enter() if is_right or not asks else page(SIGN_IN)

    routes: Routes = {"GET /": home, "GET /login": SIGN_IN, "GET /register": REGISTER}
    return {**routes, "POST /register": register, "POST /login": sign_in}


@pytest.mark.parametrize(
    ("routes", "cause"),
    [
        (shop(sets_cookie=False), Cause.LOST_SESSION),
        (shop(sets_cookie=True), None),
        (shop(sets_cookie=True, is_cached=True), None),
        (shop(sets_cookie=False, is_confirmed=False), None),
        (shop(sets_cookie=False, asks=False), None),
    ],
    ids=[
        "sets no cookie",
        "signs in after registering",
        "offers it to everybody",
        "wants the account to be confirmed",
        "takes any password",
    ],
)
def test_a_new_member(routes: Routes, cause: Cause | None) -> None:
    replayed = replay_on(
        routes,
        a_journey("view /register", "POST /register"),
        suite={"templates": ("/", "/register", "/login")},
    )
    assert replayed.causes == [None, cause]
