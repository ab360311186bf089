"""Replays a suite: order, workers, retries, and what each attempt came to."""

import asyncio
import secrets
import threading
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

from journeys import __version__
from journeys.errors import NothingToReplayError
from journeys.evidence import (
    Cause,
    JourneyEvidence,
    Run,
    RunId,
    RunState,
    StepEvidence,
    Verdict,
)
from journeys.journey import Journey, JourneyId, actions_of
from journeys.quarantine import QuarantineEntry, covering
from journeys_runners.interface import RunContext, Runner
from journeys_runners.masking import mask_url
from journeys_runners.run_summary import RunSummary, summarise
from journeys_runners.stopping import StopSwitch

Result = TypeVar("Result")

_WORTH_ANOTHER_TRY = frozenset({Cause.UNREACHABLE, Cause.TIMED_OUT})
"""Faults of the environment that may be gone a moment later."""


class Sink(Protocol):
    """Keeps what a replay finds, as it is found."""

    def start_run(self, run: Run) -> None: ...

    def start_journey(
        self, run_id: RunId, journey: Journey, attempt: int, started_at: datetime
    ) -> None: ...

    def record_step(
        self, run_id: RunId, journey_id: JourneyId, attempt: int, step: StepEvidence
    ) -> None: ...

    def finish_journey(self, run_id: RunId, evidence: JourneyEvidence) -> None: ...

    def finish_run(self, run_id: RunId, state: RunState) -> None: ...

    def note(self, run_id: RunId, text: str) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayOptions:
    """How a suite is replayed, and what its run is called."""

    reproduce: Callable[[Journey], str]
    """The command line that performs one journey again."""
    workers: int = 4
    """Journeys at once."""
    retries: int = 1
    """Further attempts at a journey that failed."""
    max_failures: int | None = None
    """No further journey is begun after so many have failed; None for no limit."""
    think_factor: float = 0.0
    """How much of production's think times is waited before each step: 1 as production, 0 none."""
    suite: str = ""
    """Folder or name of the suite, kept with the run."""
    shard: str | None = None
    app_version: str | None = None
    test: str | None = None
    quarantine: tuple[QuarantineEntry, ...] = ()
    """Known failures, which `max_failures` does not count."""
    stop: StopSwitch = field(default_factory=StopSwitch)
    budget_s: float | None = None
    """No further journey is begun after so many seconds; None for no limit."""
    earlier: Mapping[JourneyId, tuple[Verdict, ...]] = field(default_factory=dict)
    """Verdicts of the attempts that the run has made before it broke off and went on."""


def new_run_id(now: datetime) -> RunId:
    """An id that sorts by time and is unique."""
    return RunId(f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}")


async def replay_suite(
    context: RunContext,
    runner: Runner,
    options: ReplayOptions,
    sink: Sink,
    journeys: Sequence[Journey],
) -> RunSummary:
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
    replay = _Replay(context, runner, options, sink)
    state = RunState.INTERRUPTED
    try:
        await replay.perform_all(journeys)
        state = RunState.INTERRUPTED if options.stop.is_pressed else RunState.FINISHED
    finally:
        sink.finish_run(context.run_id, state)
    return summarise(context.run_id, replay.attempts_of(journeys))


async def replay_journey(
    context: RunContext, runner: Runner, options: ReplayOptions, sink: Sink, journey: Journey
) -> JourneyEvidence:
    """Perform one journey of a run that the caller started, and give its last attempt."""
    replay = _Replay(context, runner, options, sink)
    await replay.perform_all([journey])
    return replay.attempts_of([journey])[0][-1]


def run_blocking(work: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
    """Run asynchronous work from a command or a test, also where a loop is running already."""
    if not _is_in_loop():
        return asyncio.run(work())
    results: list[Result] = []
    errors: list[BaseException] = []

    def target() -> None:
        try:
            results.append(asyncio.run(work()))
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=target, name="journeys-replay")
    thread.start()
    thread.join()
    if errors:
        raise errors[0]
    return results[0]


def _is_in_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


class _Replay:
    """One run in progress."""

    def __init__(
        self, context: RunContext, runner: Runner, options: ReplayOptions, sink: Sink
    ) -> None:
        self._context = context
        self._runner = runner
        self._options = options
        self._sink = sink
        self._attempts: dict[JourneyId, list[JourneyEvidence]] = {}
        self._begun_at = time.monotonic()

    def attempts_of(self, journeys: Sequence[Journey]) -> list[tuple[JourneyEvidence, ...]]:
        """The attempts at each journey that was begun."""
        return [tuple(found) for one in journeys if (found := self._attempts.get(one.id))]

    async def perform_all(self, journeys: Sequence[Journey]) -> None:
        waiting = iter(journeys)
        count = max(1, min(self._options.workers, len(journeys)))
        try:
            async with asyncio.TaskGroup() as workers:
                for _ in range(count):
                    workers.create_task(self._work(waiting))
        except* Exception as group:
            # One fault stops all workers; callers expect it as it was raised.
            first = group.exceptions[0]
            raise first from None

    async def _work(self, waiting: Iterator[Journey]) -> None:
        for journey in waiting:
            if self._is_enough():
                return
            attempts = self._attempts.setdefault(journey.id, [])
            earlier = self._options.earlier.get(journey.id, ())
            for attempt in range(len(earlier) + 1, self._options.retries + 2):
                verdicts = (*earlier, *(one.verdict for one in attempts))
                evidence = await self._attempt(
                    journey, attempt, has_failed=Verdict.FAILED in verdicts
                )
                attempts.append(evidence)
                self._sink.finish_journey(self._context.run_id, evidence)
                if not _deserves_retry(evidence):
                    break

    def _is_enough(self) -> bool:
        options, elapsed_s = self._options, time.monotonic() - self._begun_at
        is_late = options.budget_s is not None and elapsed_s >= options.budget_s
        if options.stop.is_pressed or is_late:
            return True
        last = [found[-1] for found in self._attempts.values() if found]
        failed = sum(one.verdict is Verdict.FAILED and not self._is_known(one) for one in last)
        return self._options.max_failures is not None and failed >= self._options.max_failures

    def _is_known(self, evidence: JourneyEvidence) -> bool:
        step = evidence.first_problem
        known = self._options.quarantine
        return step is not None and covering(known, evidence.journey_id, step.action) is not None

    async def _attempt(
        self, journey: Journey, attempt: int, *, has_failed: bool
    ) -> JourneyEvidence:
        run_id = self._context.run_id
        started_at, begin_s = datetime.now(UTC), time.perf_counter()
        self._sink.start_journey(run_id, journey, attempt, started_at)
        steps: list[StepEvidence] = []
        async with self._runner.visit(journey, attempt) as visit:
            for index, step in enumerate(journey.steps):
                await asyncio.sleep(step.think_s * self._options.think_factor)
                steps.append(await visit.perform(index, step))
                self._sink.record_step(run_id, journey.id, attempt, steps[-1])
                if steps[-1].problem:
                    break
        return JourneyEvidence(
            journey_id=journey.id,
            kind=journey.kind,
            prob=journey.prob,
            reason=journey.reason,
            planned=actions_of(journey.steps),
            attempt=attempt,
            started_at=started_at,
            elapsed_s=time.perf_counter() - begin_s,
            steps=tuple(steps),
            verdict=_verdict(steps, has_failed=has_failed),
            reproduce=self._options.reproduce(journey),
        )


def _verdict(steps: Sequence[StepEvidence], *, has_failed: bool) -> Verdict:
    own = steps[-1].verdict if steps else Verdict.PASSED
    return Verdict.FLAKY if own is Verdict.PASSED and has_failed else own


def _deserves_retry(evidence: JourneyEvidence) -> bool:
    last = evidence.first_problem
    if last is None or last.problem is None:
        return False
    return evidence.verdict is Verdict.FAILED or last.problem.cause in _WORTH_ANOTHER_TRY


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
