"""How much likelier, or less likely, an action is once the session has already done it.

    P(v | u, seen) ∝ η(n) · (aware(v | u) + ρ_v · κ(lag) · unaware(v | u))   if done before the last
    P(v | u, seen) ∝ P(v | u)                                                if not

renormalised over all actions but END. The lag is the number of steps since the action was last
done, n the number of steps so far that went back to an action done before the last one: who went
back does so again. P(v | u) comes in part from contexts that hold that action, so that their counts
say how often it is done again; only the other part, from shorter contexts, is weighted by action
and lag. How often a session goes back no context says. ρ_v is shrunk to one
factor for all actions; κ and η are constant over ranges, and shrunk to one.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from journeys_mining.chain.kneser_ney import SmoothedTrie
from journeys_mining.chain.ngram_trie import (
    FIRST_ACTION_CODE,
    ROOT,
    START_CODE,
    Flags,
    Floats,
    Ints,
)
from journeys_mining.model.tuned_numbers import HabitFactor, RecencyFactor

_SHRINKAGE = 20.0
"""What a factor is shrunk to counts like so many revisits: one, or the factor of all actions."""
_ROUNDS = 10
_RANGE = (0.02, 50.0)
_RECENCY_RANGE = (0.05, 20.0)
HABIT_RANGE = (0.05, 20.0)
_LAGS = (2, 3, 4, 5, 6, 7, 9, 11, 15, 21, 31, 51, 101)
"""First lags of ranges."""
_RETURNS = (0, 1, 2, 3, 4, 6, 9, 14, 21, 31, 51)
"""First numbers of returns of ranges."""
_LEAST_SESSIONS_OF_RANGE = 100
"""A range that fewer held-out sessions say anything of has no factor of its own."""
_MOST_PAIRS = 2_000_000
"""Of a step and an action done before it; bounds memory, and is plenty to fit on."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class RevisitWeights:
    """Weights of actions that a session did before."""

    of_code: Floats
    recency_begins: Ints
    """First lags of ranges, ascending, from 1."""
    recency: Floats
    """Factor of each range."""
    habit_begins: Ints
    """First numbers of returns of ranges, ascending; the first, -1, stands for no habit."""
    habit: Floats
    """Factor of each range."""

    def __call__(self, actions: Ints, lags: Ints) -> Floats:
        """Weight of each action that was last done so many steps ago, but for the habit."""
        return self.of_code[actions] * self.of_lag(lags)

    def of_lag(self, lags: Ints) -> Floats:
        """Factor of each lag, from 1."""
        factors: Floats = self.recency[np.searchsorted(self.recency_begins, lags, side="right") - 1]
        return factors

    def of_returns(self, returns: Ints) -> Floats:
        """Factor of a session that went back so many times."""
        factors: Floats = self.habit[np.searchsorted(self.habit_begins, returns, side="right") - 1]
        return factors

    @property
    def habit_factors(self) -> tuple[HabitFactor, ...]:
        """The factors of returns as a model has them."""
        pairs = zip(self.habit_begins[1:], self.habit[1:], strict=True)
        return tuple(
            HabitFactor(returns=int(first), factor=round(float(factor), 3))
            for first, factor in pairs
        )

    @property
    def are_one(self) -> bool:
        """Whether it makes no difference what a session has done."""
        return all(bool((one == 1.0).all()) for one in (self.of_code, self.recency, self.habit))


def revisit_weights(
    of_code: Floats,
    recency_factors: tuple[RecencyFactor, ...] = (),
    habit_factors: tuple[HabitFactor, ...] = (),
) -> RevisitWeights:
    """Weights by action, lag and number of returns."""
    return RevisitWeights(
        of_code=of_code,
        recency_begins=np.array([1, *(one.lag for one in recency_factors)]),
        recency=np.array([1.0, *(one.factor for one in recency_factors)]),
        habit_begins=np.array([-1, *(one.returns for one in habit_factors)]),
        habit=np.array([1.0, *(one.factor for one in habit_factors)]),
    )


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Revisits:
    """Fitted factors."""

    overall: float
    of_code: Floats
    """Weight of each code in a session that did it before, but for the lag."""
    recency_factors: tuple[RecencyFactor, ...] = ()
    habit_factors: tuple[HabitFactor, ...] = ()

    @property
    def weights(self) -> RevisitWeights:
        """The same, to weight with."""
        return revisit_weights(self.of_code, self.recency_factors, self.habit_factors)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Revisitables:
    """Each step of coded sessions with each action that its session did before the last one.

    The last one every context holds.
    """

    steps: Ints
    """Indices into the codes."""
    actions: Ints
    lags: Ints
    """Steps since the action was last done, from 2."""


def revisitables(codes: Ints) -> Iterator[Revisitables]:
    """All pairs of a step and an action done before the last one, in parts of bounded size."""
    starts = np.flatnonzero(codes == START_CODE)
    session = np.cumsum(codes == START_CODE) - 1
    ends = np.append(starts[1:], len(codes)) - 1
    known = np.flatnonzero(codes >= FIRST_ACTION_CODE)
    keys = session[known] * (int(codes.max(initial=0)) + 1) + codes[known]
    order = np.argsort(keys, kind="stable")
    done, keys = known[order], keys[order]
    # Up to where it is done again, or up to the last action, which stands before END.
    last = ends[session[done]] - 1
    again = np.flatnonzero(keys[1:] == keys[:-1])
    last[again] = done[again + 1]
    repeats = np.maximum(last - done - 1, 0)
    part = np.cumsum(repeats) // _MOST_PAIRS
    for one in range(int(part[-1]) + 1 if len(part) else 0):
        within = part == one
        times, begin = repeats[within], done[within]
        lags = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times) + 2
        yield Revisitables(
            steps=np.repeat(begin, times) + lags, actions=np.repeat(codes[begin], times), lags=lags
        )


def gone_probs(
    smoothed: SmoothedTrie,
    weights: RevisitWeights,
    pairs: Revisitables,
    contexts: Ints,
    returns: Ints,
) -> Floats:
    """What the weights take from P of each pair's action by its context; negative if they add.

    Parameters
    ----------
    contexts, returns
        Of each pair: the context of the step, and how often the session went back before.
    """
    prob = smoothed.probs(contexts, pairs.actions)
    unaware = smoothed.unaware_probs(contexts, pairs.actions, pairs.lags)
    weighted = prob + unaware * (weights(pairs.actions, pairs.lags) - 1.0)
    gone: Floats = prob - weights.of_returns(returns) * weighted
    return gone


def returns_before(codes: Ints) -> Ints:
    """How often each code's session went back before to an action done before the last one.

    In `5 7 5 7 7` after START, the third and the fourth do:

    >>> returns_before(np.array([0, 5, 7, 5, 7, 7, 1, 0, 5, 1])).tolist()
    [0, 0, 0, 0, 1, 2, 2, 0, 0, 0]
    """
    starts = np.flatnonzero(codes == START_CODE)
    session = np.cumsum(codes == START_CODE) - 1
    known = np.flatnonzero(codes >= FIRST_ACTION_CODE)
    keys = session[known] * (int(codes.max(initial=0)) + 1) + codes[known]
    order = np.argsort(keys, kind="stable")
    again = np.flatnonzero(keys[order][1:] == keys[order][:-1])
    before, after = known[order][again], known[order][again + 1]
    went_back = np.zeros(len(codes), dtype=np.int64)
    went_back[after[after - before >= 2]] = 1
    until = np.cumsum(went_back) - went_back
    returns: Ints = until - until[starts][session]
    return returns


def fit_revisits(smoothed: SmoothedTrie, codes: Ints) -> Revisits:
    """Factors by which as many revisits are expected as were seen, by iterative scaling.

    Parameters
    ----------
    codes
        Sessions that the counts have not seen; of very many the first.
    """
    size = smoothed.trie.code_count
    pairs = next(revisitables(codes), None)
    if pairs is None or not len(pairs.steps):
        return Revisits(overall=1.0, of_code=np.ones(size))
    begins = _ranges(codes, pairs, _LAGS, pairs.lags)
    of_range = np.searchsorted(begins, pairs.lags, side="right") - 1
    returns = returns_before(codes)[pairs.steps]
    habit_begins = _ranges(codes, pairs, _RETURNS, returns)
    of_habit = np.searchsorted(habit_begins, returns, side="right") - 1
    overall = _Factors(of_pair=np.zeros(len(pairs.steps), dtype=np.int64), range_=_RANGE)
    by_lag = _Factors(of_pair=of_range, range_=_RECENCY_RANGE if len(begins) > 1 else (1.0, 1.0))
    by_habit = _Factors(
        of_pair=of_habit, range_=HABIT_RANGE if len(habit_begins) > 1 else (1.0, 1.0)
    )
    by_action = _Factors(of_pair=pairs.actions, range_=_RANGE, size=size)
    contexts = np.concatenate(([ROOT], smoothed.trie.contexts_along(codes)[:-1]))[pairs.steps]
    unless_end = np.maximum(1.0 - smoothed.end_prob[contexts], 1e-9)
    prob = np.minimum(smoothed.probs(contexts, pairs.actions) / unless_end, 1.0)
    unaware = smoothed.unaware_probs(contexts, pairs.actions, pairs.lags) / unless_end
    unaware = np.minimum(unaware, prob)
    aware = prob - unaware
    revisited = codes[pairs.steps] == pairs.actions
    # What is overall comes first: else lags and actions would share it out by chance.
    for fitted in (*[(overall,)] * _ROUNDS, *[(by_lag, by_habit, by_action)] * _ROUNDS):
        for one in fitted:
            weighted = unaware * overall.of_pairs * by_lag.of_pairs * by_action.of_pairs
            known, weighted = aware * by_habit.of_pairs, weighted * by_habit.of_pairs
            gone = np.bincount(pairs.steps, weights=prob - known - weighted)
            left = 1.0 - gone[pairs.steps]
            if one is by_habit:
                known, weighted = np.zeros(len(known)), known + weighted
            one.scale(revisited, known / left, weighted / left)
    of_code = np.clip(overall.values[0] * by_action.values, *_RANGE)
    of_code[:FIRST_ACTION_CODE] = 1.0
    return Revisits(
        overall=float(overall.values[0]),
        of_code=of_code,
        recency_factors=tuple(
            RecencyFactor(lag=int(lag), factor=round(float(factor), 3))
            for lag, factor in zip(begins, by_lag.values, strict=True)
            if len(begins) > 1
        ),
        habit_factors=tuple(
            HabitFactor(returns=int(first), factor=round(float(factor), 3))
            for first, factor in zip(habit_begins, by_habit.values, strict=True)
            if len(habit_begins) > 1
        ),
    )


class _Factors:
    """One factor for each kind of pair, scaled until as many revisits are expected as were seen."""

    def __init__(self, of_pair: Ints, range_: tuple[float, float], size: int = 0) -> None:
        self._of_pair, self._range = of_pair, range_
        self.values: Floats = np.ones(max(int(of_pair.max()) + 1, size))

    @property
    def of_pairs(self) -> Floats:
        """The factor of each pair."""
        factors: Floats = self.values[self._of_pair]
        return factors

    def scale(self, revisited: Flags, known: Floats, expected: Floats) -> None:
        """Move the factors to where, all others given, they should be; shrunk to one.

        Parameters
        ----------
        known, expected
            Probability of each pair: what no factor weights, and what the factors do.
        """
        weighted, size = revisited - known, len(self.values)
        seen = np.bincount(self._of_pair, weights=weighted, minlength=size)
        plain = np.bincount(self._of_pair, weights=expected, minlength=size) / self.values
        scaled = (np.maximum(seen, 0.0) + _SHRINKAGE) / (plain + _SHRINKAGE)
        self.values = np.clip(scaled, *self._range)


def _ranges(codes: Ints, pairs: Revisitables, finest_begins: tuple[int, ...], of: Ints) -> Ints:
    """Where ranges begin that enough sessions say something of; the first one is the finest's."""
    session = np.cumsum(codes == START_CODE) - 1
    finest = np.searchsorted(finest_begins, of, side="right") - 1
    told = np.zeros((session[-1] + 1, len(finest_begins)), dtype=np.bool_)
    told[session[pairs.steps], finest] = True
    enough = np.count_nonzero(told, axis=0) >= _LEAST_SESSIONS_OF_RANGE
    enough[0] = True
    begins: Ints = np.array(finest_begins)[enough]
    return begins
