"""How a suite is replayed, and where what it finds is kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from journeys.evidence import JourneyEvidence, Run, RunId, RunState, StepEvidence
from journeys.journey import Journey, JourneyId
from journeys.quarantine import QuarantineEntry
from journeys.verdict import Verdict
from journeys_runners.hooks import Hooks
from journeys_runners.stopping import StopSwitch


class Sink(Protocol):
    """Keeps what a replay finds, as it is found."""

    def start_run(self, run: Run) -> None: ...

    def start_journey(
        self, run_id: RunId, journey: Journey, attempt: int, started_at: datetime
    ) -> None: ...

    def record_step(
        self, run_id: RunId, journey_id: JourneyId, attempt: int, step: StepEvidence
    ) -> None: ...

    def revise_step(
        self, run_id: RunId, journey_id: JourneyId, attempt: int, step: StepEvidence
    ) -> None:
        """Take this in the place of what was recorded of a step."""

    def finish_journey(self, run_id: RunId, evidence: JourneyEvidence) -> None: ...

    def revise_journey(self, run_id: RunId, evidence: JourneyEvidence) -> None:
        """Take another verdict and other problems for an attempt that is finished."""

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
    hooks: Hooks = field(default_factory=Hooks)
    stop: StopSwitch = field(default_factory=StopSwitch)
    budget_s: float | None = None
    """No further journey is begun after so many seconds; None for no limit."""
    patience_s: float = 30.0
    """How long an application that went away is waited for before the run ends."""
    earlier: Mapping[JourneyId, tuple[Verdict, ...]] = field(default_factory=dict)
    """Verdicts of the attempts that the run has made before it broke off and went on."""
