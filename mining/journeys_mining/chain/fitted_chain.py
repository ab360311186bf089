"""A chain made from sequences the way mining makes one: counted, and tuned on some held out.

Sequences are of nobody, so there is no floor: what is seen once is in the chain.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from journeys_mining.chain.coded_chain import CodedChain, SessionCoder
from journeys_mining.chain.fitting import AllSessions, fit_numbers
from journeys_mining.chain.kneser_ney import adjust_counts, closed_form, smooth
from journeys_mining.chain.ngram_trie import NgramTrie, trie_of_sessions
from journeys_mining.chain.session_effects import SessionEffects, no_effects
from journeys_mining.model.tuned_numbers import Discounts

Session = tuple[str, ...]

_FLOOR = 1
_LEAST_STRENGTH = 0.01
"""The tuning may leave nothing for what a context was not followed by; an odd step in what is
scored must not make all of it impossible."""
LEAST_HELD_OUT = 100
"""Fewer sequences say too little to tune on."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class FittedChain:
    """One set of counts and numbers, seen in three ways."""

    coder: SessionCoder
    drawing: CodedChain
    """Transitions that were seen only."""
    scoring: CodedChain
    """Every transition has a probability."""
    by_context: CodedChain
    """As `scoring`, without exit shifts and revisit factors."""
    order: int
    """The longest context that the tuning chose to use."""


def fit_chain(train: Sequence[Session], held_out: Sequence[Session], order: int) -> FittedChain:
    """Numbers tuned on `held_out` with the counts of `train`; then the counts of both.

    In closed form, and without exit shifts and revisit factors, if too few are held out.
    """
    coder = SessionCoder(sorted({action for one in (*train, *held_out) for action in one}))
    codes, held_out_codes = coder.code(train), coder.code(held_out)
    size = len(coder.names)
    trie = trie_of_sessions(np.concatenate((codes, held_out_codes)), size, order)
    discounts, effects = _untuned(trie, order)
    if len(held_out) >= LEAST_HELD_OUT:
        rest = trie_of_sessions(codes, size, order)
        whole = AllSessions(trie=trie, others=codes, furthest=len(codes))
        fitted = fit_numbers(rest, held_out_codes, whole, order=order, floor=_FLOOR)
        discounts, effects = fitted.tuned.discounts, fitted.effects
    discounts = tuple(
        replace(one, strength=max(one.strength, _LEAST_STRENGTH)) for one in discounts
    )
    counts = adjust_counts(trie, len(discounts), _FLOOR)
    seen = smooth(counts, discounts, feasible=True)
    anything = smooth(counts, discounts, feasible=False)
    return FittedChain(
        coder=coder,
        drawing=CodedChain(smoothed=seen, effects=effects),
        scoring=CodedChain(smoothed=anything, effects=effects),
        by_context=CodedChain(smoothed=anything, effects=no_effects(size)),
        order=len(discounts),
    )


def _untuned(trie: NgramTrie, order: int) -> tuple[tuple[Discounts, ...], SessionEffects]:
    return closed_form(adjust_counts(trie, order, _FLOOR)), no_effects(trie.code_count)
