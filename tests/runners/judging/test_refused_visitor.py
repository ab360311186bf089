"""401 to somebody who is known at the same moment, and to somebody who is not."""

import pytest
from aiohttp import web

from journeys.journey import Expectation
from journeys.verdict import Cause, Verdict
from journeys_mining.model.navigation_model import FieldSource, RequestField
from journeys_runners.identity.accounts import Identity, IdentityPool
from tests.support.replaying import Replayed, a_journey, a_step, replay_on
from tests.support.tiny_web import Routes, page, redirect

SIGN_IN, PLACE = "POST /token", "header:authorization"
OK = Expectation(status="2xx")


def _field(action: str, place: str) -> RequestField:
    source = FieldSource(
        action=SIGN_IN, part="answered", place="body:/access_token", count=9, of=9, users=9
    )
    is_token = place == PLACE
    return RequestField(
        action=action, place=place, kind="string", count=9, users=9,
        scheme="Bearer " if is_token else "", sources=(source,) if is_token else (),
    )  # fmt: skip


async def _gives_token(request: web.Request) -> web.Response:
    return web.json_response({"access_token": "t-0ken"})


async def _wants_token(request: web.Request) -> web.Response:
    is_known = request.headers.get("Authorization") == "Bearer t-0ken"
    return web.json_response({}, status=200 if is_known else 401)


async def _shows_anybody(request: web.Request) -> web.Response:
    return web.json_response({})


@pytest.mark.parametrize(
    ("me", "verdict"), [(_wants_token, Verdict.FAILED), (_shows_anybody, Verdict.INCONCLUSIVE)]
)
def test_a_good_token_that_one_address_refuses(me: object, verdict: Verdict) -> None:
    routes = {SIGN_IN: _gives_token, "GET /me": me, "GET /lists": 401}
    replayed = replay_on(
        routes,  # type: ignore[arg-type]
        a_journey(
            SIGN_IN, a_step("view /me", expect=OK), a_step("view /lists", expect=OK), "view /me"
        ),
        suite={
            "templates": ("/token", "/me", "/lists"),
            "request_fields": (
                _field(SIGN_IN, "form:username"),
                _field("view /me", PLACE),
                _field("view /lists", PLACE),
            ),
        },
    )
    assert replayed.verdicts == [verdict], replayed.reason
    assert replayed.causes[2] is (Cause.LOST_SESSION if verdict is Verdict.FAILED else Cause.AUTH)


def _members(refusal: web.Response) -> Routes:
    async def orders(request: web.Request) -> web.Response:
        return web.Response(status=refusal.status, headers=refusal.headers)

    async def home(request: web.Request) -> web.Response:
        known = '<a href="/logout">Sign out</a><a href="/orders">Orders</a>'
        return page(known if "known" in request.cookies else '<a href="/login">Sign in</a>')

    async def sign_in(request: web.Request) -> web.Response:
        answer = await redirect("/")(request)
        assert isinstance(answer, web.Response)
        answer.set_cookie("known", "ann")
        return answer

    form = '<form method="post"><input name="who"><input name="password" type="password"></form>'
    return {"GET /": home, "GET /login": form, "POST /login": sign_in, "GET /orders": orders}


def _visit(refusal: web.Response, *, expect: Expectation = OK, is_given: bool = True) -> Replayed:
    fields = (("who", "ann"), ("password", "right"))
    given = (Identity(where="here", fields=fields, waits_to_be_asked=True),)
    return replay_on(
        _members(refusal),
        a_journey("view /login", "POST /login", "view /", a_step("view /orders", expect=expect)),
        suite={"templates": ("/", "/login", "/orders")},
        identities=IdentityPool(given if is_given else ()),
    )


def test_a_page_that_does_not_know_whom_the_others_know() -> None:
    replayed = _visit(web.Response(status=401))
    assert replayed.verdicts == [Verdict.FAILED]
    assert replayed.causes[-1] is Cause.LOST_SESSION
    assert replayed.steps[-1].action == "view /orders"


def test_another_door_wants_another_key() -> None:
    door = web.Response(status=401, headers={"WWW-Authenticate": 'Basic realm="staff"'})
    replayed = _visit(door)
    assert replayed.verdicts == [Verdict.INCONCLUSIVE]
    assert replayed.causes[-1] is Cause.AUTH


@pytest.mark.parametrize("is_own", [True, False])
def test_a_page_that_asks_who_is_there_although_the_others_know(is_own: bool) -> None:
    """An account that was given may lack the right to see it; one that the visit made does not."""
    shows_itself = Expectation(page="/orders")
    leads_away = web.Response(status=303, headers={"Location": "/login"})
    replayed = _visit(leads_away, expect=shows_itself, is_given=not is_own)
    assert replayed.causes[-1] is (Cause.LOST_SESSION if is_own else Cause.AUTH)
    assert not is_own or replayed.reason == (
        "GET /orders led to /login, which asks for a password; at the same moment / knows the "
        "visitor, who may sign out there"
    )


def _refresh_token(action: str) -> RequestField:
    source = FieldSource(
        action=SIGN_IN, part="answered", place="body:/refresh_token", count=9, of=9, users=9
    )
    return RequestField(
        action=action, place="body:/refresh_token", kind="string", count=9, users=9,
        sources=(source,),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("taken", "verdict", "count"),
    [
        ((), Verdict.FAILED, 2),
        # It was used up, as by a sign-out: a new one is got, as clients do.
        (("r-2",), Verdict.PASSED, 2),
        (("r-1",), Verdict.PASSED, 1),
    ],
)
def test_a_token_that_is_refused_right_after_it_was_given(
    taken: tuple[str, ...], verdict: Verdict, count: int
) -> None:
    given: list[str] = []

    async def sign_in(request: web.Request) -> web.Response:
        given.append(f"r-{len(given) + 1}")
        return web.json_response({"refresh_token": given[-1]})

    async def refresh(request: web.Request) -> web.Response:
        token = (await request.json())["refresh_token"]
        return web.json_response({}, status=200 if token in taken else 401)

    renew = "POST /token/renewal"
    replayed = replay_on(
        {SIGN_IN: sign_in, renew: refresh, "GET /me": _shows_anybody},
        a_journey(SIGN_IN, "view /me", a_step(renew, expect=OK)),
        suite={
            "templates": ("/token", "/token/renewal", "/me"),
            "request_fields": (_field(SIGN_IN, "form:username"), _refresh_token(renew)),
        },
    )
    assert replayed.verdicts == [verdict], replayed.reason
    assert len(given) == count
    if verdict is Verdict.FAILED:
        assert replayed.causes[-1] is Cause.LOST_SESSION
        assert replayed.reason == (
            "POST /token/renewal answered 401 to the refresh_token that POST /token had given in "
            "the answer before; production answers 2xx"
        )
