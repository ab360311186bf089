"""Refusals that production gives at times: to an empty basket, to a stranger."""

import pytest
from aiohttp import web

from journeys.journey import Expectation
from journeys.verdict import Cause
from tests.support.replaying import a_journey, a_step, replay_on
from tests.support.tiny_web import Handler, Routes

ORDER = "POST /order"
FORM = '<form action="/order" method="post"><button>Order</button></form>'
EXPECT = Expectation(status="2xx", or_status=(("409", 0.3),))


def refuses_first(times: int, status: int = 409) -> Handler:
    """A handler that refuses so many requests, and takes the others."""
    left = [status] * times

    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=left.pop() if left else 201)

    return answer


@pytest.mark.parametrize(
    ("expect", "cause"),
    [
        (EXPECT, None),
        (Expectation(status="2xx"), Cause.WRONG_STATUS),
        (Expectation(status="2xx", or_status=(("404", 0.3),)), Cause.WRONG_STATUS),
    ],
)
def test_what_production_refuses_as_often_is_no_fault(
    expect: Expectation, cause: Cause | None
) -> None:
    step = a_step(ORDER, expect=expect)
    routes: Routes = {"GET /": FORM, ORDER: refuses_first(1)}
    replayed = replay_on(routes, a_journey("view /", step, "view /"))
    assert replayed.causes[1] is cause
    assert len(replayed.steps) == (2 if cause else 3)
    told = "POST /order answered 409; production answers 2xx, and refuses some: 409 to 30%"
    assert [one.note for one in replayed.steps[1:]] == ([""] if cause else [told, ""])


@pytest.mark.parametrize(("refused", "failing"), [(9, 6), (2, 0)])
def test_what_a_run_meets_every_time_is_no_chance(refused: int, failing: int) -> None:
    """Refused to three visits of ten in production: four in a row are less likely than 1%."""
    steps = ("view /", a_step(ORDER, expect=EXPECT))
    journeys = [a_journey(*steps, name=f"typical-{number}") for number in range(9)]
    replayed = replay_on({"GET /": FORM, ORDER: refuses_first(refused)}, *journeys)
    assert replayed.causes.count(Cause.WRONG_STATUS) == failing
    if failing:
        assert "and refuses 30%; in this run it refused all 9" in replayed.reason


@pytest.mark.parametrize(("header", "cause"), [((), None), ((("Authorization", "x"),), Cause.AUTH)])
def test_a_stranger_is_refused_rightly(
    header: tuple[tuple[str, str], ...], cause: Cause | None
) -> None:
    """Pages ask who is there before anybody has signed in; whoever says so is to be known."""
    step = a_step("view /me", expect=Expectation(status="2xx", or_status=(("401", 0.4),)))
    replayed = replay_on(
        {"GET /": "", "GET /me": 401}, a_journey("view /", step), target={"headers": header}
    )
    assert replayed.causes == [None, cause]
