"""Which actions come within the next few steps: a scorer of its own, made of counts alone.

Not the chain, which says what comes next and draws sessions. A score of an action y adds up

- ln P(y within c | the last three, two, one, no actions), each blended with the shorter one:
  (n(u, y) + μ · P(y | u')) / (n(u) + μ), with n(u, y) the times that y came within c steps of u;
- the association with each of the last actions x, ln Σ_i δ^i · a(x_i, y) / n(x_i), where
  a counts pairs by how far they lie apart, γ^(distance − 1) each;
- the lift Σ_i δ^i · ln (a(x_i, y) + s) / (a(x_i, ·) · a(·, y) / a + s), whatever the frequency
  of y;
- whether y is among the last actions.

How much each of the last three weighs is chosen on sessions that were not counted (`choose_mix`).
Takes a trie, of a model or of sessions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, product
from operator import attrgetter

import numpy as np
from scipy.sparse import csr_array

from journeys.errors import InputError
from journeys_mining.chain.ngram_trie import (
    END_CODE,
    FIRST_ACTION_CODE,
    ROOT,
    START_CODE,
    UNKNOWN,
    Floats,
    Ints,
    NgramTrie,
)
from journeys_mining.model.tuned_numbers import HorizonMix

WINDOW = 5
"""Last actions of a history that are looked at."""
_LONGEST_CONTEXT = 3
_BLEND = 2.0
"""μ, in counts."""
_DECAY = 0.8
"""γ of a step between two actions that were counted, δ of a step between an action and now."""
_LIFT_BLEND = 5.0
"""s, in counts."""
_LEAST = 1e-4
"""Of an association, so that none is ruled out."""


_TUNED_WITHIN = 2
_MOST_ASKED = 1_500
"""Sessions that a mix is chosen on; more would only take longer."""
_MOST_SCORES = 1_000_000
"""Of actions after sessions, while a mix is chosen; bounds memory."""

_MIXES = tuple(
    HorizonMix(association=association, lift=lift, seen=seen)
    for association, lift, seen in product(
        (0.0, 0.25, 0.5, 1.0, 2.0, 4.0), (0.0, 0.1, 0.3, 0.6, 1.0), (-8.0, -2.0, -0.5, 0.0, 0.5)
    )
)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Parts:
    """The parts of the scores of all codes after each of some histories."""

    backoff: Floats
    association: Floats
    lift: Floats
    seen: Floats

    def scores(self, mix: HorizonMix) -> Floats:
        """Scores of the actions; START and END come last."""
        whole: Floats = (
            self.backoff
            + mix.association * self.association
            + mix.lift * self.lift
            + mix.seen * self.seen
        )
        whole[:, :FIRST_ACTION_CODE] = -np.inf
        return whole


class Horizon:
    """Scores of actions within `within` steps, by the counts of a trie.

    Raises
    ------
    InputError
        `within` is not from 1 to the order of the trie: further apart nothing was counted.
    """

    def __init__(self, trie: NgramTrie, within: int) -> None:
        if not 1 <= within <= trie.order:
            raise InputError(
                f"the model knows what follows within 1 to {trie.order} steps, not {within}",
                remedy="ask for fewer steps, or mine with longer contexts",
            )
        self._trie = trie
        self._followed, self._times = _followed(trie, within)
        self._pairs = _pairs(trie)
        self._counts = np.maximum(trie.count[1 : trie.code_count + 1].astype(np.float64), 1.0)
        self._from, self._to = self._pairs.sum(axis=1), self._pairs.sum(axis=0)
        self._all = max(float(self._from.sum()), 1.0)
        base = _row(self._followed, ROOT) + 0.01
        self._base: Floats = base / (self._times[ROOT] + 1.0)

    def parts(self, histories: Sequence[Ints]) -> Parts:
        """Parts of the scores after histories of codes, UNKNOWN among them."""
        # Of each history the last action first.
        last = np.full((len(histories), WINDOW), UNKNOWN)
        for row, history in zip(last, histories, strict=True):
            latest = history[::-1][:WINDOW]
            row[: len(latest)] = latest
        size = (len(histories), self._trie.code_count)
        association, lift, seen = np.zeros(size), np.zeros(size), np.zeros(size)
        weight = 1.0
        for at_distance in last.T:
            (known,) = np.nonzero(at_distance >= FIRST_ACTION_CODE)
            codes = at_distance[known]
            pairs = self._pairs[codes].toarray()
            association[known] += weight * pairs / self._counts[codes, np.newaxis]
            expected = self._from[codes, np.newaxis] * self._to / self._all
            lift[known] += weight * np.log((pairs + _LIFT_BLEND) / (expected + _LIFT_BLEND))
            seen[known, codes] = 1.0
            weight *= _DECAY
        return Parts(
            backoff=np.log(self._backed_off(last)),
            association=np.log(association + _LEAST),
            lift=lift,
            seen=seen,
        )

    def _backed_off(self, last: Ints) -> Floats:
        """P of what follows by contexts of up to `_LONGEST_CONTEXT` of the last actions."""
        probs = np.tile(self._base, (len(last), 1))
        is_open = np.ones(len(last), dtype=np.bool_)
        for length in range(1, _LONGEST_CONTEXT + 1):
            node = np.full(len(last), ROOT)
            for codes in last[:, :length].T[::-1]:
                node = self._trie.find(node, codes)
            is_open &= (node >= 0) & (self._times[node] > 0)
            node, times = node[is_open], self._times[node[is_open], np.newaxis]
            rows = self._followed[node].toarray()
            probs[is_open] = (rows + _BLEND * probs[is_open]) / (times + _BLEND)
        return probs


def choose_mix_on(trie: NgramTrie, codes: Ints) -> HorizonMix:
    """The mix for the end of sessions that are not in the counts of the trie.

    Parameters
    ----------
    codes
        The sessions one after the other, each from START to END; of very many the first.
    """
    within = min(_TUNED_WITHIN, trie.order)
    sessions = np.split(codes, np.flatnonzero(codes == START_CODE)[1:])
    long = [one[1:-1] for one in sessions if len(one) - 2 > within]
    asked = long[: min(max(_MOST_SCORES // trie.code_count, 1), _MOST_ASKED)]
    return choose_mix(
        Horizon(trie, within), [one[:-within] for one in asked], [one[-within:] for one in asked]
    )


def choose_mix(
    horizon: Horizon, histories: Sequence[Ints], following: Sequence[Ints]
) -> HorizonMix:
    """The mix that most often ranks first an action that does follow.

    Parameters
    ----------
    histories, following
        Of sessions that were not counted: the codes before, and those within the steps after.
    """
    if not histories:
        return HorizonMix()
    parts = horizon.parts(histories)
    rows = np.arange(len(histories))
    after = np.concatenate(following)
    of_row = np.repeat(rows, [len(one) for one in following])
    follows = np.zeros(parts.seen.shape, dtype=np.bool_)
    follows[of_row[after >= 0], after[after >= 0]] = True

    # What is left of a sum without one weight serves all mixes that differ in that weight only.
    hits = dict[HorizonMix, int]()
    whole = np.empty(parts.seen.shape)
    for association, mixes in groupby(_MIXES, key=attrgetter("association")):
        associated = parts.backoff + association * parts.association
        for lift, same in groupby(mixes, key=attrgetter("lift")):
            lifted = associated + lift * parts.lift
            lifted[:, :FIRST_ACTION_CODE] = -np.inf
            for mix in same:
                np.multiply(parts.seen, mix.seen, out=whole)
                whole += lifted
                hits[mix] = int(np.count_nonzero(follows[rows, whole.argmax(axis=1)]))
    return max(_MIXES, key=hits.__getitem__)


def _followed(trie: NgramTrie, within: int) -> tuple[csr_array, Floats]:
    """How often each action came within the steps after each context; and how often any did."""
    size, count = len(trie.parent), trie.count.astype(np.float64)
    is_action = (trie.action >= FIRST_ACTION_CODE) & (trie.depth >= 1)
    contexts, actions, weights = [], [], []
    times = np.bincount(trie.parent[is_action], weights=count[is_action], minlength=size)
    for distance in range(1, within + 1):
        at, first_time = np.arange(size), is_action & (trie.depth > distance)
        for step in range(distance):
            if step:
                first_time &= trie.action[at] != trie.action
            at = trie.parent[at]
        nodes = np.flatnonzero(first_time & (trie.depth - distance <= _LONGEST_CONTEXT))
        contexts.append(at[nodes])
        actions.append(trie.action[nodes])
        weights.append(count[nodes])
    context, action = np.concatenate(contexts), np.concatenate(actions)
    weight = np.concatenate(weights)
    single = (trie.depth[context] == 1) & (trie.action[context] != END_CODE)
    context = np.concatenate((context, np.full(np.count_nonzero(single), ROOT)))
    action, weight = np.append(action, action[single]), np.append(weight, weight[single])
    times[ROOT] = times[trie.depth == 1].sum()
    shape = (size, trie.code_count)
    return csr_array((weight, (context, action)), shape=shape), times.astype(np.float64)


def _pairs(trie: NgramTrie) -> csr_array:
    """a(x, y) of all pairs of actions that lie at most the order of the trie apart."""
    first = np.arange(len(trie.parent))
    for _ in range(trie.order):
        first = np.where(trie.depth[first] > 1, trie.parent[first], first)
    before, after = trie.action[first], trie.action
    nodes = (trie.depth >= 2) & (before != START_CODE) & (after >= FIRST_ACTION_CODE)
    weights = trie.count * _DECAY ** (trie.depth - 2.0)
    shape = (trie.code_count, trie.code_count)
    return csr_array((weights[nodes], (before[nodes], after[nodes])), shape=shape)


def _row(matrix: csr_array, index: int) -> Floats:
    """One row, zeros and all."""
    row = np.zeros(matrix.shape[1])
    begin, end = matrix.indptr[index], matrix.indptr[index + 1]
    row[matrix.indices[begin:end]] = matrix.data[begin:end]
    return row
