"""Journeys on the demo shop, which nothing here was made for: sound release, faulty release."""

import asyncio

import pytest

from journeys.demo.shop import run_shop
from journeys.journey import Expectation, Journey
from journeys.verdict import Cause, Verdict
from journeys_runners.http.runner import HttpRunner
from journeys_runners.replay import replay_suite
from tests.support.memory_sink import MemorySink
from tests.support.replaying import a_context, a_journey, a_step, options

TEMPLATES = (
    "/",
    "/cart",
    "/cart/coupon",
    "/checkout",
    "/checkout/confirm",
    "/checkout/delivery",
    "/deals",
    "/help/size-guide",
    "/order/{id}",
    "/product/{id}",
)
EVENTS = (
    "add_to_cart",
    "apply_coupon",
    "choose_express",
    "choose_standard",
    "place_order",
    "purchase",
    "remove_from_cart",
    "submit_address",
)


def purchase(delivery: str) -> Journey:
    return a_journey(
        "view /",
        "view /product/{id}",
        "add_to_cart @ /product/{id}",
        "view /cart",
        "view /checkout",
        "submit_address @ /checkout",
        "view /checkout/delivery",
        f"{delivery} @ /checkout/delivery",
        "view /checkout/confirm",
        "place_order @ /checkout/confirm",
        "view /order/{id}",
        "purchase @ /order/{id}",
        name=delivery,
    )


EXPRESS, STANDARD = purchase("choose_express"), purchase("choose_standard")
COUPON = a_journey(
    "view /product/{id}",
    "add_to_cart @ /product/{id}",
    "remove_from_cart @ /cart",
    "apply_coupon @ /cart",
    name="coupon",
)
GUIDE = a_journey("view /product/{id}", "view /help/size-guide", name="guide")
DEALS = a_journey(
    a_step("view /deals", expect=Expectation(page="/deals", latency_s=0.3)), name="deals"
)


def replay_demo(release: int, journey: Journey) -> MemorySink:
    sink = MemorySink()

    async def work(base_url: str) -> None:
        suite = {"templates": TEMPLATES, "event_names": EVENTS}
        context = a_context(base_url, [journey], suite=suite)
        async with HttpRunner(context) as runner:
            await replay_suite(context, runner, options(retries=0), sink, [journey])

    with run_shop(release) as shop:
        asyncio.run(work(shop.base_url))
    return sink


@pytest.mark.parametrize("journey", [EXPRESS, STANDARD, COUPON, GUIDE], ids=lambda one: one.id)
def test_the_sound_release_passes_without_any_binding(journey: Journey) -> None:
    sink = replay_demo(1, journey)
    assert [step.problem for step in sink.steps] == [None] * len(journey.steps)
    assert sink.journeys[0].verdict is Verdict.PASSED


@pytest.mark.parametrize(
    ("journey", "cause"),
    [
        (EXPRESS, Cause.MISSING_EVENT),
        (STANDARD, None),
        (COUPON, Cause.SERVER_ERROR),
        (GUIDE, Cause.BROKEN_LINK),
        (DEALS, Cause.TOO_SLOW),
    ],
    ids=lambda one: getattr(one, "id", None),
)
def test_the_faulty_release_fails_where_it_is_faulty(journey: Journey, cause: Cause | None) -> None:
    problem = replay_demo(2, journey).steps[-1].problem
    assert (problem.cause if problem else None) is cause
