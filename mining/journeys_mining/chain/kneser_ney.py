"""Interpolated Kneser-Ney smoothing over a trie of n-grams.

With u a context of j actions, u' the same without its oldest, and c_j the counts of that length:

    P(x | u) = [max(c_j(ux) − D_j, 0) + (θ_j + lost(u) + Σ_y D_j(c_j(uy))) · P(x | u')]
               / (c_j(u·) + θ_j)

Contexts of the greatest length count how often, shorter ones how many different actions stood
before (Kneser & Ney 1995), except those that begin with START, before which nothing stands.
`lost(u)` is what the floor removed. Takes a trie and its discounts, gives the weights of each node.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from journeys_mining.chain.ngram_trie import END_CODE, ROOT, START_CODE, Floats, Ints, NgramTrie
from journeys_mining.model.tuned_numbers import Discounts


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class AdjustedCounts:
    """The counts c_j of a trie, for contexts of at most `order` actions."""

    trie: NgramTrie
    order: int
    """Longer contexts take the probabilities of their suffix."""
    of_node: Floats
    """c_j(ux) of the n-gram ux."""
    lost: Floats
    """Of a context: what was counted after it, but lies below the floor."""
    total: Floats
    """c_j(u·) of a context, `lost` included."""


def adjust_counts(trie: NgramTrie, order: int, floor: int) -> AdjustedCounts:
    """Raw and continuation counts.

    Parameters
    ----------
    floor
        n-grams of fewer users are not in the trie. How many different ones they were is estimated
        from how often they occurred, as if numbers of users followed 1 / (i · (i + 1)).
    """
    size = len(trie.parent)
    inner = slice(1, None)
    whole = trie.begins_with_start()
    raw = whole | (trie.depth == order + 1)
    befores = np.bincount(trie.suffix[inner], minlength=size).astype(np.float64)
    counted = np.bincount(trie.suffix[inner], weights=trie.count[inner], minlength=size)
    kinds = _kinds_per_count(floor)
    continuation = befores + kinds * np.maximum(trie.count - counted, 0)
    of_node = np.where(raw, trie.count, continuation)
    kept = np.bincount(trie.parent[inner], weights=trie.count[inner], minlength=size)
    below_floor = np.maximum(trie.count - kept, 0)
    raw_context = whole | (trie.depth == order)
    lost = np.where(raw_context, below_floor, kinds * below_floor)
    total = np.bincount(trie.parent[inner], weights=of_node[inner], minlength=size) + lost
    return AdjustedCounts(trie=trie, order=order, of_node=of_node, lost=lost, total=total)


def closed_form(counts: AdjustedCounts) -> tuple[Discounts, ...]:
    """Discounts from counts of counts (Chen & Goodman 1999, section 3, equation 17).

    Too few counts for three discounts give one for all (Ney, Essen & Kneser 1994). Where the floor
    left no counts of one or two, nothing is taken beyond what the floor took.
    """
    found: list[Discounts] = []
    for length in range(1, counts.order + 1):
        of_level = np.rint(counts.of_node[counts.trie.depth == length + 1])
        n = [int(np.count_nonzero(of_level == seen)) for seen in range(5)]
        share = n[1] / (n[1] + 2 * n[2]) if n[1] and n[2] else 0.0
        once = twice = more = share
        if all(n[1:]):
            once, twice, more = (
                max(seen - (seen + 1) * share * n[seen + 1] / n[seen], 0.0) for seen in (1, 2, 3)
            )
        found.append(Discounts(once=once, twice=twice, more=more, strength=0.0))
    return tuple(found)


def count_class(adjusted: Floats) -> Ints:
    """0, 1, 2 or 3 for counts of none, one, two, or more."""
    return np.clip(np.rint(adjusted), adjusted > 0, 3).astype(np.int64)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class SmoothedTrie:
    """P(x | u) = own(ux) + backoff(u) · P(x | u'), ended by the base at the root."""

    trie: NgramTrie
    own: Floats
    """Of each n-gram, as the end of its context; 0 for the root."""
    backoff: Floats
    """Of each context."""
    base: Floats
    """P of each code after nothing. One more entry, the last, for UNKNOWN."""
    end_prob: Floats
    """P(END | u) of each context; one where nothing is known to follow and nothing is made up."""
    openness: Floats
    """How much of a session each context may not know, 0–1: where the context is all that was done
    so far, what it passes on to the shorter one; else one."""

    def probs(self, contexts: Ints, actions: Ints) -> Floats:
        """P of each action after its context."""
        found = np.zeros(len(contexts))
        weight = np.ones(len(contexts))
        at = contexts.copy()
        for _ in range(self.trie.order):
            inside = at != ROOT
            node = np.where(inside, self.trie.find(at, actions), ROOT)
            found += weight * np.where(node > 0, self.own[node], 0.0)
            weight *= np.where(inside, self.backoff[at], 1.0)
            at = self.trie.suffix[at]
        return found + weight * self.base[actions]

    def unaware_probs(self, contexts: Ints, actions: Ints, lags: Ints) -> Floats:
        """The part of P that comes from contexts too short to hold an action done so long ago."""
        weight = np.ones(len(contexts))
        at = contexts.copy()
        for _ in range(self.trie.order):
            aware = self.trie.depth[at] >= lags
            weight *= np.where(aware, self.backoff[at], 1.0)
            at = np.where(aware, self.trie.suffix[at], at)
        return weight * self.probs(at, actions)


def smooth(
    counts: AdjustedCounts, discounts: Sequence[Discounts], *, feasible: bool
) -> SmoothedTrie:
    """The weights of each node.

    Parameters
    ----------
    discounts
        One for each length of context up to `counts.order`.
    feasible
        Whether an action has a probability only where it was seen to follow the last action:
        the row of each context of one action is then scaled to one, and longer ones rest on it.

    Examples
    --------
    The worked example of NLTK's Kneser-Ney trigrams (`KneserNeyInterpolated`, test_models.py): of
    `a b c d` and `e g a d b e`, with a discount of 0.75, P(c | b) = 0.125 + 0.75 · P(c) and
    P(c | a b) = 0.25 + 0.75 · P(c | b), where P(c) is 1/14. NLTK counts in how many pairs c ends
    where we take frequencies, so P(c) is put in; there is one discount instead of three, for no
    example of three was found whose numbers are told.

    >>> from journeys_mining.chain.ngram_trie import trie_of_sessions
    >>> a, b, c, d, e, g = range(2, 8)
    >>> codes = np.array([START_CODE, a, b, c, d, END_CODE, START_CODE, e, g, a, d, b, e, END_CODE])
    >>> trie = trie_of_sessions(codes, 8, 2)
    >>> one = Discounts(once=0.75, twice=0.75, more=0.75, strength=0.0)
    >>> smoothed = smooth(adjust_counts(trie, 2, 1), (one, one), feasible=False)
    >>> smoothed.base[c] = 1 / 14
    >>> after_b, after_a = trie.find(np.array([ROOT, ROOT]), np.array([b, a]))
    >>> after_ab = trie.find(np.array([after_a]), np.array([b]))[0]
    >>> smoothed.probs(np.array([after_b, after_ab]), np.array([c, c])).round(15).tolist()
    [0.178571428571429, 0.383928571428571]
    >>> round(0.125 + 0.75 / 14, 15), round(0.25 + 0.75 * (0.125 + 0.75 / 14), 15)
    (0.178571428571429, 0.383928571428571)
    """
    trie, size = counts.trie, len(counts.trie.parent)
    table = np.zeros((trie.order + 3, 4))
    strength = np.zeros(trie.order + 2)
    for length, one in enumerate(discounts, start=1):
        table[length + 1] = (0.0, one.once, one.twice, one.more)
        strength[length] = one.strength
    taken = np.minimum(table[trie.depth, count_class(counts.of_node)], counts.of_node)
    inner = slice(1, None)
    given = np.bincount(trie.parent[inner], weights=taken[inner], minlength=size)
    theta = strength[np.minimum(trie.depth, trie.order + 1)]
    whole = counts.total + theta
    used = (whole > 0) & (trie.depth >= 1) & (trie.depth <= counts.order)
    scale = np.divide(1.0, whole, out=np.zeros(size), where=used)
    own = (counts.of_node - taken) * scale[trie.parent]
    backoff = np.where(used, (theta + given + counts.lost) * scale, 1.0)
    base = _base(trie)
    if feasible:
        own, backoff = _keep_to_seen(trie, own, backoff, base)
    return SmoothedTrie(
        trie=trie,
        own=own,
        backoff=backoff,
        base=base,
        openness=np.where(trie.begins_with_start(), backoff, 1.0),
        end_prob=_end_probs(trie, own, backoff, base, feasible=feasible),
    )


def _keep_to_seen(
    trie: NgramTrie, own: Floats, backoff: Floats, base: Floats
) -> tuple[Floats, Floats]:
    own, backoff = own.copy(), backoff.copy()
    pairs = np.flatnonzero(trie.depth == 2)
    before = trie.parent[pairs]
    probs = own[pairs] + backoff[before] * base[trie.action[pairs]]
    sums = np.bincount(before, weights=probs, minlength=len(own))
    own[pairs] = probs / sums[before]
    backoff[trie.depth == 1] = 0.0
    return own, backoff


def _end_probs(
    trie: NgramTrie, own: Floats, backoff: Floats, base: Floats, *, feasible: bool
) -> Floats:
    end_prob = np.zeros(len(own))
    end_prob[ROOT] = base[END_CODE]
    own_end = np.zeros(len(own))
    ends = np.flatnonzero((trie.action == END_CODE) & (trie.depth > 1))
    own_end[trie.parent[ends]] = own[ends]
    if feasible:
        # Where the floor left nothing that follows, the session ends.
        followed = np.bincount(trie.parent, minlength=len(own)) > 0
        own_end[(trie.depth == 1) & ~followed] = 1.0
    for level in list(trie.levels())[: trie.order]:
        end_prob[level] = own_end[level] + backoff[level] * end_prob[trie.suffix[level]]
    return end_prob


def _base(trie: NgramTrie) -> Floats:
    """Frequencies of actions and END; those not counted share the weight of those seen once.

    That is the chance that the next is new (Good 1953); a single one is assumed at least.
    """
    counts = np.zeros(trie.code_count + 1)
    single = trie.depth == 1
    counts[trie.action[single]] = trie.count[single]
    counts[START_CODE] = 0.0
    not_counted = counts == 0
    not_counted[START_CODE] = False
    counts[not_counted] = max(int(np.count_nonzero(counts == 1)), 1) / np.count_nonzero(not_counted)
    probs: Floats = counts / counts.sum()
    return probs


def _kinds_per_count(floor: int) -> float:
    """How many different n-grams a count below the floor stands for, on average.

    >>> [round(_kinds_per_count(floor), 3) for floor in (1, 2, 5)]
    [1.0, 1.0, 0.623]
    """
    if floor <= 2:
        return 1.0
    users = range(1, floor)
    return sum(1 / (i * (i + 1)) for i in users) / sum(1 / (i + 1) for i in users)
