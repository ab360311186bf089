"""What a run came to, in numbers. Takes the evidence of every attempt."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from journeys.evidence import JourneyEvidence, RunId, Verdict, Way
from journeys.journey import JourneyId

_WORST_FIRST = (Verdict.FAILED, Verdict.INCONCLUSIVE, Verdict.FLAKY, Verdict.PASSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """What a run came to."""

    run_id: RunId
    verdicts: tuple[tuple[JourneyId, Verdict], ...]
    """One verdict for each journey, over all its attempts, in the order of the suite."""
    steps_by_way: tuple[tuple[Way, int], ...]
    """Steps attempted, by how they were bound, the most frequent first; of last attempts only."""
    planned_count: int
    """Steps of all journeys, attempted or not."""

    def count(self, verdict: Verdict) -> int:
        """Journeys with this verdict."""
        return sum(1 for _, one in self.verdicts if one is verdict)

    @property
    def worst(self) -> Verdict:
        """The worst verdict of any journey."""
        return next(one for one in _WORST_FIRST if self.count(one))

    def way_share(self, way: Way) -> float:
        """Share of the attempted steps that were bound in this way, 0–1; 0 if there were none."""
        attempted = sum(count for _, count in self.steps_by_way)
        return dict(self.steps_by_way).get(way, 0) / attempted if attempted else 0.0


def summarise(run_id: RunId, journeys: Sequence[Sequence[JourneyEvidence]]) -> RunSummary:
    """The summary of a run; each journey is the sequence of its attempts."""
    last_attempts = [attempts[-1] for attempts in journeys]
    ways = Counter(step.way for evidence in last_attempts for step in evidence.steps)
    return RunSummary(
        run_id=run_id,
        verdicts=tuple((attempts[-1].journey_id, _over_all(attempts)) for attempts in journeys),
        steps_by_way=tuple(sorted(ways.items(), key=lambda one: (-one[1], one[0]))),
        planned_count=sum(len(evidence.planned) for evidence in last_attempts),
    )


def _over_all(attempts: Sequence[JourneyEvidence]) -> Verdict:
    """A journey that came through in the end did; otherwise its worst attempt counts."""
    last = attempts[-1].verdict
    if last in (Verdict.PASSED, Verdict.FLAKY):
        return last
    verdicts = {one.verdict for one in attempts}
    return next(verdict for verdict in _WORST_FIRST if verdict in verdicts)
