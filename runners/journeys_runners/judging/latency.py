"""Measures again before blaming: neither a machine that was busy once, nor our own other visits,
nor a staging that is slower than production everywhere is a fault of the product.
"""

import asyncio
import statistics
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
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
_SLACK_S: Final = 0.05
"""What a network may add to the shortest answers without saying anything of the application."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Timed:
    """How long a page took, and how long it may take."""

    elapsed_s: float
    limit_s: float
    usual_s: float
    """In production, 95% of the time; 0 where that is not known."""


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
    others: list[_Timed] = []
    async for other in _time_others(sender, turn, met, memory, suite):
        others.append(other)
        # In turn with the others: whatever holds them up for a moment holds up this page, too.
        if is_safe and not await is_slow_again():
            return None
    return _slow_staging(problem, min(times_s), met, others) or problem


def _slow_staging(
    problem: Problem, fastest_s: float, met: Met, others: Sequence[_Timed]
) -> Problem | None:
    """A problem if other pages are as slow for what they are: by their limits, or by production."""
    by_limit = statistics.median([one.elapsed_s / one.limit_s for one in others] or [0.0])
    known = [one.elapsed_s / (one.usual_s + _SLACK_S) for one in others if one.usual_s]
    by_production = statistics.median(known or [0.0])
    if by_limit > 1:
        seen = f"other pages take {by_limit:.1f} times their limit, too"
    elif met.expect.latency_s and fastest_s <= met.expect.latency_s * by_production:
        seen = f"other pages take {by_production:.1f} times as long as in production, too"
    else:
        return None
    return Problem(
        cause=Cause.SLOW_STAGING,
        reason=f"{problem.reason}; {seen}",
        remedy="staging is slower than production: replay on a faster one, or take `latency` "
        "out of the scenario in overrides/",
    )


async def _time_again(sender: Sender, turn: Turn, first: Answer) -> float | None:
    """Seconds that the same request takes now; None for another answer, whose time says nothing."""
    again = await sender.send(first.request, trace_id=turn.trace_id)
    turn.answers.append(again)
    is_same = again.failure is None and again.status == first.status
    return again.exchange.elapsed_s if is_same else None


async def _time_others(
    sender: Sender, turn: Turn, met: Met, memory: Memory, suite: Suite
) -> AsyncIterator[_Timed]:
    """Times of other pages, those first that take longest in production: they tell most."""
    limits_s, usual_s, count = _limits_s(suite), dict(suite.usual_s), 0
    controls = control_pages(memory, suite, met.template)
    templates = {url: memory.site.template_of(url) or "" for url in controls}
    for url, template in sorted(templates.items(), key=lambda one: -usual_s.get(one[1], 0.0)):
        if template not in limits_s:
            continue
        answer = await sender.send(Request(url=url), trace_id=turn.trace_id)
        turn.answers.append(answer)
        if answer.failure is None and answer.status == 200:
            yield _Timed(
                elapsed_s=answer.exchange.elapsed_s,
                limit_s=limits_s[template],
                usual_s=usual_s.get(template, 0.0),
            )
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
