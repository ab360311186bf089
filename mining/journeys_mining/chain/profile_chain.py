"""The chain of one profile: the whole model's, moved towards the profile's own transitions.

    P_z(x | u) = P(x | u) · t(a, x) / N(u),    t(a, x) = P_z(x | a) / P(x | a)
    P_z(x | a) = (c_z(ax) + θ · P(x | a)) / (c_z(a·) + θ)

where a is the last action of the context u, c_z are the profile's counts and θ their strength:
the dynamic marginals of Kneser, Peters and Klakow (1997), "Language model adaptation using dynamic
marginals". After one action it is exactly what the profile's counts say, smoothed by the model;
longer contexts keep what they add. Only what the model has seen has a probability.
"""

import difflib
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from journeys.errors import InputError
from journeys_mining.chain.kneser_ney import SmoothedTrie
from journeys_mining.chain.ngram_trie import END_CODE, Floats
from journeys_mining.model.navigation_model import NavigationModel
from journeys_mining.model.profiles import Profile


def find_profile(model: NavigationModel, name: str) -> tuple[Profile, float]:
    """The profile of this name, and the strength of the model in it.

    Raises
    ------
    InputError
        The model has none of this name, or no profiles at all.
    """
    if model.profiling is None:
        raise InputError(
            f"there is no profile {name!r}: this model has none",
            remedy="leave the profile out; `journeys mine` finds profiles where sessions differ"
            " enough",
        )
    known = {one.name: one for one in model.profiling.profiles}
    if name in known:
        return known[name], model.profiling.strength
    names = list(known)
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.4)
    hint = f"; did you mean {near[0]}?" if near else ""
    raise InputError(
        f"there is no profile {name!r}{hint}",
        remedy="the profiles of this model are " + ", ".join(names),
    )


def tilt(
    smoothed: SmoothedTrie, profile: Profile, strength: float, names: Sequence[str]
) -> SmoothedTrie:
    """The weights of each node for one profile.

    Parameters
    ----------
    smoothed
        Of transitions that were seen only (`kneser_ney.smooth`, feasible).
    strength
        θ, in counts; above zero.
    names
        Of each code.
    """
    trie = smoothed.trie
    pairs = np.flatnonzero(trie.depth == 2)
    factor = np.ones(len(trie.parent))
    factor[pairs] = _factors(smoothed, profile, strength, names)
    # Of each n-gram: the factor of its last two actions.
    last_pair = np.arange(len(factor))
    for _ in range(trie.order):
        longer = trie.depth[last_pair] > 2
        last_pair = np.where(longer, trie.suffix[last_pair], last_pair)
    own = np.where(trie.depth >= 2, smoothed.own * factor[last_pair], smoothed.own)
    backoff, norm = smoothed.backoff.copy(), np.ones(len(factor))
    own_sum = np.bincount(trie.parent[1:], weights=own[1:], minlength=len(own))
    for level in list(trie.levels())[: trie.order]:
        deep = trie.depth[level] > 1
        shorter = np.where(deep, norm[trie.suffix[level]], 0.0)
        whole = own_sum[level] + smoothed.backoff[level] * shorter
        norm[level] = np.where(whole > 0, whole, 1.0)
        backoff[level] = np.where(deep, smoothed.backoff[level] * shorter / norm[level], 0.0)
    contexts = trie.parent[1:]
    own[1:] = np.where(trie.depth[1:] >= 2, own[1:] / norm[contexts], own[1:])
    return replace(smoothed, own=own, backoff=backoff, end_prob=_end_probs(smoothed, own, backoff))


def _factors(
    smoothed: SmoothedTrie, profile: Profile, strength: float, names: Sequence[str]
) -> Floats:
    """t(a, x) of each pair of actions, in the order of the trie."""
    trie = smoothed.trie
    code = {name: index for index, name in enumerate(names)}
    pairs = np.flatnonzero(trie.depth == 2)
    at = {
        (int(trie.action[trie.parent[node]]), int(trie.action[node])): place
        for place, node in enumerate(pairs.tolist())
    }
    counts = np.zeros(len(pairs))
    for one in profile.transitions:
        place = at.get((code[one.before], code[one.action]))
        if place is not None:
            counts[place] = one.count
    before = trie.parent[pairs]
    totals = np.bincount(before, weights=counts, minlength=len(trie.parent))[before]
    usual = smoothed.own[pairs]
    probs = (counts + strength * usual) / (totals + strength)
    return np.divide(probs, usual, out=np.ones(len(pairs)), where=usual > 0)


def _end_probs(smoothed: SmoothedTrie, own: Floats, backoff: Floats) -> Floats:
    trie = smoothed.trie
    own_end = np.zeros(len(own))
    ends = np.flatnonzero((trie.action == END_CODE) & (trie.depth > 1))
    own_end[trie.parent[ends]] = own[ends]
    end_prob = smoothed.end_prob.copy()
    followed = np.bincount(trie.parent, minlength=len(own)) > 0
    for level in list(trie.levels())[: trie.order]:
        found = own_end[level] + backoff[level] * end_prob[trie.suffix[level]]
        # After what nothing follows above the floor, every profile's sessions end.
        alone = (trie.depth[level] == 1) & ~followed[level]
        end_prob[level] = np.where(alone, smoothed.end_prob[level], found)
    return end_prob
