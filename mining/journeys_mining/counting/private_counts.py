"""Differentially private counts: what `--epsilon` puts in the place of exact ones.

A user contributes a bounded number of transitions, and opendp adds Laplace noise to the count of
each and releases those that lie above a threshold; so neither a count nor the fact that somebody
did something says much about any one user. Nothing else is released: no longer contexts, no
times, no values, no rules. docs/privacy.md says what the guarantee covers and what it does not.
"""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias, TypeVar

import ibis  # type: ignore[import-untyped]

from journeys.errors import InputError
from journeys_mining.counting.codes import END_CODE
from journeys_mining.counting.sessions import split_sessions
from journeys_mining.engine import Engine, Table
from journeys_mining.model.navigation_model import (
    END,
    START,
    ActionStats,
    NavigationModel,
    PrivacySummary,
    SourceSummary,
    Transition,
)
from journeys_mining.options import MiningOptions

DELTA: Final = 1e-6
"""The probability with which a transition of one user alone may show, 0–1."""
_SHARE_OF_TRANSITIONS: Final = 0.9
"""Of epsilon; the rest is shared by the numbers of users and of transitions."""
_LEAST_KEPT_SHARE: Final = 0.8
_HIGHEST: Final = 2**60
_SCALES: Final = (1e-3, 1e9)
"""Of Laplace noise, the least and the most."""

Pair: TypeAlias = tuple[str, str]
N = TypeVar("N", int, float)


def private_model(
    engine: Engine,
    events: Table,
    names: Sequence[str],
    source: SourceSummary,
    options: MiningOptions,
) -> NavigationModel:
    """A model of order 1 whose counts are differentially private for each user.

    Parameters
    ----------
    events
        What `split_sessions` takes; none may be missing because of a floor.
    source
        Its numbers are replaced.

    Raises
    ------
    InputError
        opendp is not installed, the events are in somebody else's database, or the noise would
        drown the model.
    """
    if engine.local is not engine:
        raise InputError(
            "exact counts would leave the database before noise is added to them",
            where="--epsilon",
            remedy="mine a file with the events, or leave `--epsilon` away",
        )
    epsilon, most = options.epsilon or 0.0, options.steps_per_user
    if not (0 < epsilon < math.inf and most >= 1):
        raise InputError(
            f"epsilon is {epsilon:g} and the steps of a user are {most}",
            where="--epsilon",
            remedy="use an epsilon such as 1 and a number of steps such as 25",
        )
    steps = split_sessions(engine, events, options.idle_timeout_s, 1)
    exact = _bounded_pairs(engine, steps, names, most)
    users = engine.number(steps.user_code.nunique())
    rest = (1 - _SHARE_OF_TRANSITIONS) * epsilon / 2
    released = _Release(epsilon=epsilon * _SHARE_OF_TRANSITIONS, most=most).counts(exact)
    total = _noisy(exact.total(), sensitivity=most, epsilon=rest)
    kept = _connected(released)
    share = sum(kept.values()) / max(total, 1)
    if not kept or share < _LEAST_KEPT_SHARE:
        raise InputError(
            f"the noise would drown the model: with epsilon {epsilon:g} and {most} steps of a user"
            f" {min(share, 1):.0%} of the transitions would be left",
            where="--epsilon",
            remedy="mine more users or name fewer pages (`--routes`), allow a larger epsilon or"
            " fewer steps (`--steps-per-user`), or leave `--epsilon` away and rely on the floor",
        )
    summary = replace(
        source,
        events=sum(count for (_, action), count in kept.items() if action != END),
        sessions=sum(count for (before, _), count in kept.items() if before == START),
        users=max(_noisy(users, sensitivity=1, epsilon=rest), 1),
    )
    return _model(kept, summary, epsilon, most)


def _model(
    kept: Mapping[Pair, int], source: SourceSummary, epsilon: float, most: int
) -> NavigationModel:
    def at_least(count: int) -> int:
        """How many users a count rests on, for each gave `most` at most."""
        return math.ceil(count / most)

    times = Counter[str]()
    for (before, _), count in kept.items():
        times[before] += count
    return NavigationModel(
        source=source,
        floor=1,
        order=1,
        actions=tuple(
            ActionStats(action=action, count=count, users=at_least(count))
            for action, count in sorted(times.items())
            if action != START
        ),
        transitions=tuple(
            Transition(context=(before,), action=action, count=count, users=at_least(count))
            for (before, action), count in sorted(kept.items())
        ),
        slot_values=(),
        privacy=PrivacySummary(
            guarantee="differentially private counts",
            least_users=1,
            epsilon=epsilon,
            delta=DELTA,
            steps_per_user=most,
        ),
    )


def _bounded_pairs(engine: Engine, steps: Table, names: Sequence[str], most: int) -> Counter[Pair]:
    """How often one action followed another, with so many transitions of each user at most.

    Which of a user's are counted is drawn anew in each run.
    """
    within = steps.select("user_code", before=steps.p1, after=steps.code)
    last = steps.filter(steps.is_last)
    ends = last.select(
        "user_code", before=last.code, after=ibis.literal(END_CODE, type=last.code.type())
    )
    drawn = engine.keep("drawn_pairs", within.union(ends).mutate(draw=ibis.random()))
    place = ibis.row_number().over(ibis.window(group_by="user_code", order_by="draw"))
    bounded = drawn.mutate(place=place)
    bounded = bounded.filter(bounded.place < most)
    frame = engine.fetch(bounded.group_by("before", "after").agg(count=bounded.count()))
    engine.drop(drawn)
    return Counter(
        {
            (names[before], names[after]): int(count)
            for before, after, count in frame[["before", "after", "count"]].itertuples(index=False)
        }
    )


def _connected(released: Mapping[Pair, int]) -> dict[Pair, int]:
    """Without what leads to an action that nothing is known to follow, or that nothing leads to."""
    kept = dict(released)
    while True:
        left = {before for before, _ in kept}
        reached = {after for _, after in kept} | {START}
        dead = [pair for pair in kept if pair[0] not in reached or pair[1] not in left | {END}]
        if not dead:
            return kept if START in left else {}
        for pair in dead:
            del kept[pair]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Release:
    """opendp's thresholded Laplace mechanism on a map of counts (Rogers 2023).

    A user changes the counts by `most` in all, so at most so many of them, each by so much.
    """

    epsilon: float
    most: int

    def counts(self, exact: Mapping[Pair, int]) -> dict[Pair, int]:
        """The noisy counts that lie above the threshold, which is chosen for `DELTA`."""
        dp = _opendp()
        distances = (self.most, self.most, self.most)

        def mechanism(scale: float, threshold: int) -> Any:
            return dp.m.make_laplace_threshold(
                dp.map_domain(dp.atom_domain(T=str), dp.atom_domain(T="i64")),
                dp.l01inf_distance(dp.absolute_distance(T="i64")),
                scale=scale,
                threshold=threshold,
            )

        scale = _least(
            lambda one: mechanism(one, _HIGHEST).map(distances)[0] <= self.epsilon, *_SCALES
        )
        threshold = _least(
            lambda one: mechanism(scale, one).map(distances)[1] <= DELTA, self.most, 2**30
        )
        pairs = sorted(exact)
        numbered = {str(number): exact[pair] for number, pair in enumerate(pairs)}
        noisy = mechanism(scale, threshold)(numbered)
        return {pairs[int(number)]: int(count) for number, count in noisy.items()}


def _noisy(number: int, *, sensitivity: int, epsilon: float) -> int:
    """A number with Laplace noise; `sensitivity` is what one user changes it by at most."""
    dp = _opendp()

    def mechanism(scale: float) -> Any:
        return dp.m.make_laplace(
            dp.atom_domain(T="i64"), dp.absolute_distance(T="i64"), scale=scale
        )

    scale = _least(lambda one: mechanism(one).map(sensitivity) <= epsilon, *_SCALES)
    return int(mechanism(scale)(number))


def _least(is_enough: Callable[[Any], bool], low: N, high: N) -> N:
    """The least number from `low` that is enough, as all above it are."""
    if is_enough(low):
        return low
    found: N = _opendp().binary_search(is_enough, bounds=(low, high))
    return found


def _opendp() -> Any:
    try:
        import opendp.prelude as dp  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        raise InputError(
            "differentially private counts need a package that is not installed: opendp",
            where="--epsilon",
            remedy="install it with `pip install 'journeys[privacy]'`",
        ) from None
    dp.enable_features("contrib")
    return dp
