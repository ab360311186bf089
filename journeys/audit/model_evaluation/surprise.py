"""How surprised a chain is by real sessions."""

from typing import Protocol

import numpy as np

from journeys_mining.chain.ngram_trie import START_CODE, Floats, Ints


class Predicting(Protocol):
    """A chain that says how likely each step of coded sessions is, given all before it."""

    def step_probs(self, codes: Ints) -> Floats: ...


def bits_per_step(chain: Predicting, codes: Ints) -> float:
    """Mean surprise of each step, END included, in bits; 2 to this power is the perplexity.

    Infinite where a step has probability 0.

    Parameters
    ----------
    codes
        Sessions one after the other, each from START to END.

    Examples
    --------
    Of four sessions half begin with `a` and half with `b`, and then end: a bit for each first
    action, nothing for the end.

    >>> from journeys_mining.chain.coded_chain import CodedChain
    >>> from journeys_mining.chain.kneser_ney import adjust_counts, smooth
    >>> from journeys_mining.chain.ngram_trie import trie_of_sessions
    >>> from journeys_mining.chain.session_effects import no_effects
    >>> from journeys_mining.model.tuned_numbers import Discounts
    >>> codes = np.array([0, 2, 1, 0, 3, 1] * 2)
    >>> nothing_taken = (Discounts(once=0, twice=0, more=0, strength=0),)
    >>> counts = adjust_counts(trie_of_sessions(codes, 4, 1), 1, 1)
    >>> chain = CodedChain(smoothed=smooth(counts, nothing_taken, feasible=True),
    ...                    effects=no_effects(4))
    >>> bits_per_step(chain, codes)
    0.5
    """
    return float(-np.log2(chain.step_probs(codes)[codes != START_CODE]).mean())
