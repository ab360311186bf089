"""A model's chain under its guards: what production's users do, without what they never do.

Probabilities are the chain's, given that no guard is broken. What a session has yet to do can
break guards too, so the exact probability of a next action is out of reach; `next_actions` leaves
out what is forbidden now.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from types import MappingProxyType

import numpy as np

from journeys.errors import InputError
from journeys_mining.chain.drawing import SessionDrawer
from journeys_mining.chain.novelty import CodedLinks, Novelty
from journeys_mining.chain.smoothing import Chain
from journeys_mining.chain.tempering import draw_tempered
from journeys_mining.guards.guarded_drawing import GuardedDrawer
from journeys_mining.guards.keeping import Guards, coded_guards, obeying
from journeys_mining.model.navigation_model import END, NavigationModel

_MOST_TRIES = 50
_SHARE_DRAWS = 20_000
_SHARE_STEPS = 200
_SHARE_SEED = 19


class GuardedChain:
    """Draws and weighs sessions of a model or of one of its profiles that keep the guards."""

    def __init__(self, model: NavigationModel, profile: str | None = None) -> None:
        self.chain = Chain(model, profile)
        self.guards = Guards(model.guards)
        self._actions = tuple(one.action for one in model.actions)
        self._coded = coded_guards(model.guards, self._actions)
        self._drawer = GuardedDrawer(self.chain.coded, self._coded)

    def draw(
        self,
        count: int,
        rng: np.random.Generator,
        *,
        max_steps: int,
        novelty: Novelty | None = None,
    ) -> list[tuple[str, ...]]:
        """Sessions that keep the guards, with the chain's probabilities but for some novelty.

        One that does not end by itself has `max_steps` + 1 actions.

        Raises
        ------
        InputError
            Hardly any session of the chain keeps the guards.
        """
        drawer = self._drawer if novelty is None else self._drawer_along(novelty)
        return self.chain.coder.names_of(drawer.draw(count, rng, max_steps=max_steps))

    def _drawer_along(self, novelty: Novelty) -> GuardedDrawer:
        coded = self.chain.coded
        links = CodedLinks.of(novelty, self._actions, coded.smoothed.base)
        return GuardedDrawer(coded, self._coded, links)

    def draw_tempered(
        self, count: int, rng: np.random.Generator, *, temper: float, max_steps: int
    ) -> list[tuple[tuple[str, ...], float]]:
        """Sessions that keep the guards, rare ones on purpose, with their weights (`tempering`).

        Raises
        ------
        InputError
            Hardly any session that is drawn so keeps the guards.
        """
        kept: list[tuple[tuple[str, ...], float]] = []
        drawn_count = 0
        while len(kept) < count:
            if drawn_count > _MOST_TRIES * count:
                raise InputError(
                    "hardly any session drawn so keeps the model's guards",
                    remedy="use a temper nearer to 1",
                )
            drawn = draw_tempered(self.chain.coded, count, rng, temper=temper, max_steps=max_steps)
            drawn_count += count
            names = self.chain.coder.names_of(drawn.codes)
            kept += [
                (session, weight)
                for session, weight in zip(names, np.exp(drawn.log_weights).tolist(), strict=True)
                if not self.guards.first_broken(session)
            ]
        # Both chains are taken given that no guard is broken.
        scale = len(kept) / drawn_count / self.keeping_share
        return [(session, weight * scale) for session, weight in kept[:count]]

    @cached_property
    def keeping_share(self) -> float:
        """Share of the sessions of the chain alone that break no guard, 0–1.

        Measured on drawn sessions, always the same ones; its standard error is 0.0036 at most.
        """
        if not self._coded:
            return 1.0
        coded = self.chain.coded
        rng = np.random.default_rng(_SHARE_SEED)
        codes = SessionDrawer(coded).draw(_SHARE_DRAWS, rng, max_steps=_SHARE_STEPS)
        obeys = obeying(codes, self._coded, coded.smoothed.trie.code_count)
        # Never none: a probability is divided by it.
        return max(float(np.mean(obeys)), 1 / _SHARE_DRAWS)

    def probs(self, sessions: Sequence[Sequence[str]]) -> list[float]:
        """Probability of each whole session; 0 for one that breaks a guard."""
        return [
            0.0 if self.guards.first_broken(session) else min(prob / self.keeping_share, 1.0)
            for session, prob in zip(sessions, self.chain.probs(sessions), strict=True)
        ]

    def log_prob(self, session: Sequence[str]) -> float:
        """ln of the probability of a whole session; −∞ for one that cannot be."""
        if self.guards.first_broken(session):
            return -math.inf
        log_prob = self.chain.coded.session_log_probs(self.chain.coder.code([session]))[0]
        return min(float(log_prob) - math.log(self.keeping_share), 0.0)

    def next_actions(self, history: Sequence[str]) -> Mapping[str, float]:
        """Probability of each next action that no guard forbids, END included; likeliest first.

        Sums to one. Where everything is forbidden, the session ends.
        """
        return self.allowed(self.chain.next_actions(history), Counter(history))

    def allowed(self, probs: Mapping[str, float], done: "Counter[str]") -> Mapping[str, float]:
        """What is left of probabilities of next actions after what was done, scaled to one."""
        left = {
            action: prob
            for action, prob in probs.items()
            if action == END or self.guards.broken_by(done, action) is None
        }
        if len(left) == len(probs):
            return probs
        whole = sum(left.values())
        if not whole:
            return MappingProxyType({END: 1.0})
        return MappingProxyType({action: prob / whole for action, prob in left.items()})
