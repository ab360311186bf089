"""Measures again before blaming: neither a machine that was busy once, nor our own other visits,
nor a staging that is slower than production everywhere is a fault of the product.

A page that was found to be slow costs later visits of the run one further try instead of seven.
"""

import asyncio
import statistics
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Final

from journeys.evidence import Way
from journeys.journey import Suite
from journeys.verdict import Cause, Problem
from journeys_runners.judging.checks import too_slow
from journeys_runners.judging.control_pages import ask, control_pages
from journeys_runners.judging.met import Met
from journeys_runners.sending.client import Answer, Request
from journeys_runners.sending.navigation import Trip
from journeys_runners.visiting.turn import Turn
from journeys_runners.visiting.visitor import Visitor

_PAUSE_S: Final = 0.1
"""Before a further try: what holds a busy machine up is over after a moment."""
_PAUSES_ALONE_S: Final = (0.4, 0.8)
"""Before the tries with no other visit, whose requests end in the meantime."""
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


async def check_landing(visitor: Visitor, turn: Turn) -> Problem | None:
    """The same of a page to which the step before has led already."""
    memory, landed, expect = visitor.memory, visitor.memory.landed, turn.step.expect
    template = memory.site.template_of(landed.request.address) if landed else None
    if landed is None or template != expect.page or not landed.is_html:
        return None
    trip = Trip(answers=(landed,))
    met = Met(expect=expect, way=Way.REDIRECT, trip=trip, page=memory.page, template=template)
    return await check_latency(visitor, turn, met)


async def check_latency(visitor: Visitor, turn: Turn, met: Met) -> Problem | None:
    """A problem if every try took longer than production does at most.

    It is the product's if other pages are as fast as production's are; otherwise staging is slow.
    """
    tries, known = _Tries(visitor, turn, met), visitor.context.knowledge.slow
    if tries.problem is None:
        return None
    if not tries.is_safe:
        others = [one async for one in _time_others(visitor, turn, met)]
        return _slow_staging(tries.problem, tries.fastest_s, met, others) or tries.problem
    await asyncio.sleep(_PAUSE_S)
    if not await tries.are_slow_again():
        return None
    if met.template in known:
        return tries.problem
    async with visitor.sender.limiter.alone():
        for pause_s in _PAUSES_ALONE_S:
            await asyncio.sleep(pause_s)
            if not await tries.are_slow_again():
                return None
    return await _beside_others(visitor, turn, met, tries)


async def _beside_others(visitor: Visitor, turn: Turn, met: Met, tries: "_Tries") -> Problem | None:
    """Asked in turn with others: whatever holds them up for a moment holds up this page, too."""
    others: list[_Timed] = []
    async for other in _time_others(visitor, turn, met):
        others.append(other)
        if not await tries.are_slow_again():
            return None
    problem = tries.problem
    if problem and (on_staging := _slow_staging(problem, tries.fastest_s, met, others)):
        return on_staging
    if problem and met.template:
        visitor.context.knowledge.slow.add(met.template)
    return problem


class _Tries:
    """The times that one page took, asked for again and again."""

    def __init__(self, visitor: Visitor, turn: Turn, met: Met) -> None:
        self._visitor = visitor
        self._turn = turn
        self._met = met
        self._first = _timed(met.trip)
        self._times_s = [self._first.exchange.elapsed_s]
        self.is_safe = self._first.request.method == "GET" and met.way is not Way.BINDING

    @property
    def fastest_s(self) -> float:
        return min(self._times_s)

    @property
    def problem(self) -> Problem | None:
        """What is wrong if all of them took too long."""
        return too_slow(self._met.expect, self._times_s, self._met.asked)

    async def are_slow_again(self) -> bool:
        """Whether one more takes too long, too; what nobody can measure again is not known to."""
        again = await ask(self._visitor, self._turn, self._first.request)
        if again.failure is not None or again.status != self._first.status:
            return False
        self._times_s.append(again.exchange.elapsed_s)
        return self.problem is not None


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


async def _time_others(visitor: Visitor, turn: Turn, met: Met) -> AsyncIterator[_Timed]:
    """Times of other pages, those first that take longest in production: they tell most."""
    memory, suite = visitor.memory, visitor.context.suite
    limits_s, usual_s, count = _limits_s(suite), dict(suite.usual_s), 0
    controls = control_pages(memory, suite, met.template)
    templates = {url: memory.site.template_of(url) or "" for url in controls}
    for url, template in sorted(templates.items(), key=lambda one: -usual_s.get(one[1], 0.0)):
        if template not in limits_s:
            continue
        answer = await ask(visitor, turn, Request(url=url))
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
