"""The chains that an evaluation compares: the model's, and a first-order one of the same counts."""

from dataclasses import dataclass, replace

import numpy as np

from journeys_mining.chain.coded_chain import CodedChain, SessionCoder, chain_of_model
from journeys_mining.chain.ngram_trie import START_CODE, Floats, Ints
from journeys_mining.model.navigation_model import NavigationModel

_CHANCE = 0.001
"""One step in a thousand is left to chance: without it, a single step that a chain holds impossible
would make its surprise infinite."""


def first_order(model: NavigationModel) -> NavigationModel:
    """The model with contexts of one action, and nothing learned but its counts."""
    singles = tuple(one for one in model.transitions if len(one.context) == 1)
    return replace(model, order=1, transitions=singles, tuned=None, guards=())


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class ScoringChain:
    """Probabilities of real sessions, in which anything may happen."""

    chain: CodedChain
    coder: SessionCoder

    @classmethod
    def of(cls, model: NavigationModel) -> "ScoringChain":
        """Of a model's chain, with every transition possible."""
        coder = SessionCoder(one.action for one in model.actions)
        return cls(chain=chain_of_model(model, feasible=False), coder=coder)

    def step_probs(self, codes: Ints) -> Floats:
        """P of each action and END of coded sessions, given all before it; one for START."""
        # The codes but START, and one more for all actions that the model does not know.
        chance = _CHANCE / len(self.coder.names)
        probs = self.chain.step_probs(codes) * (1 - _CHANCE) + chance
        return np.where(codes == START_CODE, 1.0, probs)
