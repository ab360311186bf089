"""What the store gives back: a run with everything that was seen, finished or not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from journeys.evidence import Finding, GraphEdge, Run, RunState, Way
from journeys.journey import JourneyId, JourneyKind
from journeys.quarantine import QuarantineEntry
from journeys.store.bodies import StoredBody
from journeys.verdict import Cause, Problem, Verdict, deciding_step


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEntry:
    """A run in the list of runs."""

    run: Run
    state: RunState


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedExchange:
    """One request and what came back; its bodies are loaded when asked for."""

    method: str
    url: str
    request_headers: tuple[tuple[str, str], ...]
    request_body: StoredBody
    started_at: datetime
    elapsed_s: float
    status: int | None
    response_headers: tuple[tuple[str, str], ...]
    response_body: StoredBody
    response_size: int
    """Bytes of the whole body, of which the stored one may be the beginning."""
    error: str | None
    trace_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedStep:
    """What happened at one step."""

    index: int
    """0 for the first step."""
    action: str
    way: Way
    started_at: datetime
    elapsed_s: float
    exchanges: tuple[LoadedExchange, ...]
    page_url: str | None
    page: str | None
    problem: Problem | None
    note: str = ""
    """What a person should know of a step that passed."""

    @property
    def verdict(self) -> Verdict:
        return self.problem.verdict if self.problem else Verdict.PASSED

    @property
    def was_left_out(self) -> bool:
        """Whether staging had gone before it could be performed."""
        return self.problem is not None and self.problem.cause is Cause.NOT_PERFORMED


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedAttempt:
    """One attempt at a journey. What is None was not known when the run broke off."""

    journey_id: JourneyId
    kind: JourneyKind
    prob: float
    weight: float | None
    """Of a tempered journey: the share of production's sessions that it stands for."""
    reason: str
    planned: tuple[str, ...]
    attempt: int
    started_at: datetime
    elapsed_s: float | None
    steps: tuple[LoadedStep, ...]
    verdict: Verdict | None
    reproduce: str | None

    @property
    def deciding_step(self) -> LoadedStep | None:
        return deciding_step(self.steps)

    @property
    def cause(self) -> Cause | None:
        """Why it did not pass; None if it did, or broke off before that was known."""
        step = self.deciding_step
        return step.problem.cause if step and step.problem else None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedRun:
    """One run, with all attempts in the order they were started."""

    run: Run
    state: RunState
    attempts: tuple[LoadedAttempt, ...]
    findings: tuple[Finding, ...]
    graph: tuple[GraphEdge, ...]
    """First-order transitions of the run's model; empty if they were not kept."""
    planned: tuple[JourneyId, ...] = ()
    """What the run set out to do, in order; empty if it was not known as it started."""
    quarantine: tuple[QuarantineEntry, ...] = ()
    """The entries that counted."""
    notes: tuple[str, ...] = ()
    """What else a person should know of the run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierPasses:
    """When the journeys of a run last passed before it."""

    runs: Mapping[JourneyId, Run]
    """The run of the last pass; without journeys that never passed."""
    attempts: Mapping[JourneyId, LoadedAttempt]
    """What was seen then, of some journeys for each action."""

    @classmethod
    def of_run(cls, loaded: LoadedRun) -> Self:
        """What passed in one run."""
        passed = (Verdict.PASSED, Verdict.FLAKY)
        attempts = {one.journey_id: one for one in loaded.attempts if one.verdict in passed}
        return cls(runs=dict.fromkeys(attempts, loaded.run), attempts=attempts)


NO_PASSES: Final = EarlierPasses(runs={}, attempts={})
