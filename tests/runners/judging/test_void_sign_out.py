"""A sign-out after which the application knows the visitor as before."""

import pytest
from aiohttp import web

from journeys.verdict import Cause
from tests.support.replaying import Replayed, a_journey, replay_on
from tests.support.tiny_web import Routes, page

SIGN_IN = """<form method="post" action="/login"><input name="email" type="email" required>
    <input name="password" type="password" autocomplete="new-password" required>
    <input name="again" type="password" autocomplete="new-password" required>
    <button>Register</button></form>"""
OUT = '<form method="post" action="{}"><button>Log out</button></form>'


def replayed(
    *, ends: bool, asks_strangers: bool = True, at: str = "/logout", offered: str = "/logout"
) -> Replayed:
    """Members have a cookie, which a sign-out `ends` or not; they may sign out at `at`."""

    async def account(request: web.Request) -> web.StreamResponse:
        if asks_strangers and "member" not in request.cookies:
            return web.Response(status=303, headers={"Location": "/login"})
        return page(f"<h1>Your account</h1>{OUT.format(offered)}")

    async def enter(request: web.Request) -> web.Response:
        answer = web.Response(status=303, headers={"Location": "/account"})
        answer.set_cookie("member", "yes")
        return answer

    async def leave(request: web.Request) -> web.Response:
        answer = web.Response(status=303, headers={"Location": "/"})
        if ends:
            answer.del_cookie("member")
        return answer

    routes: Routes = {
        "GET /": '<a href="/login">Log in</a><a href="/account">You</a>',
        "GET /login": SIGN_IN,
        "POST /login": enter,
        "GET /account": account,
        f"POST {at}": leave,
    }
    steps = ("view /login", "POST /login", "view /account", f"POST {at}")
    templates = ("/", "/login", "/account", at)
    return replay_on(routes, a_journey(*steps), suite={"templates": templates})


def test_a_sign_out_that_signs_nobody_out() -> None:
    run = replayed(ends=False)
    assert run.causes[-1] is Cause.WRONG_PAGE
    assert run.reason.startswith("POST /logout signs out, but /account knows the visitor as before")
    assert run.server.lines.count("GET /account") == 4


@pytest.mark.parametrize(
    ("ends", "asks_strangers", "at"),
    [
        (True, True, "/logout"),
        (False, False, "/logout"),
        (False, True, "/devices/logout"),
    ],
    ids=["signs out", "shows it to everybody", "signs other devices out"],
)
def test_one_that_does_what_it_is_for(ends: bool, asks_strangers: bool, at: str) -> None:
    run = replayed(ends=ends, asks_strangers=asks_strangers, at=at, offered=at)
    assert run.causes[-1] is None, run.reason


def test_a_question_whether_to_sign_out_is_no_sign_out() -> None:
    async def account(request: web.Request) -> web.StreamResponse:
        return page('<h1>Your account</h1><a href="/logout">Log out</a>')

    routes: Routes = {"GET /account": account, "GET /logout": OUT.format("/logout")}
    suite = {"templates": ("/account", "/logout")}
    run = replay_on(routes, a_journey("view /account", "view /logout"), suite=suite)
    assert run.causes == [None, None]
    assert run.server.lines.count("GET /account") == 1
