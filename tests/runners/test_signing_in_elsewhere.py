"""An application whose visitors sign in at another one, as with OpenID Connect."""

from urllib.parse import urlencode
from uuid import uuid4

import pytest
from aiohttp import web

from journeys.journey import Expectation
from journeys.verdict import Cause, Verdict
from tests.support.browser import replay_in_browser
from tests.support.replaying import Replayed, a_journey, a_step, replay_on
from tests.support.tiny_web import Routes, page, serving_in_thread

BACK = "view /back?code={code}&state={state}"
LEADS_ON = Expectation(status="3xx")
DIARY = '<a href="/logout">Sign out</a><form action="/notes" method="post"><input name="text">'


class Provider:
    """Asks for a name alone, offers those who came before, and may be denied."""

    def __init__(self) -> None:
        self.names: list[str] = []

    @property
    def routes(self) -> Routes:
        return {"GET /authorize": self._ask, "POST /authorize": self._lead_back}

    async def _ask(self, _: web.Request) -> web.Response:
        offered = "".join(f'<button name="who" value="{one}">{one}</button>' for one in self.names)
        return page(
            f'<form method="post"><input name="who"><button>Go on</button></form>'
            f'<form method="post"><button name="do" value="deny">Deny</button></form>'
            f'<form method="post">{offered}</form>'
        )

    async def _lead_back(self, request: web.Request) -> web.Response:
        given = await request.post()
        back, state = request.query["redirect_uri"], request.query["state"]
        if "do" in given:
            return web.Response(status=302, headers={"Location": f"{back}?error=denied"})
        self.names.append(str(given["who"]))
        asked = urlencode({"code": self.names[-1], "state": state})
        return web.Response(status=302, headers={"Location": f"{back}?{asked}"})


class Diary:
    """Knows its visitors by what the provider says."""

    def __init__(self, provider: str) -> None:
        self._provider = provider
        self._states: set[str] = set()

    @property
    def routes(self) -> Routes:
        return {
            "GET /": self._home,
            "GET /login": self._send_away,
            "GET /back": self._let_in,
            "POST /notes": self._note,
        }

    async def _home(self, request: web.Request) -> web.Response:
        is_known = "who" in request.cookies
        return page(DIARY if is_known else '<a href="/login">Sign in</a>')

    async def _send_away(self, request: web.Request) -> web.Response:
        self._states.add(state := uuid4().hex)
        asked = urlencode(
            {
                "response_type": "code",
                "client_id": "diary",
                "redirect_uri": str(request.url.with_path("/back")),
                "state": state,
            }
        )
        location = f"{self._provider}/authorize?{asked}"
        return web.Response(status=302, headers={"Location": location})

    async def _let_in(self, request: web.Request) -> web.Response:
        if request.query.get("state") not in self._states:
            return web.Response(status=500)
        answer = web.Response(status=302, headers={"Location": "/"})
        answer.set_cookie("who", request.query["code"])
        return answer

    async def _note(self, request: web.Request) -> web.Response:
        is_known = "who" in request.cookies
        return web.Response(status=303, headers={"Location": "/" if is_known else "/login"})


def replay_diary(
    *steps: object, is_told: bool = True, in_browser: bool = False
) -> tuple[Replayed, Provider]:
    provider = Provider()
    journeys = [a_journey(*steps, name=f"typical-{number}") for number in range(2)]  # type: ignore[arg-type]
    templates = ("/", "/login", "/back?code={code}&state={state}", "/notes")
    with serving_in_thread(provider.routes) as base_url:
        replay = replay_in_browser if in_browser else replay_on
        replayed = replay(
            Diary(base_url).routes,
            *journeys,
            target={"sign_in_at": (base_url,)} if is_told else {},
            suite={"templates": templates},
        )
    return replayed, provider


@pytest.mark.parametrize("in_browser", [False, True])
def test_who_is_sent_elsewhere_signs_in_there_and_comes_back(in_browser: bool) -> None:
    """No log of the application shows the other one: the visitor was there between two rows."""
    away, back = a_step("view /login", expect=LEADS_ON), a_step(BACK, expect=LEADS_ON)
    replayed, provider = replay_diary(
        "view /", away, back, "view /", "POST /notes", in_browser=in_browser
    )
    assert replayed.verdicts == [Verdict.PASSED] * 2
    # Each is somebody of their own, although the second is offered the first one's name.
    assert len(set(provider.names)) == 2


def test_who_came_long_ago_signs_in_on_the_way() -> None:
    replayed, provider = replay_diary("view /", "POST /notes")
    assert replayed.verdicts == [Verdict.PASSED] * 2
    assert len(provider.names) == 2


def test_where_nobody_said_that_visitors_may_sign_in_elsewhere() -> None:
    replayed, provider = replay_diary("view /", "POST /notes", is_told=False)
    assert replayed.causes[-1] is Cause.REFUSED
    assert "where visitors sign in" in replayed.reason
    assert "`sign_in_at: [http://127.0.0.1:" in replayed.remedy
    assert provider.names == []
