"""What the whole session adds to what its last actions say: how long it is, what it has seen.

Joins `exit_hazard` and `revisits`. Takes a smoothed trie, gives probabilities within sessions.
"""

from dataclasses import dataclass

import numpy as np

from journeys_mining.chain.exit_hazard import positions_of, shift_end_probs
from journeys_mining.chain.kneser_ney import SmoothedTrie
from journeys_mining.chain.ngram_trie import END_CODE, ROOT, START_CODE, Floats, Ints
from journeys_mining.chain.revisits import (
    RevisitWeights,
    gone_probs,
    returns_before,
    revisit_weights,
    revisitables,
)
from journeys_mining.model.tuned_numbers import ExitShift


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class SessionEffects:
    """Exit shifts, and the weights of actions once they were done."""

    exit_shifts: tuple[ExitShift, ...]
    revisits: RevisitWeights


def no_effects(code_count: int) -> SessionEffects:
    """Sessions whose last actions say all."""
    return SessionEffects(exit_shifts=(), revisits=revisit_weights(np.ones(code_count)))


def step_probs(smoothed: SmoothedTrie, effects: SessionEffects, codes: Ints) -> Floats:
    """P of each action and END of coded sessions, given all before it; one for START.

    The end is decided first, by context and position; then the action, by context and what the
    session has already done.
    """
    contexts = np.concatenate(([ROOT], smoothed.trie.contexts_along(codes)[:-1]))
    by_context = smoothed.end_prob[contexts]
    openness = smoothed.openness[contexts]
    end_prob = shift_end_probs(by_context, positions_of(codes), openness, effects.exit_shifts)
    action_prob = smoothed.probs(contexts, codes)
    whole = np.maximum(1.0 - by_context, 1e-300)
    if not effects.revisits.are_one:
        returns = returns_before(codes)
        for part in revisitables(codes):
            gone = gone_probs(
                smoothed, effects.revisits, part, contexts[part.steps], returns[part.steps]
            )
            whole -= np.bincount(part.steps, weights=gone, minlength=len(codes))
            done_again = codes[part.steps] == part.actions
            action_prob[part.steps[done_again]] -= gone[done_again]
    probs = np.where(codes == END_CODE, end_prob, (1.0 - end_prob) * action_prob / whole)
    return np.where(codes == START_CODE, 1.0, probs)
