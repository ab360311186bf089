"""Tells a page that gives no answer from an application that gives none.

Takes a step whose request hung or whose connection was dropped, gives the problem that it is. Where
other pages answer at once, and this one does not when it is asked again in turn with them, the
application is at fault. What changes something is not sent twice: of a form it takes two visits.
"""

import asyncio
from datetime import UTC, datetime
from itertools import cycle, islice
from typing import Final

from journeys.durations import format_duration
from journeys.evidence import Way
from journeys.verdict import Cause, Problem
from journeys_runners.judging.control_pages import ask, control_pages
from journeys_runners.judging.met import OFFERED, Met, names_data
from journeys_runners.sending.client import Request
from journeys_runners.visiting.turn import Turn
from journeys_runners.visiting.visitor import Visitor

_PAUSES_S: Final = (0.1, 0.4)
"""Before each further try: who drops a connection once may be about to start anew."""
_MOST_PAGES: Final = 3
_AT_ONCE_SHARE: Final = 0.25
"""Other pages must answer within this share of the time for one request."""
_NEVER_ENDS: Final = ("text/event-stream", "multipart/x-mixed-replace")


async def blame_if_alone(visitor: Visitor, turn: Turn, met: Met, problem: Problem) -> Problem:
    """The problem, or a fault of the application if nothing else gives no answer."""
    if not _may_be_blamed(met, problem, visitor.context.target.timeout_s):
        return problem
    others = _OtherPages(visitor, turn, met)
    if not await others.answer_at_once():
        return problem
    request, knowledge = met.trip.last.request, visitor.context.knowledge
    name = name_of(visitor, request)
    since = knowledge.unanswered.setdefault(name, datetime.now(UTC))
    is_safe = request.method in ("GET", "HEAD") and met.way is not Way.BINDING
    if name in knowledge.silent_alone or (
        not is_safe and since < met.trip.last.exchange.started_at
    ):
        return _no_answer(met, "nor did it when a visit of this run asked before", others)
    if is_safe and await _is_silent_alone(visitor, turn, request, others):
        return _no_answer(met, f"nor when asked {len(_PAUSES_S)} times more", others)
    return problem


async def _is_silent_alone(
    visitor: Visitor, turn: Turn, request: Request, others: "_OtherPages"
) -> bool:
    """Whether the page does not answer while the run asks for nothing else, and others do.

    A server that is held up by many visits may still give its light pages at once.
    """
    async with visitor.sender.limiter.alone():
        for pause_s in _PAUSES_S:
            await asyncio.sleep(pause_s)
            if (await ask(visitor, turn, request)).failure is None:
                note_answered(visitor, request)
                return False
            if not await others.answer_at_once():
                return False
    visitor.context.knowledge.silent_alone.add(name_of(visitor, request))
    return True


def note_answered(visitor: Visitor, request: Request) -> None:
    """Take a request for one that is answered, whatever was found before."""
    knowledge = visitor.context.knowledge
    if knowledge.unanswered:
        name = name_of(visitor, request)
        knowledge.unanswered.pop(name, None)
        knowledge.silent_alone.discard(name)


def name_of(visitor: Visitor, request: Request) -> str:
    """What is known of a request holds for all of its kind: `GET /product/{id}`."""
    template = visitor.memory.site.template_of(request.address)
    return f"{request.method} {template or request.url}"


class _OtherPages:
    """Pages of other templates, asked one after another, again and again."""

    def __init__(self, visitor: Visitor, turn: Turn, met: Met) -> None:
        self._visitor = visitor
        self._turn = turn
        self._limit_s = visitor.context.target.timeout_s * _AT_ONCE_SHARE
        site, trip = visitor.memory.site, met.trip
        accused = {site.template_of(one.request.address) for one in (trip.first, trip.last)}
        accused |= {met.template, turn.action.template}
        urls = list(
            islice(control_pages(visitor.memory, visitor.context.suite, *accused), _MOST_PAGES)
        )
        if site.template_of(site.home) not in accused:
            urls.append(site.home)
        self._urls = cycle(urls)
        self.times_s: list[float] = []

    async def answer_at_once(self) -> bool:
        """Whether the next one that this visitor may see comes, and soon."""
        for url in islice(self._urls, _MOST_PAGES):
            answer = await ask(self._visitor, self._turn, Request(url=url))
            elapsed_s = answer.exchange.elapsed_s
            if answer.failure or answer.status >= 500 or elapsed_s > self._limit_s:
                return False
            if 200 <= answer.status < 300:
                self.times_s.append(elapsed_s)
                return True
        return False


def _may_be_blamed(met: Met, problem: Problem, timeout_s: float) -> bool:
    """Whether an answer was to be expected, and in this time."""
    last = met.trip.last
    if last.headers.get("Content-Type", "").startswith(_NEVER_ENDS):
        return False
    if problem.cause is Cause.TIMED_OUT and (met.expect.latency_s or 0.0) >= timeout_s:
        return False
    is_made_up = met.has_slots or names_data(met.trip.first.request.url)
    return met.way in OFFERED or not is_made_up


def _no_answer(met: Met, again: str, others: _OtherPages) -> Problem:
    slowest = format_duration(max(others.times_s))
    count = len(others.times_s)
    asked = "other pages were" if count > 1 else "another page was"
    return Problem(
        cause=Cause.NO_ANSWER,
        reason=f"{met.asked}: {met.trip.last.exchange.error}, {again}; {asked} asked in between "
        f"and answered within {slowest}",
    )
