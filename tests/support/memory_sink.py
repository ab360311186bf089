"""A sink that keeps in memory what a replay gives it."""

from dataclasses import dataclass, field
from datetime import datetime

from journeys.evidence import JourneyEvidence, Run, RunId, RunState, StepEvidence
from journeys.journey import Journey, JourneyId


@dataclass(slots=True)
class MemorySink:
    """What a replay recorded, in order."""

    runs: list[Run] = field(default_factory=list)
    started: list[tuple[JourneyId, int]] = field(default_factory=list)
    steps: list[StepEvidence] = field(default_factory=list)
    journeys: list[JourneyEvidence] = field(default_factory=list)
    states: list[RunState] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _owners: list[int] = field(default_factory=list)
    """For each step, where its attempt stands in `started`."""

    def start_run(self, run: Run) -> None:
        self.runs.append(run)

    def start_journey(
        self, run_id: RunId, journey: Journey, attempt: int, started_at: datetime
    ) -> None:
        self.started.append((journey.id, attempt))

    def record_step(
        self, run_id: RunId, journey_id: JourneyId, attempt: int, step: StepEvidence
    ) -> None:
        self._owners.append(self.started.index((journey_id, attempt)))
        self.steps.append(step)

    def revise_step(
        self, run_id: RunId, journey_id: JourneyId, attempt: int, step: StepEvidence
    ) -> None:
        begun = self.started.index((journey_id, attempt))
        of_attempt = [place for place, one in enumerate(self._owners) if one == begun]
        self.steps[of_attempt[step.index]] = step

    def finish_journey(self, run_id: RunId, evidence: JourneyEvidence) -> None:
        self.journeys.append(evidence)

    def revise_journey(self, run_id: RunId, evidence: JourneyEvidence) -> None:
        for place, one in enumerate(self.journeys):
            if (one.journey_id, one.attempt) == (evidence.journey_id, evidence.attempt):
                self.journeys[place] = evidence

    def finish_run(self, run_id: RunId, state: RunState) -> None:
        self.states.append(state)

    def note(self, run_id: RunId, text: str) -> None:
        self.notes.append(text)
