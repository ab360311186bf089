"""Journeys on the demo shop in a browser: sound release, faulty release."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from journeys.demo.shop import run_shop
from journeys.evidence import JourneyEvidence, Way
from journeys.journey import Journey, JourneyId
from journeys.verdict import Cause, Verdict
from journeys_runners.browser.runner import BrowserRunner
from journeys_runners.browser_options import BrowserOptions
from journeys_runners.replay import replay_suite
from tests.runners.test_demo_shop import (
    COUPON,
    DEALS,
    EVENTS,
    EXPRESS,
    GUIDE,
    STANDARD,
    TEMPLATES,
)
from tests.support.browser import SharedBrowserRunner, beside_browser, browser_or_skip
from tests.support.memory_sink import MemorySink
from tests.support.replaying import a_context, options

JOURNEYS = (EXPRESS, STANDARD, COUPON, GUIDE, DEALS)


def replay_demo(
    release: int,
    journeys: tuple[Journey, ...],
    make_runner: type[BrowserRunner],
    run: Callable[[Coroutine[Any, Any, None]], None],
) -> dict[JourneyId, JourneyEvidence]:
    sink = MemorySink()

    async def work(base_url: str) -> None:
        context = a_context(
            base_url,
            journeys,
            suite={"templates": TEMPLATES, "event_names": EVENTS},
            browser=BrowserOptions(path=browser_or_skip()),
        )
        async with make_runner(context) as runner:
            chosen = options(retries=0, workers=2)
            await replay_suite(context, runner, chosen, sink, journeys)

    with run_shop(release) as shop:
        run(work(shop.base_url))
    return {one.journey_id: one for one in sink.journeys}


def test_the_sound_release_passes_and_links_and_forms_are_used() -> None:
    evidence = replay_demo(1, (EXPRESS, STANDARD, COUPON, GUIDE), BrowserRunner, asyncio.run)
    assert {one.verdict for one in evidence.values()} == {Verdict.PASSED}
    ways = {step.way for one in evidence.values() for step in one.steps[1:]}
    assert ways == {Way.LINK, Way.CONTROL, Way.REDIRECT, Way.PAGE}


def test_the_faulty_release_fails_where_it_is_faulty() -> None:
    evidence = replay_demo(2, JOURNEYS, SharedBrowserRunner, beside_browser)
    found: dict[str, Cause] = {}
    for one in evidence.values():
        if one.deciding_step and one.deciding_step.problem:
            found[one.journey_id] = one.deciding_step.problem.cause
    assert found == {
        EXPRESS.id: Cause.MISSING_EVENT,
        COUPON.id: Cause.SERVER_ERROR,
        GUIDE.id: Cause.BROKEN_LINK,
        DEALS.id: Cause.TOO_SLOW,
    }
