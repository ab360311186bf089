"""What a run came to, in numbers. Takes the evidence of every attempt."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

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


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptResult:
    """What a run remembers of an attempt until it ends: a long one could not hold the evidence."""

    journey_id: JourneyId
    verdict: Verdict
    ways: tuple[Way, ...]
    """How its steps were bound."""
    planned_count: int
    """Steps of the journey, attempted or not."""
    failed: JourneyEvidence | None
    """Of a failed one the evidence without exchanges: the rest of the run may explain it."""


def result_of(evidence: JourneyEvidence) -> AttemptResult:
    """What is remembered of an attempt."""
    failed = None
    if evidence.verdict is Verdict.FAILED:
        steps = tuple(replace(one, exchanges=()) for one in evidence.steps)
        failed = replace(evidence, steps=steps)
    return AttemptResult(
        journey_id=evidence.journey_id,
        verdict=evidence.verdict,
        ways=tuple(one.way for one in evidence.steps if not one.was_left_out),
        planned_count=len(evidence.planned),
        failed=failed,
    )


def summarise(run_id: RunId, journeys: Sequence[Sequence[AttemptResult]]) -> RunSummary:
    """The summary of a run; each journey is the sequence of its attempts."""
    last_attempts = [attempts[-1] for attempts in journeys]
    ways = Counter(way for one in last_attempts for way in one.ways)
    return RunSummary(
        run_id=run_id,
        verdicts=tuple((attempts[-1].journey_id, _over_all(attempts)) for attempts in journeys),
        steps_by_way=tuple(sorted(ways.items(), key=lambda one: (-one[1], one[0]))),
        planned_count=sum(one.planned_count for one in last_attempts),
    )


def _over_all(attempts: Sequence[AttemptResult]) -> Verdict:
    """A journey that came through in the end did; otherwise its worst attempt counts."""
    last = attempts[-1].verdict
    if last in (Verdict.PASSED, Verdict.FLAKY):
        return last
    verdicts = {one.verdict for one in attempts}
    return next(verdict for verdict in _WORST_FIRST if verdict in verdicts)
