"""Fits the discounts of every length of context to sessions that the counts have not seen.

Takes a trie and coded held-out sessions, gives discounts. Untuned Kneser-Ney can predict worse than
a chain of first order; the tuning may leave long contexts unused, so it cannot do so on what it
was tuned on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from journeys_mining.chain.kneser_ney import (
    AdjustedCounts,
    SmoothedTrie,
    adjust_counts,
    closed_form,
    count_class,
    smooth,
)
from journeys_mining.chain.ngram_trie import END_CODE, ROOT, Floats, Ints, NgramTrie
from journeys_mining.model.tuned_numbers import Discounts

_MOST = {"once": 1.0, "twice": 2.0, "more": 3.0, "strength": 1e4}
_STEPS = (0.4, 0.2, 0.1, 0.05)
"""Of discounts, and of the logarithm of one more than the strength."""
_SWEEPS_PER_STEP = 2
_LEAST_GAIN = 1e-7
"""Of the mean loss."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class HeldOutSteps:
    """Different steps of held-out sessions, END included: a context, an action, how often."""

    contexts: Ints
    """Nodes of a trie."""
    actions: Ints
    weights: Floats


def held_out_steps(trie: NgramTrie, codes: Ints) -> HeldOutSteps:
    """The steps of coded sessions to actions that a trie knows, in the contexts that it knows."""
    contexts = np.concatenate(([ROOT], trie.contexts_along(codes)[:-1]))
    is_step = codes >= END_CODE
    packed = contexts[is_step] * trie.code_count + codes[is_step]
    keys, weights = np.unique(packed, return_counts=True)
    return HeldOutSteps(
        contexts=keys // trie.code_count,
        actions=keys % trie.code_count,
        weights=weights.astype(np.float64),
    )


def tune_discounts(
    trie: NgramTrie,
    steps: HeldOutSteps,
    *,
    order: int,
    floor: int = 1,
    base: Floats | None = None,
) -> tuple[Discounts, ...]:
    """Discounts for contexts of one to at most `order` actions.

    Coordinate search for the greatest likelihood of the steps, from the closed form, or from what
    did best for shorter contexts. A length more is used only if it predicts better.

    Parameters
    ----------
    base
        P of each step where no context says more; None: frequencies.
    """
    best: tuple[Discounts, ...] = ()
    least_loss = float("inf")
    for length in range(1, order + 1):
        counts = adjust_counts(trie, length, floor)
        start = (*best[: length - 1], *closed_form(counts)[len(best) :])
        found = _search(_Objective(counts, steps, base), start)
        if found.loss >= least_loss:
            break
        best, least_loss = found.discounts, found.loss
    return best


def mean_loss(smoothed: SmoothedTrie, steps: HeldOutSteps) -> float:
    """Mean of −ln P over the steps."""
    probs = smoothed.probs(steps.contexts, steps.actions)
    return float(-(steps.weights @ np.log(probs)) / steps.weights.sum())


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Row:
    """What the steps whose context is known at one length need for their probability."""

    steps: Ints
    """Indices of these steps."""
    count: Floats
    count_class: Ints
    total: Floats
    lost: Floats
    followers: Floats
    """How many actions of class 1, 2 and 3 followed the context; one row for each step."""


class _Objective:
    """Mean loss of the steps as a function of the discounts; what does not change is kept."""

    def __init__(
        self, counts: AdjustedCounts, steps: HeldOutSteps, base: Floats | None = None
    ) -> None:
        self._weights = steps.weights / steps.weights.sum()
        smoothed = smooth(counts, closed_form(counts), feasible=False)
        self._base = smoothed.base[steps.actions] if base is None else base
        self._rows = _rows(counts, steps)

    def below(self, discounts: Sequence[Discounts]) -> list[Floats]:
        """Probabilities by contexts of none, of one action, and so on."""
        probs = [self._base]
        for one, row in zip(discounts, self._rows, strict=True):
            probs.append(_step_up(probs[-1], one, row))
        return probs

    def loss(self, below: Floats, discounts: Sequence[Discounts], first: int) -> float:
        """Mean loss, given the probabilities by contexts of `first` actions."""
        probs = below
        for one, row in zip(discounts[first:], self._rows[first:], strict=True):
            probs = _step_up(probs, one, row)
        with np.errstate(divide="ignore"):  # discounts of nothing make unseen steps impossible
            return float(-(self._weights @ np.log(probs)))


def _step_up(shorter: Floats, one: Discounts, row: _Row) -> Floats:
    taken = np.array((0.0, one.once, one.twice, one.more))
    kept = np.maximum(row.count - taken[row.count_class], 0.0)
    given = one.strength + row.lost + row.followers @ taken[1:]
    whole = row.total + one.strength
    probs = shorter.copy()
    probs[row.steps] = (kept + given * shorter[row.steps]) / whole
    return probs


def _rows(counts: AdjustedCounts, steps: HeldOutSteps) -> tuple[_Row, ...]:
    trie = counts.trie
    classes = count_class(counts.of_node)
    followers = np.stack(
        [
            np.bincount(trie.parent[1:], weights=classes[1:] == one, minlength=len(trie.parent))
            for one in (1, 2, 3)
        ],
        axis=1,
    ).astype(np.float64)
    rows: list[_Row] = []
    context = steps.contexts.copy()
    for length in range(trie.order, 0, -1):
        here = np.flatnonzero((trie.depth[context] == length) & (counts.total[context] > 0))
        if length <= counts.order:
            at = context[here]
            node = trie.find(at, steps.actions[here])
            known = node >= 0
            rows.append(
                _Row(
                    steps=here,
                    count=np.where(known, counts.of_node[node], 0.0),
                    count_class=np.where(known, classes[node], 0),
                    total=counts.total[at],
                    lost=counts.lost[at],
                    followers=followers[at],
                )
            )
        deep = trie.depth[context] == length
        context[deep] = trie.suffix[context[deep]]
    return tuple(reversed(rows))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    discounts: tuple[Discounts, ...]
    loss: float


def _search(objective: _Objective, start: tuple[Discounts, ...]) -> _Found:
    """Coordinate search with steps that get smaller."""
    best = _Found(discounts=start, loss=objective.loss(objective.below(start)[0], start, 0))
    for step in _STEPS:
        for _ in range(_SWEEPS_PER_STEP):
            before = best.loss
            for index in range(len(start)):
                best = _search_length(objective, best, index, step)
            if before - best.loss < _LEAST_GAIN:
                break
    return best


def _search_length(objective: _Objective, best: _Found, index: int, step: float) -> _Found:
    """Move the four numbers of one length, each as far as that helps."""
    below = objective.below(best.discounts)[index]
    for field in _MOST:
        for signed in (step, -step):
            gains = True
            while gains:
                changed = _moved(best.discounts[index], field, signed)
                tried = (*best.discounts[:index], changed, *best.discounts[index + 1 :])
                loss = objective.loss(below, tried, index)
                gains = loss < best.loss - _LEAST_GAIN
                best = _Found(discounts=tried, loss=loss) if gains else best
    return best


def _moved(one: Discounts, field: str, step: float) -> Discounts:
    value = getattr(one, field)
    if field == "strength":
        value = np.expm1(np.log1p(value) + step)
    else:
        value += step
    return replace(one, **{field: round(float(min(max(value, 0.0), _MOST[field])), 4)})
