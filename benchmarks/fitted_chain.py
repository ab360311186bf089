"""A chain made from sessions the way mining makes one: counted, and tuned on sessions held out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.sequence_files import Session
from journeys_mining.coded_chain import CodedChain, SessionCoder
from journeys_mining.fitting import fit_numbers
from journeys_mining.kneser_ney import adjust_counts, smooth
from journeys_mining.ngram_trie import trie_of_sessions
from journeys_mining.session_effects import no_effects

_FLOOR = 1


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
    """Numbers tuned on `held_out` with the counts of `train`; then the counts of both."""
    coder = SessionCoder(sorted({action for one in (*train, *held_out) for action in one}))
    codes, held_out_codes = coder.code(train), coder.code(held_out)
    size = len(coder.names)
    fitted = fit_numbers(
        trie_of_sessions(codes, size, order), held_out_codes, order=order, floor=_FLOOR
    )
    discounts = fitted.tuned.discounts
    trie = trie_of_sessions(np.concatenate((codes, held_out_codes)), size, order)
    counts = adjust_counts(trie, len(discounts), _FLOOR)
    seen = smooth(counts, discounts, feasible=True)
    anything = smooth(counts, discounts, feasible=False)
    return FittedChain(
        coder=coder,
        drawing=CodedChain(smoothed=seen, effects=fitted.effects),
        scoring=CodedChain(smoothed=anything, effects=fitted.effects),
        by_context=CodedChain(smoothed=anything, effects=no_effects(size)),
        order=len(discounts),
    )
