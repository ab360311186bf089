"""What the whole session adds to what its last actions say: how long it is, what it has seen.

Joins `exit_hazard` and `revisits`. Takes a smoothed trie, gives probabilities within sessions.
"""

from dataclasses import dataclass

import numpy as np

from journeys_mining.exit_hazard import positions_of, shift_end_probs
from journeys_mining.kneser_ney import SmoothedTrie
from journeys_mining.ngram_trie import END_CODE, ROOT, START_CODE, Floats, Ints
from journeys_mining.revisits import revisitables
from journeys_mining.tuned_numbers import ExitShift


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class SessionEffects:
    """Exit shifts, and the weight of each action once it was done."""

    exit_shifts: tuple[ExitShift, ...]
    revisit_weights: Floats
    """Of each code."""

    @property
    def no_revisits(self) -> bool:
        """Whether it makes no difference what a session has done."""
        return bool((self.revisit_weights == 1.0).all())


def no_effects(code_count: int) -> SessionEffects:
    """Sessions whose last actions say all."""
    return SessionEffects(exit_shifts=(), revisit_weights=np.ones(code_count))


def step_probs(smoothed: SmoothedTrie, effects: SessionEffects, codes: Ints) -> Floats:
    """P of each action and END of coded sessions, given all before it; one for START.

    The end is decided first, by context and position; then the action, by context and what the
    session has already done.
    """
    contexts = np.concatenate(([ROOT], smoothed.trie.contexts_along(codes)[:-1]))
    by_context = smoothed.end_prob[contexts]
    end_prob = shift_end_probs(by_context, positions_of(codes), effects.exit_shifts)
    unless_end = np.maximum(1.0 - by_context, 1e-300)
    action_prob = smoothed.probs(contexts, codes) / unless_end
    if not effects.no_revisits:
        action_prob *= _weight_of_step(effects, codes)
        action_prob /= 1.0 - _weight_gone(smoothed, effects, codes, contexts, unless_end)
    probs = np.where(codes == END_CODE, end_prob, (1.0 - end_prob) * action_prob)
    return np.where(codes == START_CODE, 1.0, probs)


def _weight_of_step(effects: SessionEffects, codes: Ints) -> Floats:
    weights = np.ones(len(codes))
    for part in revisitables(codes):
        again = part.steps[codes[part.steps] == part.actions]
        weights[again] = effects.revisit_weights[codes[again]]
    return weights


def _weight_gone(
    smoothed: SmoothedTrie,
    effects: SessionEffects,
    codes: Ints,
    contexts: Ints,
    unless_end: Floats,
) -> Floats:
    """How much of the probability of all actions the revisit weights take away, in each step."""
    gone = np.zeros(len(codes))
    for part in revisitables(codes):
        prob = smoothed.probs(contexts[part.steps], part.actions) / unless_end[part.steps]
        gone += np.bincount(
            part.steps,
            weights=prob * (1.0 - effects.revisit_weights[part.actions]),
            minlength=len(codes),
        )
    return gone
