"""Visitors who sign in twice in a row, and what their own settings page asks of them."""

from aiohttp import web

from journeys.evidence import Way
from journeys.journey import Expectation
from journeys.verdict import Verdict
from journeys_runners.identity.accounts import Identity, IdentityPool
from tests.support.replaying import Replayed, a_journey, a_step, replay_on
from tests.support.tiny_web import Routes, page

ANN = {"who": "ann", "password": "right-password"}
TEMPLATES = ("/", "/login", "/me")
EXPECTED = {
    "POST /login": a_step("POST /login", expect=Expectation(status="3xx")),
    "POST /me": a_step("POST /me", expect=Expectation(status="2xx", page="/me")),
}
_FORM = (
    '<form method="post" action="/login"><input name="who">'
    '<input name="password" type="password"><button>Sign in</button></form>'
)


class Desk:
    """A site whose one account may change its settings."""

    def __init__(self) -> None:
        self.tried: list[str] = []
        self.saved: list[dict[str, str]] = []

    @property
    def routes(self) -> Routes:
        return {
            "GET /": '<a href="/login">Sign in</a>',
            "GET /login": self._ask,
            "POST /login": self._sign_in,
            "GET /me": self._me,
            "POST /me": self._save,
        }

    async def _ask(self, request: web.Request) -> web.Response:
        return await self._me(request) if "known" in request.cookies else page(_FORM)

    async def _sign_in(self, request: web.Request) -> web.Response:
        given = {name: str(value) for name, value in (await request.post()).items()}
        self.tried.append(given["who"])
        if given != ANN:
            return page(_FORM, status=401)
        answer = web.Response(status=303, headers={"Location": "/me"})
        answer.set_cookie("known", "ann")
        return answer

    async def _me(self, request: web.Request) -> web.Response:
        if "known" not in request.cookies:
            return web.Response(status=303, headers={"Location": "/login"})
        settings = (
            '<a href="/logout">Sign out</a><form method="post">'
            '<input type="hidden" name="token" value="t1"><input name="mail" value="ann@b.test">'
            '<input name="password" type="password"></form>'
            '<form method="post" action=""><input name="added_by_script"></form>'
        )
        return page(settings)

    async def _save(self, request: web.Request) -> web.Response:
        given = {name: str(value) for name, value in (await request.post()).items()}
        self.saved.append(given)
        return page("No token", status=400) if "token" not in given else await self._me(request)


def _replay(desk: Desk, *steps: str) -> Replayed:
    journey = a_journey(*(EXPECTED.get(one, one) for one in steps))
    identity = Identity(where="here", fields=tuple(ANN.items()), waits_to_be_asked=True)
    pool = IdentityPool((identity,))
    return replay_on(desk.routes, journey, suite={"templates": TEMPLATES}, identities=pool)


def test_who_signs_in_twice_mistypes_the_first_time() -> None:
    desk = Desk()
    replayed = _replay(desk, "view /", "view /login", "POST /login", "POST /login", "view /me")
    assert replayed.verdicts == [Verdict.PASSED], replayed.reason
    assert desk.tried == ["no-ann", "ann"]
    assert replayed.ways[2:4] == [Way.FORM, Way.FORM]


def test_the_form_may_be_opened_again_in_between() -> None:
    desk = Desk()
    replayed = _replay(desk, "view /login", "POST /login", "view /login", "POST /login", "view /me")
    assert replayed.verdicts == [Verdict.PASSED], replayed.reason
    assert desk.tried == ["no-ann", "ann"]


def test_settings_with_a_password_are_no_sign_in() -> None:
    desk = Desk()
    replayed = _replay(desk, "view /me", "POST /me")
    assert replayed.verdicts == [Verdict.PASSED], replayed.reason
    (saved,) = desk.saved
    assert saved == {"token": "t1", "mail": "ann@b.test", "password": ANN["password"]}
