"""What a chain expects where it was told the links of the site, and its counts do not say more.

The base P_0 of the smoothing: 0.98 on the links of the current page and the end, in proportion to
how frequent these are, and 0.02 on everything; on a page without links, frequencies alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Self

import numpy as np

from journeys_mining.chain.coded_chain import CodedChain
from journeys_mining.chain.fitted_chain import FittedChain, Session
from journeys_mining.chain.kneser_ney import SmoothedTrie, adjust_counts, smooth
from journeys_mining.chain.ngram_trie import (
    END_CODE,
    FIRST_ACTION_CODE,
    ROOT,
    Flags,
    Floats,
    Ints,
    NgramTrie,
    trie_of_sessions,
)
from journeys_mining.chain.tuning import held_out_steps, tune_discounts

_LINKED_SHARE = 0.98
_FLOOR = 1


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class LinkBase:
    """P_0 of each action, by the action before it."""

    base: Floats
    """P of each code after nothing. One more entry, the last, for UNKNOWN."""
    keys: Ints
    """page · number of codes + target of each link; ascending, the end a target of each page."""
    mass: Floats
    """Sum of the base over the targets of each page; 0 for one without links."""

    @classmethod
    def of(cls, links: Iterable[tuple[str, str]], names: Sequence[str], base: Floats) -> Self:
        """Of the links between these names, whose codes are in their order."""
        codes = {name: at for at, name in enumerate(names) if at >= FIRST_ACTION_CODE}
        known = [(codes[one], codes[two]) for one, two in links if one in codes and two in codes]
        pairs = np.array(known, dtype=np.int64).reshape(-1, 2)
        pages = np.unique(pairs[:, 0])
        targets = pairs[:, 0] * len(names) + pairs[:, 1]
        keys = np.unique(np.concatenate((targets, pages * len(names) + END_CODE)))
        mass = np.zeros(len(names))
        np.add.at(mass, keys // len(names), base[keys % len(names)])
        return cls(base=base, keys=keys, mass=mass)

    def probs(self, pages: Ints, actions: Ints) -> Floats:
        """P_0 of each action on its page; pages and actions may be UNKNOWN."""
        by_frequency = self.base[actions]
        mass = np.where(pages >= 0, self.mass[pages], 0.0)
        linked = np.where(self._is_linked(pages, actions), by_frequency, 0.0)
        by_link = np.divide(linked, mass, out=np.zeros(len(pages)), where=mass > 0)
        mixed = _LINKED_SHARE * by_link + (1.0 - _LINKED_SHARE) * by_frequency
        return np.where(mass > 0, mixed, by_frequency)

    def _is_linked(self, pages: Ints, actions: Ints) -> Flags:
        keys = pages * len(self.mass) + actions
        places = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        linked: Flags = (self.keys[places] == keys) & (pages >= 0) & (actions >= 0)
        return linked


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class LinkedTrie(SmoothedTrie):
    """A smoothed trie that ends in the links of a page instead of in frequencies alone."""

    links: LinkBase

    def probs(self, contexts: Ints, actions: Ints) -> Floats:
        """P of each action after its context."""
        found, weight = np.zeros(len(contexts)), np.ones(len(contexts))
        at = contexts.copy()
        for _ in range(self.trie.order):
            inside = at != ROOT
            node = np.where(inside, self.trie.find(at, actions), ROOT)
            found += weight * np.where(node > 0, self.own[node], 0.0)
            weight *= np.where(inside, self.backoff[at], 1.0)
            at = self.trie.suffix[at]
        return found + weight * self.links.probs(self.trie.action[contexts], actions)


def chain_along_links(
    chain: FittedChain,
    train: Sequence[Session],
    held_out: Sequence[Session],
    links: Iterable[tuple[str, str]],
    order: int,
) -> CodedChain:
    """The chain for scoring with this base, its discounts tuned again; exit shifts and revisit
    factors stay those of `chain`."""
    names = chain.coder.names
    rest = trie_of_sessions(chain.coder.code(train), len(names), order)
    steps = held_out_steps(rest, chain.coder.code(held_out))
    base = LinkBase.of(links, names, _frequencies(rest))
    of_steps = base.probs(rest.action[steps.contexts], steps.actions)
    discounts = tune_discounts(rest, steps, order=order, floor=_FLOOR, base=of_steps)
    counts = adjust_counts(chain.scoring.smoothed.trie, len(discounts), _FLOOR)
    smoothed = smooth(counts, discounts, feasible=False)
    linked = LinkedTrie(
        **{one.name: getattr(smoothed, one.name) for one in fields(smoothed)},
        links=LinkBase.of(links, names, smoothed.base),
    )
    every = np.arange(len(smoothed.own))
    end_prob = linked.probs(every, np.full(len(every), END_CODE))
    return replace(chain.scoring, smoothed=replace(linked, end_prob=end_prob))


def _frequencies(trie: NgramTrie) -> Floats:
    return smooth(adjust_counts(trie, 1, _FLOOR), (), feasible=False).base
