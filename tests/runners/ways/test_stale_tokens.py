"""Requests that production refused once for their token, and took after another one was fetched."""

import pytest
from aiohttp import web

from journeys.journey import Expectation
from journeys.verdict import Verdict
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
