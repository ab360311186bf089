"""Accounts confirmed by e-mail: new ones are not let in, those that are given are."""

import pytest
from aiohttp import web

from journeys.config import ConfigFile
from journeys.run_setup import setup_of
from journeys.verdict import Cause, Verdict
from tests.support.replaying import Replayed, a_journey, replay_on
from tests.support.tiny_web import Routes, page, redirect

KNOWN = "ann@example.test"
STRANGER = '<a href="/join">Sign up</a> <a href="/login">Sign in</a>'
MEMBER = '<a href="/logout">Sign out</a><form action="/notes" method="post"><input name="text">'
NAME = '<form method="post"><input name="mail" type="email"><input name="password" type="password">'


class Club:
    """Lets in only whom it knows."""

    def __init__(self) -> None:
        self.joined: list[str] = []

    @property
    def routes(self) -> Routes:
        return {
            "GET /": self._desk,
            "GET /join": f'{NAME}<input name="again" type="password"><button>Join</button>',
            "POST /join": self._join,
            "GET /login": f"{NAME}<button>Log in</button>",
            "POST /login": self._log_in,
            "GET /confirm-email": "<h1>Check your inbox</h1>",
            "POST /notes": redirect("/"),
        }

    async def _desk(self, request: web.Request) -> web.Response:
        return page(MEMBER if "who" in request.cookies else STRANGER)

    async def _join(self, request: web.Request) -> web.Response:
        self.joined.append(str((await request.post())["mail"]))
        return web.Response(status=302, headers={"Location": "/confirm-email"})

    async def _log_in(self, request: web.Request) -> web.Response:
        is_known = (await request.post())["mail"] == KNOWN
        location = "/" if is_known else "/confirm-email"
        answer = web.Response(status=302, headers={"Location": location})
        if is_known:
            answer.set_cookie("who", KNOWN)
        return answer


def replay_at(club: Club, identity: dict[str, object], action: str = "POST /notes") -> Replayed:
    setup = setup_of(ConfigFile.model_validate({"identity": identity}), runner="http")
    return replay_on(
        club.routes,
        a_journey("view /", action),
        suite={"templates": ("/", "/join", "/login", "/confirm-email", "/notes", "/notes/{id}")},
        identities=setup.identities,
        secrets=setup.secrets,
    )


def test_an_account_that_waits_for_an_e_mail_is_told() -> None:
    club = Club()
    replayed = replay_at(club, {})
    assert replayed.causes[-1] is Cause.AUTH
    assert "is to be confirmed by e-mail" in replayed.reason
    assert "`identity:`" in replayed.remedy
    assert len(club.joined) == 1


def test_who_has_been_given_an_account_makes_none() -> None:
    club, known = Club(), {"mail": KNOWN, "password": "right"}
    replayed = replay_at(club, {"form": {"page": "/login", "pool": [known]}, "when": "needed"})
    assert replayed.verdicts == [Verdict.PASSED]
    assert club.joined == []


UNFOLDS = f'{NAME}<input name="back" type="hidden"><button>Log in</button></form>'
"""The sign-in of a layout: a script says where to, and where to come back to."""


class Unfolding(Club):
    """Signs in by a page of its own, too, whose form has what a script adds to the layout's."""

    @property
    def routes(self) -> Routes:
        filled_in = UNFOLDS.replace('type="hidden"', 'type="hidden" value="/hello"')
        return {
            **super().routes,
            "GET /login": UNFOLDS + filled_in,
            "GET /hello": "<h1>Hello</h1>",
            "GET /notes/7": "<h1>Milk</h1>",
        }

    async def _desk(self, request: web.Request) -> web.Response:
        if "who" in request.cookies:
            return page(MEMBER + '<a href="/notes/7">Milk</a>')
        return page('<a href="/login">Sign in</a>' + UNFOLDS)

    async def _log_in(self, request: web.Request) -> web.Response:
        back = str((await request.post())["back"])
        answer = web.Response(status=302, headers={"Location": back})
        answer.set_cookie("who", KNOWN)
        return answer


@pytest.mark.parametrize("action", ["POST /notes", "view /notes/{id}"])
def test_a_sign_in_that_waits_for_a_script_is_left_for_the_page_to_sign_in(action: str) -> None:
    known = {"mail": KNOWN, "password": "right"}
    pool = {"form": {"page": "/login", "pool": [known]}, "when": "needed"}
    assert replay_at(Unfolding(), {**pool}, action).verdicts == [Verdict.PASSED]
