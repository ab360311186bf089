"""A page that alone gives no answer is a fault of the application; one among many is not."""

import asyncio
import itertools
from dataclasses import replace

import pytest
from aiohttp import web

from journeys.journey import Expectation, Journey, JourneyId
from journeys.verdict import Cause, Verdict
from tests.support.browser import replay_in_browser
from tests.support.replaying import Replayed, a_journey, a_step, replay_on
from tests.support.tiny_web import Handler, Routes, page

LINKS = '<a href="/cart">Cart</a><a href="/orders">Orders</a>'
WALK = a_journey("view /", "view /cart")
SOON = {"timeout_s": 1.0}
"""A quarter of it is what other pages may take, on a busy machine, too."""
SITE = {"templates": ("/", "/cart", "/orders", "/buy")}


async def hangs(request: web.Request) -> web.Response:
    await asyncio.Event().wait()
    raise AssertionError


async def drops(request: web.Request) -> web.Response:
    assert request.transport is not None
    request.transport.abort()
    return page("")


def sometimes(times: int, bad: Handler, body: str = "one") -> Handler:
    """Bad so many times, then a page."""
    count = itertools.count()

    async def handler(request: web.Request) -> web.StreamResponse:
        return await bad(request) if next(count) < times else page(body)

    return handler


def replayed(cart: Handler, *journeys: Journey, orders: Handler | str = "none") -> Replayed:
    routes: Routes = {"GET /": LINKS, "GET /orders": orders, "GET /cart": cart}
    return replay_on(routes, *(journeys or (WALK,)), target=SOON, suite=SITE)


@pytest.mark.parametrize("cart", [hangs, drops])
def test_a_page_that_alone_gives_no_answer_fails(cart: Handler) -> None:
    run = replayed(cart)
    assert run.causes == [None, Cause.NO_ANSWER]
    assert run.verdicts == [Verdict.FAILED]
    assert run.reason.startswith("GET /cart: ")
    assert "nor when asked 2 times more; other pages were asked in between" in run.reason
    # The client library sends a GET once more by itself where the connection was an old one.
    assert run.server.lines.count("GET /cart") >= 3


@pytest.mark.parametrize(
    ("times", "cart", "cause"), [(1, hangs, Cause.TIMED_OUT), (2, drops, Cause.UNREACHABLE)]
)
def test_who_answers_when_asked_again_is_not_blamed(
    times: int, cart: Handler, cause: Cause
) -> None:
    run = replayed(sometimes(times, cart))
    assert run.causes == [None, cause]


@pytest.mark.parametrize("cart", [hangs, drops])
def test_where_other_pages_give_none_either_the_page_is_not_blamed(cart: Handler) -> None:
    run = replayed(cart, orders=cart)
    assert run.verdicts == [Verdict.INCONCLUSIVE]
    assert run.server.lines.count("GET /cart") <= 2


def test_a_page_that_takes_as_long_in_production_is_waited_for_too_shortly() -> None:
    step = a_step("view /cart", expect=Expectation(page="/cart", latency_s=1.1))
    assert replayed(hangs, a_journey("view /", step)).causes == [None, Cause.TIMED_OUT]


def test_what_never_ends_by_intention_is_not_blamed() -> None:
    async def stream(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        return await hangs(request)

    assert replayed(stream).causes == [None, Cause.TIMED_OUT]


def test_a_second_visit_need_not_ask_again() -> None:
    run = replayed(hangs, WALK, replace(WALK, id=JourneyId("again")))
    assert run.verdicts == [Verdict.FAILED] * 2
    assert "a visit of this run asked before" in run.reason
    assert run.server.lines.count("GET /cart") == 4


def test_what_one_visit_met_is_no_proof_for_the_next_until_the_page_was_asked_for_alone() -> None:
    # A server that is held up gives its light pages at once, mostly, and its heavy ones too late.
    cart_count = 0
    held_up = [2]

    async def cart(request: web.Request) -> web.StreamResponse:
        nonlocal cart_count
        cart_count += 1
        return await hangs(request) if cart_count <= 3 else page("one")

    async def light(request: web.Request) -> web.StreamResponse:
        if cart_count in held_up:
            held_up.remove(cart_count)
            await hangs(request)
        return page(LINKS)

    routes: Routes = {"GET /": light, "GET /orders": light, "GET /cart": cart}
    journeys = WALK, replace(WALK, id=JourneyId("again"))
    run = replay_on(routes, *journeys, target=SOON, suite=SITE)
    assert run.causes == [None, Cause.TIMED_OUT] * 2
    assert cart_count == 4


FORM = '<form action="/buy" method="post"><button>Buy</button></form>'


def bought(buy: Handler, retries: int) -> Replayed:
    routes: Routes = {"GET /": FORM + LINKS, "GET /orders": "none", "POST /buy": buy}
    journey = a_journey("view /", "POST /buy")
    return replay_on(routes, journey, suite=SITE, retries=retries)


def test_a_form_is_not_sent_again_by_the_same_visitor() -> None:
    run = bought(drops, retries=0)
    assert run.causes == [None, Cause.UNREACHABLE]
    assert run.server.lines.count("POST /buy") == 1


def test_a_form_that_gets_no_answer_in_two_visits_fails() -> None:
    run = bought(drops, retries=1)
    assert run.verdicts == [Verdict.INCONCLUSIVE, Verdict.FAILED]
    assert run.causes[-1] is Cause.NO_ANSWER
    assert bought(sometimes(1, drops), retries=1).verdicts[-1] is Verdict.PASSED


# Other pages have a quarter of this time, and a busy machine may need more than that of a second.
@pytest.mark.parametrize(("cart", "timeout_s"), [(hangs, 2.0), (drops, 6.0)])
def test_the_same_in_a_browser(cart: Handler, timeout_s: float) -> None:
    routes: Routes = {"GET /": LINKS, "GET /orders": "none", "GET /cart": cart}
    run = replay_in_browser(routes, WALK, target={"timeout_s": timeout_s}, suite=SITE)
    assert run.causes == [None, Cause.NO_ANSWER]
