"""How much of what production's users do a replay performed."""

from collections import Counter
from collections.abc import Iterable, Sequence

from journeys.evidence import GraphEdge, Way
from journeys.report.data import JourneyReport, PerformedShare


def share_performed(
    graph: Iterable[GraphEdge], journeys: Sequence[JourneyReport]
) -> PerformedShare:
    """The share of production's steps that the run performed, for the actions of its journeys.

    What somebody bound by hand is told among the ways, but is no part of the share.

    A step is performed when it passed in the last attempt at its journey: the application answered
    with the page, redirect or event that production saw there. One that was not reached is not.

    Each action a of the journeys counts as often as production does it, c(a), in equal parts on
    each of the n(a) places where the journeys plan it:

        share = Σ_a c(a) · performed(a) / n(a)  /  Σ_a c(a)

    The shares of the other ways sum to the whole. It is None where no planned action is in the
    graph.
    """
    counts = Counter[str]()
    for edge in graph:
        counts[edge.after] += edge.count
    planned = Counter(action for journey in journeys for action in journey.planned)
    total = sum(counts[action] for action in planned)
    if not total:
        return PerformedShare(share=None, ways=())
    performed = Counter(
        (step.way, step.action)
        for journey in journeys
        for step in journey.attempts[-1].steps
        if step.problem is None
    )
    by_way = dict[Way, float]()
    for (way, action), times in performed.items():
        part = counts[action] * times / planned[action] / total
        by_way[way] = by_way.get(way, 0.0) + part
    return PerformedShare(
        share=min(1.0, sum(part for way, part in by_way.items() if way is not Way.BINDING)),
        ways=tuple(sorted(by_way.items(), key=lambda item: (-item[1], item[0]))),
    )
