"""Measures again before blaming: neither a machine that was busy once, nor our own other visits,
nor a staging that is slower than production everywhere is a fault of the product.
"""

import asyncio
import statistics
from collections.abc import AsyncIterator
from typing import Final

from journeys.evidence import Cause, Problem, Way
from journeys.journey import Suite
from journeys_runners.judging.checks import too_slow
from journeys_runners.judging.control_pages import control_pages
from journeys_runners.judging.met import Met
from journeys_runners.sending.client import Answer, Request
from journeys_runners.sending.navigation import Sender, Trip
from journeys_runners.visiting.memory import Memory
from journeys_runners.visiting.turn import Turn

_PAUSE_S: Final = 0.1
"""Before a further try: what holds a busy machine up is over after a moment."""
_PAUSE_ALONE_S: Final = 0.4
"""Before the try with no other visit, whose requests end in the meantime."""
_CONTROL_PAGES: Final = 3


async def check_latency(
    sender: Sender, turn: Turn, met: Met, memory: Memory, suite: Suite
) -> Problem | None:
    """A problem if every try took longer than production does at most.

    It is the product's if other pages are as fast as production's are; otherwise staging is slow.
    """
    first = _timed(met.trip)
    times_s = [first.exchange.elapsed_s]
    problem = too_slow(met.expect, times_s, met.asked)
    is_safe = first.request.method == "GET" and met.way is not Way.BINDING
    if problem is None:
        return None

    async def is_slow_again() -> bool:
        nonlocal problem
        again_s = await _time_again(sender, turn, first)
        if again_s is None:
            # What nobody can measure again is not known to be slow.
            return False
        times_s.append(again_s)
        problem = too_slow(met.expect, times_s, met.asked)
        return problem is not None

    if is_safe:
        await asyncio.sleep(_PAUSE_S)
        if not await is_slow_again():
            return None
        async with sender.limiter.alone():
            await asyncio.sleep(_PAUSE_ALONE_S)
            if not await is_slow_again():
                return None
    ratios: list[float] = []
    async for ratio in _slowness_of_others(sender, turn, met, memory, suite):
        ratios.append(ratio)
        # In turn with the others: whatever holds them up for a moment holds up this page, too.
        if is_safe and not await is_slow_again():
            return None
    slowness = statistics.median(ratios) if ratios else 0.0
    if slowness > 1:
        return Problem(
            cause=Cause.SLOW_STAGING,
            reason=f"{problem.reason}; other pages take {slowness:.1f} times their limit, too",
            remedy="staging is slower than production: replay on a faster one, or take `latency` "
            "out of the scenario in overrides/",
        )
    return problem


async def _time_again(sender: Sender, turn: Turn, first: Answer) -> float | None:
    """Seconds that the same request takes now; None for another answer, whose time says nothing."""
    again = await sender.send(first.request, trace_id=turn.trace_id)
    turn.answers.append(again)
    is_same = again.failure is None and again.status == first.status
    return again.exchange.elapsed_s if is_same else None


async def _slowness_of_others(
    sender: Sender, turn: Turn, met: Met, memory: Memory, suite: Suite
) -> AsyncIterator[float]:
    """Time that other pages take, each by its limit."""
    limits_s, count = _limits_s(suite), 0
    for url in control_pages(memory, suite, met.template):
        limit_s = limits_s.get(memory.site.template_of(url) or "")
        if limit_s is None:
            continue
        answer = await sender.send(Request(url=url), trace_id=turn.trace_id)
        turn.answers.append(answer)
        if answer.failure is None and answer.status == 200:
            yield answer.exchange.elapsed_s / limit_s
            count += 1
        if count == _CONTROL_PAGES:
            return


def _limits_s(suite: Suite) -> dict[str, float]:
    """The longest time that production's pages take, by template."""
    return {
        step.expect.page: step.expect.latency_s
        for journey in suite.journeys
        for step in journey.steps
        if step.expect.page and step.expect.latency_s
    }


def _timed(trip: Trip) -> Answer:
    """The answer whose time counts: the page, or what the application did with a form."""
    return trip.last if trip.first.request.method == "GET" else trip.first
