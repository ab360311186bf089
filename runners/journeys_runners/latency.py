"""Measures again before blaming: neither a machine that was busy once nor a staging that is slower
than production everywhere is a fault of the product.
"""

import statistics
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from journeys.evidence import Cause, Problem, Way
from journeys.journey import Suite
from journeys_mining.actions import slots_of
from journeys_runners.checks import Met, too_slow
from journeys_runners.client import Answer, Request
from journeys_runners.memory import Memory
from journeys_runners.navigation import Sender, Trip
from journeys_runners.turn import Turn
from journeys_runners.words import changes_state, words_of, words_of_link

_TRIES: Final = 3
_CONTROL_PAGES: Final = 3


async def check_latency(
    sender: Sender, turn: Turn, met: Met, memory: Memory, suite: Suite
) -> Problem | None:
    """A problem if every try took longer than production does at most.

    It is the product's if other pages are as fast as production's are; otherwise staging is slow.
    """
    answer = _timed(met.trip)
    times_s = [answer.exchange.elapsed_s]
    problem = too_slow(met.expect, times_s, met.asked)
    is_safe = answer.request.method == "GET" and met.way is not Way.BINDING
    while problem and is_safe and len(times_s) < _TRIES:
        again = await sender.send(answer.request, trace_id=turn.trace_id)
        turn.answers.append(again)
        if again.failure or again.status != answer.status:
            # Another answer takes another time: it says nothing about this one's.
            return problem
        times_s.append(again.exchange.elapsed_s)
        problem = too_slow(met.expect, times_s, met.asked)
    if problem and (slowness := await _slowness_of_others(sender, turn, met, memory, suite)) > 1:
        return Problem(
            cause=Cause.SLOW_STAGING,
            reason=f"{problem.reason}; other pages take {slowness:.1f} times their limit, too",
            remedy="staging is slower than production: replay on a faster one, or take `latency` "
            "out of the scenario in overrides/",
        )
    return problem


async def _slowness_of_others(
    sender: Sender, turn: Turn, met: Met, memory: Memory, suite: Suite
) -> float:
    """Time that other pages take, by their limits: the median; 0 if none can be asked for."""
    ratios = []
    for url, limit_s in _control_pages(memory, _limits_s(suite), met.template):
        answer = await sender.send(Request(url=url), trace_id=turn.trace_id)
        turn.answers.append(answer)
        if answer.failure is None and answer.status == 200:
            ratios.append(answer.exchange.elapsed_s / limit_s)
        if len(ratios) == _CONTROL_PAGES:
            break
    return statistics.median(ratios) if ratios else 0.0


def _control_pages(
    memory: Memory, limits_s: Mapping[str, float], accused: str | None
) -> Iterator[tuple[str, float]]:
    """Addresses of other pages with a limit: those linked to first, then those without slots."""
    seen = {accused}
    for url in (*_safe_links(memory), *_pages_without_slots(memory, limits_s)):
        template = memory.site.template_of(url)
        if template and template in limits_s and template not in seen:
            seen.add(template)
            yield url, limits_s[template]


def _safe_links(memory: Memory) -> Iterator[str]:
    for page in memory.pages():
        for link in page.links:
            if memory.site.owns(link.url) and not changes_state(words_of_link(link)):
                yield link.url


def _pages_without_slots(memory: Memory, templates: Iterable[str]) -> Iterator[str]:
    for template in templates:
        if not slots_of(template) and not changes_state(words_of(template)):
            yield memory.site.url_of(template, {})


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
