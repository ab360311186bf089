"""Replays a suite: order, workers, retries, and what each attempt came to."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from journeys import __version__
from journeys.errors import NothingToReplayError
from journeys.evidence import JourneyEvidence, Run, RunState
from journeys.journey import Journey, JourneyId
from journeys.quarantine import covering
from journeys.verdict import Cause, Problem, Verdict
from journeys_runners.alone import Floor, met_server_error, said_busy, told_alone
from journeys_runners.attempt import Attempts
from journeys_runners.bindings.banner_notes import banner_notes
from journeys_runners.interface import RunContext, Runner
from journeys_runners.judging.acquittals import acquitted
from journeys_runners.knowledge import Knowledge
from journeys_runners.masking.masking import mask_url
from journeys_runners.outage import MAY_BE_GONE, OutageWatch
from journeys_runners.pages.flaw_notes import flaw_notes
from journeys_runners.pages.stand_ins import beginning_notes, stand_in_notes
from journeys_runners.replay_options import ReplayOptions, Sink

_MOST_ALONE: Final = 20
"""Attempts of a run that others wait for."""
_CHOSEN_BADLY: Final = frozenset({Cause.AUTH, Cause.MISSING_DATA, Cause.NOT_OFFERED})


async def replay_suite(
    context: RunContext,
    runner: Runner,
    options: ReplayOptions,
    sink: Sink,
    journeys: Sequence[Journey],
) -> None:
    """Perform the journeys in their order, `options.workers` at a time.

    What the application does is in the evidence. When the replay is cancelled, what was seen
    until then is kept, the run is marked as interrupted and the cancellation goes on.

    Raises
    ------
    NothingToReplayError
        There are no journeys.
    """
    if not journeys:
        raise NothingToReplayError(
            "there is no journey to replay", remedy="check the filter, or generate a suite"
        )
    sink.start_run(run_record(context, runner, options))
    watch = OutageWatch(context.target, context.run_id, options.stop, options.patience_s)
    replay = _Replay(context, runner, options, sink, watch)
    state = RunState.INTERRUPTED
    try:
        await replay.perform_all(journeys)
        is_whole = not options.stop.is_pressed and watch.gone is None
        state = RunState.FINISHED if is_whole else RunState.INTERRUPTED
    finally:
        replay.revise()
        known = context.knowledge
        notes = (
            *beginning_notes(known.left_out),
            *stand_in_notes(known.stand_ins),
            *banner_notes(known.banners),
            *flaw_notes(known.flaws),
        )
        for note in notes:
            sink.note(context.run_id, context.secrets.text(note))
        sink.finish_run(context.run_id, state)


async def replay_journey(
    context: RunContext, runner: Runner, options: ReplayOptions, sink: Sink, journey: Journey
) -> JourneyEvidence:
    """Perform one journey of a run that the caller started, and give its last attempt."""
    replay = _Replay(context, runner, options, sink)
    await replay.perform_all([journey])
    assert replay.latest is not None, "a journey that is performed comes to something"
    return replay.latest


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    """What a run remembers of an attempt until it ends: a long one could not hold the evidence."""

    verdict: Verdict
    failed: JourneyEvidence | None
    """Of a failed one the evidence without exchanges: the rest of the run may explain it."""


class _Replay:
    """One run in progress."""

    def __init__(
        self,
        context: RunContext,
        runner: Runner,
        options: ReplayOptions,
        sink: Sink,
        watch: OutageWatch | None = None,
    ) -> None:
        """Without a watch, an application that is gone is asked for by each journey."""
        self._watch = watch
        self._context = context
        self._options = options
        self._sink = sink
        self._attempts: dict[JourneyId, list[_Attempt]] = {}
        self._failed: set[JourneyId] = set()
        """Those whose latest attempt failed, but for known failures."""
        self.latest: JourneyEvidence | None = None
        """The attempt that ended last."""
        self._floor = Floor()
        self._is_crowded = False
        """Whether several journeys are performed at once."""
        self._fail_alone: set[str] = set()
        """Actions that met 5xx while no other journey was performed."""
        self._alone_left = _MOST_ALONE
        self._begun_at = time.monotonic()
        self._made = Attempts(context, runner, options, sink)

    async def perform_all(self, journeys: Sequence[Journey]) -> None:
        waiting = iter(journeys)
        count = max(1, min(self._options.workers, len(journeys)))
        self._is_crowded = count > 1
        try:
            async with asyncio.TaskGroup() as workers:
                for _ in range(count):
                    workers.create_task(self._work(waiting))
        except* Exception as group:
            # One fault stops all workers; callers expect it as it was raised.
            first = group.exceptions[0]
            raise first from None
        if gone := self._gone:
            for journey in journeys:
                if not self._attempts.get(journey.id):
                    evidence = self._made.leave_out(journey, gone)
                    self._keep(evidence)

    @property
    def _gone(self) -> Problem | None:
        return self._watch.gone if self._watch else None

    def _keep(self, evidence: JourneyEvidence) -> None:
        self._sink.finish_journey(self._context.run_id, evidence)
        self._attempts.setdefault(evidence.journey_id, []).append(_remembered(evidence))
        self.latest = evidence
        if evidence.verdict is Verdict.FAILED and not self._is_known(evidence):
            self._failed.add(evidence.journey_id)
        else:
            self._failed.discard(evidence.journey_id)

    async def _work(self, waiting: Iterator[Journey]) -> None:
        for journey in waiting:
            if self._is_enough():
                return
            attempts = self._attempts.setdefault(journey.id, [])
            earlier, before = self._options.earlier.get(journey.id, ()), None
            for attempt in range(len(earlier) + 1, self._options.retries + 2):
                verdicts = (*earlier, *(one.verdict for one in attempts))
                has_failed = Verdict.FAILED in verdicts
                alone = before is not None and self._is_to_be_alone(before)
                async with self._floor.shared(alone=alone):
                    evidence = await self._made.make(journey, attempt, has_failed=has_failed)
                if evidence is None:
                    return
                if alone and before:
                    self._note_alone(before, evidence)
                self._keep(evidence)
                before = evidence
                if self._watch:
                    await self._watch.heed(evidence)
                if self._gone or not _deserves_retry(evidence):
                    break
                if _may_have_chosen_badly(evidence):
                    self._context.knowledge.in_vain[journey.id] += 1

    def _is_to_be_alone(self, failed: JourneyEvidence) -> bool:
        step = met_server_error(failed) if self._is_crowded and self._alone_left else None
        is_open = step is not None and step.action not in self._fail_alone
        self._alone_left -= is_open
        return is_open

    def _note_alone(self, before: JourneyEvidence, alone: JourneyEvidence) -> None:
        """Note what an attempt came to that was alone, after one that was not."""
        if again := met_server_error(alone):
            self._fail_alone.add(again.action)
        step = met_server_error(before)
        if alone.verdict is Verdict.FLAKY and step and said_busy(step):
            self._sink.revise_journey(self._context.run_id, told_alone(before, step))

    def revise(self) -> None:
        """Take failures back that the rest of the run explains."""
        for attempts in self._attempts.values():
            for place, one in enumerate(attempts):
                failed = one.failed
                if failed and (revised := _revised(failed, self._context.knowledge)):
                    attempts[place] = _remembered(revised)
                    self._sink.revise_journey(self._context.run_id, revised)

    def _is_enough(self) -> bool:
        options, elapsed_s = self._options, time.monotonic() - self._begun_at
        is_late = options.budget_s is not None and elapsed_s >= options.budget_s
        if options.stop.is_pressed or is_late or self._gone:
            return True
        return options.max_failures is not None and len(self._failed) >= options.max_failures

    def _is_known(self, evidence: JourneyEvidence) -> bool:
        step = evidence.deciding_step
        known = self._options.quarantine
        return step is not None and covering(known, evidence.journey_id, step.action) is not None


def _remembered(evidence: JourneyEvidence) -> _Attempt:
    failed = None
    if evidence.verdict is Verdict.FAILED:
        steps = tuple(replace(one, exchanges=()) for one in evidence.steps)
        failed = replace(evidence, steps=steps)
    return _Attempt(verdict=evidence.verdict, failed=failed)


def _revised(evidence: JourneyEvidence, knowledge: Knowledge) -> JourneyEvidence | None:
    step = evidence.deciding_step
    if step is None:
        return None
    place = evidence.steps.index(step)
    before = evidence.steps[place - 1].page if place else None
    revised = acquitted(step, before, knowledge)
    if revised is None:
        return None
    steps = (*evidence.steps[:place], revised, *evidence.steps[place + 1 :])
    return replace(evidence, steps=steps, verdict=revised.verdict)


def _deserves_retry(evidence: JourneyEvidence) -> bool:
    last = evidence.deciding_step
    if last is None or last.problem is None:
        return False
    may_be_other = last.problem.cause in MAY_BE_GONE or _may_have_chosen_badly(evidence)
    return evidence.verdict is Verdict.FAILED or may_be_other


def _may_have_chosen_badly(evidence: JourneyEvidence) -> bool:
    """Whether another record may lead further: this one led somewhere, and not to the next step."""
    last = evidence.deciding_step
    return (
        last is not None
        and last.problem is not None
        and last.index > 0
        and last.problem.cause in _CHOSEN_BADLY
    )


def run_record(context: RunContext, runner: Runner, options: ReplayOptions) -> Run:
    """What is kept of a run as it starts."""
    return Run(
        id=context.run_id,
        started_at=datetime.now(UTC),
        base_url=mask_url(context.target.base_url),
        runner=runner.name,
        app_version=options.app_version,
        model_digest=context.suite.model_digest,
        seed=context.seed,
        suite=options.suite,
        test=options.test,
        journeys_version=__version__,
        shard=options.shard,
    )
