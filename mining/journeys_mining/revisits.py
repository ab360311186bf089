"""How much likelier, or less likely, an action is once the session has already done it.

    P(v | u, seen) ∝ P(v | u) · ρ_v   for actions the session did before, · 1 for the others

renormalised over all actions but END. ρ_v is shrunk to one factor for all actions.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from journeys_mining.kneser_ney import SmoothedTrie
from journeys_mining.ngram_trie import FIRST_ACTION_CODE, ROOT, START_CODE, Floats, Ints

_SHRINKAGE = 20.0
"""What a factor is shrunk to counts like so many revisits: one, or the factor of all actions."""
_ROUNDS = 8
_RANGE = (0.02, 50.0)
_MOST_PAIRS = 2_000_000
"""Of a step and an action done before it; bounds memory, and is plenty to fit on."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Revisits:
    """Fitted factors."""

    overall: float
    of_code: Floats
    """Weight of each code in a session that did it before."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Revisitables:
    """Each step of coded sessions with each action that its session did before."""

    steps: Ints
    """Indices into the codes."""
    actions: Ints


def revisitables(codes: Ints) -> Iterator[Revisitables]:
    """All pairs of a step and an action done before it, in parts of bounded size."""
    starts = np.flatnonzero(codes == START_CODE)
    session = np.cumsum(codes == START_CODE) - 1
    ends = np.append(starts[1:], len(codes)) - 1
    known = np.flatnonzero(codes >= FIRST_ACTION_CODE)
    span = int(codes.max()) + 1
    _, first = np.unique(session[known] * span + codes[known], return_index=True)
    first = known[first]
    # From the step after the first time up to the last action, which stands before END.
    repeats = ends[session[first]] - 1 - first
    part = np.cumsum(repeats) // _MOST_PAIRS
    for one in range(int(part[-1]) + 1 if len(part) else 0):
        within = part == one
        times, begin = repeats[within], first[within]
        offsets = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
        yield Revisitables(
            steps=np.repeat(begin, times) + 1 + offsets, actions=np.repeat(codes[begin], times)
        )


def fit_revisits(smoothed: SmoothedTrie, codes: Ints) -> Revisits:
    """Factors by which as many revisits are expected as were seen, by iterative scaling.

    Parameters
    ----------
    codes
        Sessions that the counts have not seen; of very many the first.
    """
    size = smoothed.trie.code_count
    pairs = next(revisitables(codes), None)
    if pairs is None:
        return Revisits(overall=1.0, of_code=np.ones(size))
    prob = _prob_unless_end(smoothed, codes, pairs)
    revisited = codes[pairs.steps] == pairs.actions
    seen = np.bincount(pairs.actions[revisited], minlength=size).astype(np.float64)

    def expected(factors: Floats) -> Floats:
        """Revisits of each action if its factor were one, given the others'."""
        gone = np.bincount(pairs.steps, weights=prob * (1.0 - factors[pairs.actions]))
        weights = prob / (1.0 - gone[pairs.steps])
        of_code = np.bincount(pairs.actions, weights=weights, minlength=size)
        return of_code.astype(np.float64)

    overall = 1.0
    for _ in range(_ROUNDS):
        plain = float(expected(np.full(size, overall)).sum())
        shrunk_to_one = (seen.sum() + _SHRINKAGE) / (plain + _SHRINKAGE)
        overall = float(np.clip(shrunk_to_one, *_RANGE))
    factors = np.full(size, overall)
    for _ in range(_ROUNDS):
        shrunk = (seen + _SHRINKAGE) / (expected(factors) + _SHRINKAGE / overall)
        factors = np.clip(shrunk, *_RANGE)
    return Revisits(overall=overall, of_code=factors)


def _prob_unless_end(smoothed: SmoothedTrie, codes: Ints, pairs: Revisitables) -> Floats:
    contexts = np.concatenate(([ROOT], smoothed.trie.contexts_along(codes)[:-1]))[pairs.steps]
    goes_on = np.maximum(1.0 - smoothed.end_prob[contexts], 1e-9)
    return np.minimum(smoothed.probs(contexts, pairs.actions) / goes_on, 1.0)
