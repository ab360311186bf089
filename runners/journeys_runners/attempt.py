"""One attempt at a journey: its hooks, its identity, its visit, and what it came to."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from journeys.evidence import JourneyEvidence, StepEvidence, Way
from journeys.journey import Journey, actions_of
from journeys.verdict import Cause, Problem, Verdict, deciding_step
from journeys_mining.actions.action import Action, ActionKind
from journeys_runners.hooks import When, moment_of, run_hooks
from journeys_runners.identity.accounts import Identity
from journeys_runners.interface import RunContext, Runner
from journeys_runners.replay_options import ReplayOptions, Sink

_NOTES_MAX: Final = 20
"""So many failures of hooks after journeys are told."""


@dataclass(slots=True, kw_only=True)
class _Attempt:
    """One attempt as it goes on."""

    journey: Journey
    number: int
    """1 for the first try."""
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    begin_s: float = field(default_factory=time.perf_counter)
    steps: list[StepEvidence] = field(default_factory=list)


class Attempts:
    """Performs attempts at the journeys of one run."""

    def __init__(
        self, context: RunContext, runner: Runner, options: ReplayOptions, sink: Sink
    ) -> None:
        self._context = context
        self._runner = runner
        self._options = options
        self._sink = sink
        self._note_count = 0

    async def make(
        self, journey: Journey, attempt: int, *, has_failed: bool
    ) -> JourneyEvidence | None:
        """Perform the journey as a fresh visitor; `has_failed` says whether one did before.

        None where the replay was stopped while the journey waited for its identity.
        """
        async with self._context.identities.lent(journey.id) as identity:
            if attempt == 1 and self._options.stop.is_pressed:
                return None
            begun, verdict = self._begin(journey, attempt), None
            try:
                await self._perform(begun, identity)
                verdict = _verdict(begun.steps, has_failed=has_failed)
            finally:
                await self._clean_up(begun, verdict)
        return self._evidence(begun, verdict)

    def leave_out(self, journey: Journey, problem: Problem) -> JourneyEvidence:
        """Record that a journey cannot be performed any more."""
        earlier = self._options.earlier.get(journey.id, ())
        begun = self._begin(journey, len(earlier) + 1)
        if journey.steps:
            self._record(begun, _not_begun(journey, problem))
        return self._evidence(begun, problem.verdict)

    def _begin(self, journey: Journey, attempt: int) -> _Attempt:
        begun = _Attempt(journey=journey, number=attempt)
        self._sink.start_journey(self._context.run_id, journey, attempt, begun.started_at)
        return begun

    async def _perform(self, begun: _Attempt, identity: Identity | Problem | None) -> None:
        journey = begun.journey
        moment = moment_of(
            self._context, When.BEFORE_JOURNEY, journey=journey.id, attempt=begun.number
        )
        problem = await run_hooks(self._options.hooks, moment, self._context)
        if problem is None and isinstance(identity, Problem):
            problem = identity
        if problem or isinstance(identity, Problem):
            if problem and journey.steps:
                self._record(begun, _not_begun(journey, problem))
            return
        async with self._runner.visit(journey, begun.number, identity) as visit:
            for index, step in enumerate(journey.steps):
                if pause_s := step.think_s * self._options.think_factor:
                    await asyncio.sleep(pause_s)
                self._record(begun, await visit.perform(index, step))
                if not _goes_on_after(begun.steps[-1]):
                    break
            for known_better in await visit.finish():
                self._revise(begun, known_better)

    def _record(self, begun: _Attempt, step: StepEvidence) -> None:
        begun.steps.append(self._context.secrets.step(step))
        self._sink.record_step(
            self._context.run_id, begun.journey.id, begun.number, begun.steps[-1]
        )

    def _revise(self, begun: _Attempt, step: StepEvidence) -> None:
        begun.steps[step.index] = self._context.secrets.step(step)
        self._sink.revise_step(
            self._context.run_id, begun.journey.id, begun.number, begun.steps[step.index]
        )

    def _evidence(self, begun: _Attempt, verdict: Verdict) -> JourneyEvidence:
        journey = begun.journey
        return JourneyEvidence(
            journey_id=journey.id,
            kind=journey.kind,
            prob=journey.prob,
            reason=journey.reason,
            planned=actions_of(journey.steps),
            attempt=begun.number,
            started_at=begun.started_at,
            elapsed_s=time.perf_counter() - begun.begin_s,
            steps=tuple(begun.steps),
            verdict=verdict,
            reproduce=self._options.reproduce(journey),
        )

    async def _clean_up(self, begun: _Attempt, verdict: Verdict | None) -> None:
        moment = moment_of(
            self._context,
            When.AFTER_JOURNEY,
            journey=begun.journey.id,
            attempt=begun.number,
            verdict=verdict,
        )
        problem = await run_hooks(self._options.hooks, moment, self._context)
        if problem and self._note_count < _NOTES_MAX:
            self._note_count += 1
            self._sink.note(self._context.run_id, f"{begun.journey.id}: {problem.reason}")


def _not_begun(journey: Journey, problem: Problem) -> StepEvidence:
    """The first step, which was not performed because of what came before it."""
    return StepEvidence(
        index=0,
        action=journey.steps[0].action,
        way=Way.UNBOUND,
        started_at=datetime.now(UTC),
        elapsed_s=0.0,
        exchanges=(),
        page_url=None,
        page=None,
        problem=problem,
    )


def _goes_on_after(step: StepEvidence) -> bool:
    """Whether the visit does: after a step that passed, and after an event for which nothing was
    found to press. The visitor is still on its page; a page or a request would have led on."""
    if step.problem is None:
        return True
    is_event = Action.parse(step.action).kind is ActionKind.EVENT
    return is_event and step.problem.cause is Cause.UNBOUND


def _verdict(steps: Sequence[StepEvidence], *, has_failed: bool) -> Verdict:
    step = deciding_step(steps)
    own = step.verdict if step else Verdict.PASSED
    return Verdict.FLAKY if own is Verdict.PASSED and has_failed else own
