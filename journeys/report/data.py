"""What a report says, before it is said: the same records for page, JUnit, JSON and terminal."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from journeys.attempt_files import AttemptFiles
from journeys.evidence import Run, RunId, RunState, Way
from journeys.journey import JourneyId, JourneyKind
from journeys.quarantine import QuarantineEntry
from journeys.store import LoadedAttempt
from journeys.verdict import Cause, Problem


class Outcome(StrEnum):
    """What a journey came to over all its attempts, worst first."""

    FAILED = "failed"
    FLAKY = "flaky"
    INCONCLUSIVE = "inconclusive"
    UNFINISHED = "unfinished"
    """The run broke off before any attempt came to a verdict."""
    QUARANTINED = "quarantined"
    """It did not pass, and the quarantine list says that this is known."""
    PASSED = "passed"

    @property
    def badness(self) -> int:
        """0 for the worst."""
        return list(Outcome).index(self)


class Walk(StrEnum):
    """Whether a run took a transition of the model."""

    FAILED = "failed"
    """A failed journey broke at the end of it."""
    WALKED = "walked"
    NOT_WALKED = "not walked"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepProblem:
    """The problem that decided a journey, and the step it happened at."""

    step_index: int
    """0 for the first step."""
    action: str
    problem: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class LastPass:
    """The last run before this one in which a journey passed."""

    run: RunId
    app_version: str | None
    started_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyReport:
    """A journey with all its attempts."""

    id: JourneyId
    kind: JourneyKind
    prob: float
    """Probability that a session of production is exactly this journey, 0–1."""
    weight: float | None
    """Of a tempered journey: the share of production's sessions that it stands for."""
    reason: str
    outcome: Outcome
    problem: StepProblem | None
    """The first problem of the attempt that decided the outcome; of the failed one if flaky."""
    planned: tuple[str, ...]
    reproduce: str | None
    elapsed_s: float
    """Seconds, over all attempts."""
    attempts: tuple[LoadedAttempt, ...]
    quarantine: QuarantineEntry | None = None
    """The entry of the quarantine list that covers its failure."""
    last_pass: LastPass | None = None
    """Of a journey that did not pass, where it is known."""
    files: tuple[AttemptFiles | None, ...] = ()
    """What a browser left of each attempt; None for nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultReport:
    """Journeys that broke at the same step for the same cause: most likely one thing to mend."""

    outcome: Outcome
    action: str
    cause: Cause
    reason: str
    """What the first of them says."""
    journeys: tuple[JourneyId, ...]
    """In the order of the report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeCounts:
    """How many journeys came to what."""

    failed: int
    flaky: int
    inconclusive: int
    unfinished: int
    passed: int
    quarantined: int = 0

    @property
    def total(self) -> int:
        return sum(self.of(outcome) for outcome in Outcome)

    def of(self, outcome: Outcome) -> int:
        """The count of one outcome."""
        return {
            Outcome.FAILED: self.failed,
            Outcome.FLAKY: self.flaky,
            Outcome.INCONCLUSIVE: self.inconclusive,
            Outcome.UNFINISHED: self.unfinished,
            Outcome.QUARANTINED: self.quarantined,
            Outcome.PASSED: self.passed,
        }[outcome]


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeReport:
    """A first-order transition of the model and whether the run took it."""

    before: str
    after: str
    count: int
    """Times in production."""
    walk: Walk


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkedShare:
    """How much of the model's first-order transitions the run took, failed ones included."""

    transition_count: int
    walked_count: int
    share: float | None
    """Each transition weighted by its count in production, 0–1; None if no graph was kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WayShare:
    """How many steps were performed in one way."""

    way: Way
    step_count: int
    share: float
    """Of the steps that were reached, 0–1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFigures:
    """How steps were performed, in the last attempt at each journey."""

    planned_count: int
    reached_count: int
    unaided_share: float | None
    """Reached steps performed without a hand-written binding, 0–1; None if none was reached."""
    ways: tuple[WayShare, ...]
    """From the most to the least frequent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PerformedShare:
    """How much of what production's users do was performed (`journeys.report.performed_share`)."""

    share: float | None
    """0–1, without hand-written bindings; None if no graph was kept."""
    ways: tuple[tuple[Way, float], ...]
    """Its parts, by the way in which the steps were bound, the largest first, and besides what
    was performed by hand-written bindings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is gone after some actions since these journeys last passed."""

    actions: tuple[str, ...]
    gone: tuple[str, ...]
    """Such as `the field city of the form POST /checkout`."""
    new: tuple[str, ...]
    """What is there in its place."""
    had_count: int
    """Answers that had each of what is gone, at least."""
    compared_count: int
    """Answers that were compared: then, and as many now, none of which has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """One run."""

    run: Run
    state: RunState
    elapsed_s: float
    """Seconds from its start to the last thing that was seen."""
    counts: OutcomeCounts
    journeys: tuple[JourneyReport, ...]
    """Worst first, the likelier in production first among equals."""
    faults: tuple[FaultReport, ...]
    """What those that did not pass come down to: of each outcome first what broke most journeys."""
    walked: WalkedShare
    performed: PerformedShare
    steps: StepFigures
    edges: tuple[EdgeReport, ...]
    """From the most to the least frequent in production."""
    changes: tuple[Change, ...] = ()
    """What is gone since its journeys last passed, the most widespread first."""
    notes: tuple[str, ...] = ()
    """What else a person should know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyComparison:
    """A journey that did not come to the same in all runs."""

    id: JourneyId
    outcomes: tuple[Outcome | None, ...]
    """One for each run; None where the run has no such journey."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One or several runs, in the order they were asked for."""

    runs: tuple[RunReport, ...]
    comparisons: tuple[JourneyComparison, ...]
    """Empty for one run; worst in the last run first."""
