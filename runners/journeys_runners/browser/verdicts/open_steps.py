"""Keeps steps open whose event may be sent only as their page is left, and judges them when it was.

Takes the outcome of a step whose event was not seen, gives one without that problem for now; at the
end of the visit, gives the evidence of those steps that came to something else. Nobody waits for
them meanwhile: the visit goes on, and what its pages send as they are left tells.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from journeys.evidence import StepEvidence, Way
from journeys.verdict import Cause, Problem
from journeys_mining.actions.action import ActionKind
from journeys_runners.browser.traffic.seen import Mark
from journeys_runners.browser.traffic.traffic import Traffic
from journeys_runners.browser.verdicts.view_events import ViewEvents
from journeys_runners.interface import RunContext
from journeys_runners.judging.unbound import missing_event
from journeys_runners.visiting.turn import Outcome, Turn
from journeys_runners.ways.confirming import is_any_seen

_UNSENT: Final = frozenset({Cause.LOST_EVENT, Cause.MISSING_EVENT, Cause.UNMET})
_LAST_COME_S: Final = 2.0
"""So much longer what a page sends last is waited for on a busy machine before it is missed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """What a step waits for."""

    events: frozenset[str]
    since: Mark
    """When the step began."""
    unsent: Problem
    """What is wrong with the step if they are not sent."""
    is_doubtful: bool
    """Whether nothing is wrong with it unless the run sees what presses send."""


class OpenSteps:
    """Those of one visit."""

    def __init__(self, context: RunContext, traffic: Traffic, views: ViewEvents) -> None:
        self._context = context
        self._knowledge = context.knowledge
        self._traffic = traffic
        self._views = views
        self._open: list[tuple[Awaited, StepEvidence]] = []
        self._closed: list[StepEvidence] = []

    def is_late(self, action: str) -> bool:
        """Whether the run has seen, or production tells, that it is sent as its page is left."""
        return action in self._knowledge.late or action in self._context.suite.events_on_leave

    def awaited(self, turn: Turn, outcome: Outcome, since: Mark) -> Awaited | None:
        """What the step waits for, on a page that may send it yet; None if for nothing."""
        problem = outcome.problem
        unsent = outcome.unsent if problem is None else self._unsent(turn, outcome)
        if unsent is None:
            return None
        is_unmet = unsent.cause is Cause.UNMET
        name = turn.action.name or self._views.name_of(turn) or ""
        events = frozenset(turn.step.expect.events if is_unmet else (name,))
        is_doubtful = problem is None
        return Awaited(events=events, since=since, unsent=unsent, is_doubtful=is_doubtful)

    def _unsent(self, turn: Turn, outcome: Outcome) -> Problem | None:
        """The problem if it is that an event was not sent, with nothing else left to do for it."""
        problem, is_event = outcome.problem, turn.action.kind is ActionKind.EVENT
        if problem is None or problem is outcome.unsent or problem.cause in _UNSENT:
            return problem
        may_come = problem.cause is Cause.UNBOUND and is_event and self.is_late(turn.step.action)
        return problem if may_come else None

    def note(self, step: StepEvidence, awaited: Awaited | None) -> None:
        """A step is over; keep it open if it waits for something."""
        if awaited:
            self._open.append((awaited, step))
        self._hear()

    def _hear(self) -> None:
        """Close the steps whose events have come."""
        still_open = []
        for awaited, step in self._open:
            if not self._traffic.events(awaited.since) >= awaited.events:
                still_open.append((awaited, step))
                continue
            if step.way is not Way.PAGE and not step.action.startswith("view /"):
                self._knowledge.fired.add(step.action)
            self._knowledge.events |= awaited.events
            if came := self._traffic.last_words.exchanges(awaited.events, awaited.since.word_count):
                self._knowledge.late.add(step.action)
                self._closed.append(replace(step, exchanges=(*step.exchanges, *came)))
        self._open = still_open

    @property
    def are_there(self) -> bool:
        return bool(self._open)

    async def judged(self) -> Sequence[StepEvidence]:
        """The steps that came to something else than they were recorded with, all pages left."""
        self._hear()
        with suppress(TimeoutError):
            async with asyncio.timeout(_LAST_COME_S):
                while any(self._is_blamed(one) for one, _ in self._open):
                    await self._traffic.change()
                    self._hear()
        for awaited, step in self._open:
            if self._is_blamed(awaited):
                problem = self._problem(awaited, step)
                is_unbound = problem.cause is Cause.UNBOUND and step.way is Way.PAGE
                way = Way.UNBOUND if is_unbound else step.way
                self._closed.append(replace(step, problem=problem, way=way))
        return sorted(self._closed, key=lambda one: one.index)

    def _is_blamed(self, awaited: Awaited) -> bool:
        is_seen = is_any_seen(self._knowledge, self._context.bindings)
        return is_seen or not awaited.is_doubtful

    def _problem(self, awaited: Awaited, step: StepEvidence) -> Problem:
        unsent, of_leave = awaited.unsent, self._context.suite.events_on_leave
        if unsent.cause is not Cause.UNBOUND or step.action not in of_leave:
            return unsent
        if not self._knowledge.late:
            # Perhaps staging's pages send nothing at all.
            return replace(unsent, reason=f"{unsent.reason}; nor is it sent as the page is left")
        (name,) = awaited.events
        return missing_event(name, step.page or "/", frozenset(self._knowledge.events - {name}))
