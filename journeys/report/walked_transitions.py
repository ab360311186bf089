"""Which of the model's transitions a run took."""

from collections.abc import Iterable, Iterator, Sequence

from journeys.evidence import GraphEdge
from journeys.report.data import EdgeReport, JourneyReport, Outcome, Walk, WalkedShare
from journeys.store import LoadedAttempt, LoadedStep
from journeys.verdict import Verdict
from journeys_mining.model.navigation_model import END, START

_Pair = tuple[str, str]


def walk_edges(
    graph: Iterable[GraphEdge], journeys: Sequence[JourneyReport]
) -> tuple[EdgeReport, ...]:
    """The edges of a model and whether these journeys took them, the most frequent first.

    An edge is taken when a step is performed after the one before it, whatever came of it. A step
    that is inconclusive was not performed as production's users do: no edge to it or from it is
    taken.
    """
    walked = {pair for journey in journeys for one in journey.attempts for pair in _taken(one)}
    failed = {
        pair
        for journey in journeys
        if journey.outcome in (Outcome.FAILED, Outcome.QUARANTINED)
        for one in journey.attempts
        for pair in _failed(one)
    }

    def walk(pair: _Pair) -> Walk:
        if pair in failed:
            return Walk.FAILED
        return Walk.WALKED if pair in walked else Walk.NOT_WALKED

    edges = (
        EdgeReport(
            before=edge.before,
            after=edge.after,
            count=edge.count,
            walk=walk((edge.before, edge.after)),
        )
        for edge in graph
    )
    return tuple(sorted(edges, key=lambda edge: (-edge.count, edge.before, edge.after)))


def share_walked(edges: Sequence[EdgeReport]) -> WalkedShare:
    """The share of all transitions of production that go along the edges taken."""
    walked = [edge for edge in edges if edge.walk is not Walk.NOT_WALKED]
    total = sum(edge.count for edge in edges)
    return WalkedShare(
        transition_count=len(edges),
        walked_count=len(walked),
        share=sum(edge.count for edge in walked) / total if total else None,
    )


def _taken(attempt: LoadedAttempt) -> Iterator[_Pair]:
    for before, step in _performed(attempt):
        yield before, step.action
    passed = attempt.verdict in (Verdict.PASSED, Verdict.FLAKY)
    if passed and len(attempt.steps) == len(attempt.planned):
        yield (attempt.steps[-1].action if attempt.steps else START), END


def _failed(attempt: LoadedAttempt) -> Iterator[_Pair]:
    for before, step in _performed(attempt):
        if step.verdict is Verdict.FAILED:
            yield before, step.action


def _performed(attempt: LoadedAttempt) -> Iterator[tuple[str, LoadedStep]]:
    """The steps that were performed right after the one before them, and the action of that."""
    before: str | None = START
    for step in attempt.steps:
        is_performed = step.verdict is not Verdict.INCONCLUSIVE
        if is_performed and before is not None:
            yield before, step
        before = step.action if is_performed else None
