"""An application on two hosts: pages on one, their API on another, with tokens that grow old."""

from uuid import uuid4

import pytest
from aiohttp import web

from journeys.errors import InputError, ProductionHostError
from journeys.evidence import Way
from journeys.verdict import Cause, Verdict
from journeys_mining.model.navigation_model import FieldSource, RequestField
from journeys_runners.identity.accounts import Identity, IdentityPool
from journeys_runners.staging_guard import hosts_on_staging
from tests.support.replaying import Replayed, a_journey, replay_on
from tests.support.tiny_web import Routes, serving_in_thread

API = "api.shop.test"
SIGN_IN, REFRESH, ME, MORE = "POST /v1/login", "POST /v1/refresh", "view /v1/me", "view /v1/more"
AUTHORIZATION = "header:authorization"


class Api:
    """Knows its client by a token that is good for two requests."""

    def __init__(self) -> None:
        self.left: dict[str, int] = {}
        self.refresh_tokens: set[str] = set()
        self.origins: list[str | None] = []
        self.referers: list[str | None] = []

    @property
    def routes(self) -> Routes:
        return {
            SIGN_IN: self._sign_in,
            REFRESH: self._refresh,
            "GET /v1/me": self._known,
            "GET /v1/more": self._known,
        }

    def _tokens(self) -> web.Response:
        access, refresh = uuid4().hex, uuid4().hex
        self.left[access] = 2
        self.refresh_tokens.add(refresh)
        return web.json_response({"access_token": access, "refresh_token": refresh})

    async def _sign_in(self, request: web.Request) -> web.Response:
        given = await request.json()
        is_right = given == {"mail": "ann@b.test", "password": "right"}
        return self._tokens() if is_right else web.json_response({}, status=401)

    async def _refresh(self, request: web.Request) -> web.Response:
        given = str((await request.json())["refresh_token"])
        is_good = given in self.refresh_tokens
        self.refresh_tokens.discard(given)
        return self._tokens() if is_good else web.json_response({}, status=401)

    async def _known(self, request: web.Request) -> web.Response:
        self.origins.append(request.headers.get("Origin"))
        self.referers.append(request.headers.get("Referer"))
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        self.left[token] = self.left.get(token, 0) - 1
        return web.json_response({}, status=200 if self.left[token] >= 0 else 401)


def _field(action: str, place: str, *sources: FieldSource) -> RequestField:
    scheme = "Bearer " if place == AUTHORIZATION else ""
    return RequestField(
        action=action,
        place=place,
        kind="string",
        count=9,
        users=9,
        scheme=scheme,
        sources=sources,
    )


def _sent(action: str) -> FieldSource:
    return FieldSource(action=action, part="sent", place=AUTHORIZATION, count=9, of=9, users=9)


def _answered(action: str) -> FieldSource:
    return FieldSource(
        action=action, part="answered", place="body:/access_token", count=9, of=9, users=9
    )


SUITE = {
    "templates": ("/", "/account", "/v1/login", "/v1/refresh", "/v1/me", "/v1/more"),
    "hosts": ("shop.test", API),
    "template_hosts": tuple((f"/v1/{one}", API) for one in ("login", "me", "more", "refresh")),
    # The recordings lack what signing in answered: a browser had left the page by then.
    "request_fields": (
        _field(SIGN_IN, "body:/mail"),
        _field(SIGN_IN, "body:/password"),
        _field(REFRESH, "body:/refresh_token"),
        _field(ME, AUTHORIZATION, _sent(MORE), _answered(REFRESH)),
        _field(MORE, AUTHORIZATION, _sent(ME), _answered(REFRESH)),
    ),
}
PAGES = {"GET /": '<a href="/account">Account</a>', "GET /account": "<h1>Account</h1>"}


def _replay(api: Api, *steps: str, is_told: bool = True) -> Replayed:
    fields = (("mail", "ann@b.test"), ("password", "right"))
    pool = IdentityPool((Identity(where="here", fields=fields, waits_to_be_asked=True),))
    with serving_in_thread(api.routes) as base_url:
        target = {"other_hosts": ((API, base_url),)} if is_told else {}
        return replay_on(PAGES, a_journey(*steps), suite=SUITE, target=target, identities=pool)


def test_each_step_is_asked_of_its_own_host() -> None:
    api = Api()
    replayed = _replay(api, "view /", SIGN_IN, "view /account", ME)
    assert replayed.verdicts == [Verdict.PASSED], replayed.reason
    assert [line for line in replayed.server.lines if "/v1/" in line] == []
    # As a browser does for a script of the page.
    assert api.origins == [replayed.server.base_url]
    assert api.referers == [f"{replayed.server.base_url}/"]


def test_a_token_that_grew_old_is_exchanged() -> None:
    replayed = _replay(Api(), "view /", SIGN_IN, ME, MORE, ME, MORE, ME)
    assert replayed.verdicts == [Verdict.PASSED], replayed.reason
    assert replayed.ways[4] is Way.DETOUR


def test_who_did_not_sign_in_on_the_way_does_so_before_a_token_is_needed() -> None:
    replayed = _replay(Api(), "view /account", ME)
    assert replayed.verdicts == [Verdict.PASSED], replayed.reason
    assert replayed.ways[-1] is Way.DETOUR


def test_a_host_that_nobody_told_is_named() -> None:
    replayed = _replay(Api(), "view /", SIGN_IN, is_told=False)
    assert replayed.verdicts == [Verdict.INCONCLUSIVE]
    assert replayed.causes[-1] is Cause.MISSING_DATA
    assert "hosts:" in replayed.remedy
    assert API in replayed.remedy


def test_a_second_host_is_guarded_as_the_first() -> None:
    hosts = ("www.shop.test", API)
    assert hosts_on_staging({"API.shop.test": "http://127.0.0.1:4000"}, hosts, ()) == (
        (API, "http://127.0.0.1:4000"),
    )
    with pytest.raises(ProductionHostError, match=API):
        hosts_on_staging({API: f"https://{API}"}, hosts, ())
    with pytest.raises(InputError, match="no host cdn"):
        hosts_on_staging({"cdn.shop.test": "http://127.0.0.1:4000"}, hosts, ())
