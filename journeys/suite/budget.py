"""Chooses journeys so that the most production behaviour is covered in a given time.

Takes the model's transitions and how long journeys usually take; knows nothing of runs.
"""

import itertools
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from journeys.evidence import GraphEdge
from journeys.journey import Journey, JourneyId, actions_of
from journeys_mining.model.navigation_model import END, START

_STEP_S: Final = {"browser": 1.5}
"""Seconds for a step where no journey has been replayed yet: by HTTP half a second."""
_Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What fits into the time."""

    journeys: tuple[Journey, ...]
    """The one that covers most for its time first."""
    expected_s: float
    """Seconds that they take one after the other."""
    share: float
    """Share of production's transitions that they make, by count, 0–1."""


def choose_for(
    journeys: Sequence[Journey],
    graph: Sequence[GraphEdge],
    seconds_of: Callable[[Journey], float],
    budget_s: float,
) -> Chosen:
    """The journeys that cover the most transitions, by count in production, within `budget_s`.

    Greedy by the count that is newly covered for each second; where one journey alone covers more
    than all of these together, it is taken instead, which bounds the loss (Khuller, Moss and Naor
    1999, The budgeted maximum coverage problem, section 3). What is left of the time goes to
    journeys that cover nothing new, the likeliest first.
    """
    counts = {(edge.before, edge.after): edge.count for edge in graph}
    taken, left, left_s = list[Journey](), list(journeys), budget_s
    covered: set[_Pair] = set()

    def gain(one: Journey) -> int:
        return sum(counts.get(pair, 0) for pair in pairs_of(one) - covered)

    while fitting := [one for one in left if seconds_of(one) <= left_s]:
        best = max(fitting, key=lambda one: (gain(one) / seconds_of(one), one.prob))
        taken.append(best)
        left.remove(best)
        left_s -= seconds_of(best)
        covered |= pairs_of(best)
    alone = max(
        (one for one in journeys if seconds_of(one) <= budget_s),
        key=lambda one: _weight(counts, pairs_of(one)),
        default=None,
    )
    if alone and _weight(counts, pairs_of(alone)) > _weight(counts, covered):
        taken, covered = [alone], pairs_of(alone)
    total = sum(counts.values())
    return Chosen(
        journeys=tuple(taken),
        expected_s=sum(map(seconds_of, taken)),
        share=_weight(counts, covered) / total if total else 0.0,
    )


def pairs_of(journey: Journey) -> set[_Pair]:
    """The transitions of a journey, its beginning and its end included."""
    return set(itertools.pairwise((START, *actions_of(journey.steps), END)))


def usual_or_estimated(
    known: Mapping[JourneyId, float], journeys: Sequence[Journey], runner: str
) -> Callable[[Journey], float]:
    """Seconds for a journey: as in earlier runs, else as much for a step as others took."""
    of_known = [known[one.id] / len(one.steps) for one in journeys if one.id in known]
    for_a_step = statistics.median(of_known) if of_known else _STEP_S.get(runner, 0.5)

    def seconds(one: Journey) -> float:
        # Never nothing: what takes no time would be worth everything.
        return max(known.get(one.id, for_a_step * len(one.steps)), 0.001)

    return seconds


def _weight(counts: Mapping[_Pair, int], pairs: set[_Pair]) -> int:
    return sum(counts.get(pair, 0) for pair in pairs)


def at_rate(
    seconds_of: Callable[[Journey], float], rate_per_s: float | None, workers: int
) -> Callable[[Journey], float]:
    """Seconds of a worker where all workers together may send `rate_per_s` requests a second.

    A step is counted as one request; no limit leaves `seconds_of` as it is.
    """
    if rate_per_s is None:
        return seconds_of
    return lambda one: max(seconds_of(one), len(one.steps) * workers / rate_per_s)
