"""Requests that production refused once for their token, and took after another one was fetched."""

import pytest
from aiohttp import web

from journeys.journey import Expectation
from journeys.verdict import Cause, Verdict
from journeys_mining.model.navigation_model import FieldSource, RequestField
from tests.support.replaying import a_journey, a_step, replay_on
from tests.support.tiny_web import Routes

SIGN_IN, REFRESH, ORDER = "POST /login", "POST /refresh", "POST /orders"
PLACE = "header:authorization"


def _field(action: str, place: str, *, source: str = "") -> RequestField:
    token = FieldSource(action=source, part="answered", place="body:/token", count=9, of=9, users=9)
    return RequestField(
        action=action, place=place, kind="string", count=9, users=9,
        scheme="Bearer " if source else "", sources=(token,) if source else (),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("or_status", "answered", "verdict"),
    [
        ((("401", 0.35),), [401, 201], Verdict.PASSED),
        ((), [201, 409], Verdict.INCONCLUSIVE),
    ],
)
def test_an_order_is_made_once(
    or_status: tuple[tuple[str, float], ...], answered: list[int], verdict: Verdict
) -> None:
    statuses: list[int] = []

    async def gives_token(_: web.Request) -> web.Response:
        return web.json_response({"token": "t-0ken"})

    async def order(request: web.Request) -> web.Response:
        is_known = request.headers["Authorization"] == "Bearer t-0ken"
        statuses.append(401 if not is_known else 409 if 201 in statuses else 201)
        return web.json_response({}, status=statuses[-1])

    ordered = a_step(ORDER, expect=Expectation(status="2xx", or_status=or_status))
    routes: Routes = {SIGN_IN: gives_token, REFRESH: gives_token, ORDER: order}
    replayed = replay_on(
        routes,
        a_journey(SIGN_IN, ordered, REFRESH, ordered),
        suite={
            "templates": ("/login", "/refresh", "/orders"),
            "request_fields": (
                _field(SIGN_IN, "body:/user"),
                _field(REFRESH, "body:/client"),
                _field(ORDER, PLACE, source=SIGN_IN),
                _field(ORDER, "body:/note"),
            ),
        },
    )
    assert statuses[:2] == answered
    assert replayed.verdicts == [verdict]


def test_who_has_no_account_registers_by_answering_what_is_asked_and_signs_in() -> None:
    known: list[tuple[str, str]] = []
    answered: list[int] = []

    async def register(request: web.Request) -> web.Response:
        said = await request.json()
        is_proven = said.get("auth", {}).get("session") == "s-1"
        answered.append(200 if is_proven else 401)
        if is_proven:
            known.append((said["username"], said["password"]))
        return web.json_response({} if is_proven else {"session": "s-1"}, status=answered[-1])

    async def sign_in(request: web.Request) -> web.Response:
        said = await request.json()
        is_known = (said["user"], said["password"]) in known
        return web.json_response({}, status=200 if is_known else 403)

    own = FieldSource(
        action="POST /register", part="answered", place="body:/session", count=9, of=9, users=9
    )
    session = RequestField(
        action="POST /register", place="body:/auth/session", kind="string", count=9, users=9,
        sources=(own,),
    )  # fmt: skip
    whole = RequestField(action="POST /register", place="body:", kind="object", count=9, users=9)
    fields = (
        session,
        whole,
        *(_field("POST /register", f"body:/{one}") for one in ("username", "password")),
        *(_field(SIGN_IN, f"body:/{one}") for one in ("user", "password")),
    )
    routes: Routes = {"POST /register": register, SIGN_IN: sign_in}
    suite = {"templates": ("/login", "/register"), "request_fields": fields}
    entering = a_step(SIGN_IN, expect=Expectation(status="2xx"))
    assert replay_on(routes, a_journey(entering), suite=suite).verdicts == [Verdict.PASSED]
    # Those who asked first, as production's users did, were refused once.
    answered.clear()
    at_times = Expectation(status="2xx", or_status=(("401", 0.5),))
    asking = a_step("POST /register", expect=at_times)
    assert replay_on(routes, a_journey(asking, asking), suite=suite).verdicts == [Verdict.PASSED]
    assert answered == [401, 200]
    # Who must not register does so neither to sign in nor as a step of its own.
    answered.clear()
    known.clear()
    journeys = (a_journey(entering), a_journey(asking, asking, name="typical-sign-up"))
    forbidden = replay_on(routes, *journeys, suite=suite, may_register=False)
    assert forbidden.causes[-1] is Cause.REFUSED
    assert Verdict.PASSED not in forbidden.verdicts
    assert answered == []


def test_an_address_that_has_a_slash_here_is_not_called_gone() -> None:
    async def rules(_: web.Request) -> web.Response:
        return web.json_response({"rules": []})

    seen = a_step("view /rules", expect=Expectation(status="2xx"))
    replayed = replay_on({"GET /rules/": rules}, a_journey(seen), suite={"templates": ("/rules",)})
    assert replayed.verdicts == [Verdict.PASSED]
