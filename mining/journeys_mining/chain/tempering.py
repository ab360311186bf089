"""Draws what is rare on purpose, and says how much each session weighs in production.

    Q(x | u) from own'(ux) = own(ux)^τ, scaled so that each context keeps what its actions had

A temper τ below one makes rare actions likelier, one of zero all that were seen after a context
equally likely; ends stay as they are. Each drawn session has the weight P / Q, so that weighted
means are production's (importance sampling; Owen, "Monte Carlo theory, methods and examples",
chapter 9).
"""

from dataclasses import dataclass, replace

import numpy as np

from journeys_mining.chain.coded_chain import CodedChain
from journeys_mining.chain.drawing import SessionDrawer
from journeys_mining.chain.kneser_ney import SmoothedTrie
from journeys_mining.chain.ngram_trie import END_CODE, Floats, Ints


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class TemperedSessions:
    """Sessions drawn from a tempered chain."""

    codes: Ints
    """One after the other, each from START to END."""
    log_weights: Floats
    """ln P / Q of each."""


def draw_tempered(
    chain: CodedChain, count: int, rng: np.random.Generator, *, temper: float, max_steps: int
) -> TemperedSessions:
    """Sessions of the chain, rare ones more often, with their weights.

    Parameters
    ----------
    temper
        0–1; with 1 sessions are drawn as the chain has them, and every weight is one.
    max_steps
        A session that does not end by itself has one action more. Its weight is that of a session
        that ends there, so weighted means hold for the sessions that end in time.
    """
    tempered = replace(chain, smoothed=temper_weights(chain.smoothed, temper))
    codes = SessionDrawer(tempered).draw(count, rng, max_steps=max_steps)
    return TemperedSessions(
        codes=codes,
        log_weights=chain.session_log_probs(codes) - tempered.session_log_probs(codes),
    )


def temper_weights(smoothed: SmoothedTrie, temper: float) -> SmoothedTrie:
    """The weights of each node, tempered; every context's row still sums to one."""
    trie, size = smoothed.trie, len(smoothed.own)
    steps = (trie.depth >= 2) & (trie.action != END_CODE) & (smoothed.own > 0)
    contexts = trie.parent[steps]
    raised = smoothed.own[steps] ** temper
    mass = np.bincount(contexts, weights=smoothed.own[steps], minlength=size)
    norm = np.bincount(contexts, weights=raised, minlength=size)
    own = smoothed.own.copy()
    own[steps] = raised * mass[contexts] / norm[contexts]
    return replace(smoothed, own=own)
