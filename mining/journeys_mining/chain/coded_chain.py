"""A chain in codes instead of names: all that drawing and scoring whole sessions needs.

Made from a model, or from anything else that has a smoothed trie; `smoothing.Chain` is its face.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from journeys_mining.chain.kneser_ney import SmoothedTrie, adjust_counts, closed_form, smooth
from journeys_mining.chain.ngram_trie import (
    END_CODE,
    FIRST_ACTION_CODE,
    START_CODE,
    UNKNOWN,
    Floats,
    Ints,
    trie_of_model,
)
from journeys_mining.chain.profile_chain import find_profile, tilt
from journeys_mining.chain.revisits import revisit_weights
from journeys_mining.chain.session_effects import SessionEffects, no_effects, step_probs
from journeys_mining.model.navigation_model import END, START, NavigationModel
from journeys_mining.model.tuned_numbers import TunedNumbers


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class CodedChain:
    """Probabilities of sessions whose actions are codes."""

    smoothed: SmoothedTrie
    effects: SessionEffects

    def step_probs(self, codes: Ints) -> Floats:
        """P of each action and END of coded sessions, given all before it; one for START."""
        return step_probs(self.smoothed, self.effects, codes)

    def session_probs(self, codes: Ints) -> Floats:
        """P of each of the coded sessions."""
        starts = np.flatnonzero(codes == START_CODE)
        probs: Floats = np.multiply.reduceat(self.step_probs(codes), starts)
        return probs

    def session_log_probs(self, codes: Ints) -> Floats:
        """ln P of each of the coded sessions, −∞ for what cannot be; never too small a number."""
        starts = np.flatnonzero(codes == START_CODE)
        with np.errstate(divide="ignore"):
            logs: Floats = np.add.reduceat(np.log(self.step_probs(codes)), starts)
        return logs


def chain_of_model(
    model: NavigationModel, profile: str | None = None, *, feasible: bool = True
) -> CodedChain:
    """The chain of a model or of one of its profiles.

    Of transitions that were seen only, or else of any (`kneser_ney`).

    Codes are START, END and the model's actions in their order.

    Raises
    ------
    InputError
        The model has no profile of this name.
    """
    trie = trie_of_model(model)
    tuned = model.tuned
    if tuned and tuned.discounts:
        discounts = tuned.discounts[: model.order]
        counts = adjust_counts(trie, len(discounts), model.floor)
    else:
        counts = adjust_counts(trie, model.order, model.floor)
        discounts = closed_form(counts)
    smoothed = smooth(counts, discounts, feasible=feasible)
    if profile is not None:
        found, strength = find_profile(model, profile)
        names = (START, END, *(one.action for one in model.actions))
        smoothed = tilt(smoothed, found, strength, names)
    return CodedChain(
        smoothed=smoothed,
        effects=_effects(model, tuned) if tuned else no_effects(trie.code_count),
    )


def _effects(model: NavigationModel, tuned: TunedNumbers) -> SessionEffects:
    factors = [
        tuned.revisit_factor if one.revisit_factor is None else one.revisit_factor
        for one in model.actions
    ]
    return SessionEffects(
        exit_shifts=tuned.exit_shifts,
        revisits=revisit_weights(
            np.array([1.0, 1.0, *factors]), tuned.recency_factors, tuned.habit_factors
        ),
    )


class SessionCoder:
    """Turns sessions of names into codes and back."""

    def __init__(self, actions: Iterable[str]) -> None:
        self.names = (START, END, *actions)
        self._codes = {
            name: code for code, name in enumerate(self.names) if code >= FIRST_ACTION_CODE
        }

    def code(self, sessions: Iterable[Sequence[str]]) -> Ints:
        """The sessions one after the other, each from START to END; UNKNOWN where it has to be."""
        codes: list[int] = []
        for session in sessions:
            codes.append(START_CODE)
            codes.extend(self._codes.get(name, UNKNOWN) for name in session)
            codes.append(END_CODE)
        return np.array(codes, dtype=np.int64)

    def names_of(self, codes: Ints) -> list[tuple[str, ...]]:
        """The sessions that `code` coded."""
        sessions: list[tuple[str, ...]] = []
        ends = np.flatnonzero(codes == END_CODE)
        begin = 0
        for end in ends.tolist():
            inside = codes[begin + 1 : end].tolist()
            sessions.append(tuple(self.names[code] for code in inside))
            begin = end + 1
        return sessions
