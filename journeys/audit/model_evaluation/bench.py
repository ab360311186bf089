"""What several figures of an evaluation are made of: real sessions, and as many drawn ones."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from journeys.audit.model_evaluation.figures import Seen
from journeys.audit.model_evaluation.realism import Session
from journeys.audit.model_evaluation.reference_chains import first_order
from journeys.audit.model_evaluation.two_sample import LEAST_SESSIONS
from journeys_mining.actions.site_graph import SiteGraph
from journeys_mining.chain.coded_chain import SessionCoder, chain_of_model
from journeys_mining.chain.drawing import SessionDrawer
from journeys_mining.chain.ngram_trie import Ints
from journeys_mining.export_sessions import SessionSample
from journeys_mining.guards.guarded_chain import GuardedChain
from journeys_mining.model.navigation_model import NavigationModel

MOST_STEPS = 500
"""Longer sessions are cut, drawn ones as well as real ones."""
MOST_SESSIONS = 20_000
LEAST_DRAWN = 4000
"""Drawn sessions cost little, and shares of few of them would be known badly."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Measured:
    """A model and the sessions to measure it by."""

    model: NavigationModel
    by: SessionSample
    mined_from: SessionSample | None
    """Where they are known; the copies and the attack on membership need them."""
    seen: Seen
    source: str
    """What `by` was read from."""
    site_graph: SiteGraph | None = None
    """The site's links, where they are known; a model does not keep them."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Bench:
    """What several figures are made of."""

    model: NavigationModel
    plain: NavigationModel
    """The first-order model of the same counts."""
    coder: SessionCoder
    real: list[Session]
    users: Ints
    """A number for the user of each real session."""
    halves: tuple[list[Session], list[Session]]
    """Of the real sessions, parted by user."""
    drawn: list[Session]
    """As many as the real ones, or more."""
    by_first_order: list[Session]
    seed: int
    site_graph: SiteGraph | None

    @classmethod
    def of(cls, measured: Measured, seed: int) -> "Bench":
        model, plain = measured.model, first_order(measured.model)
        cut = [one[:MOST_STEPS] for one in measured.by.sessions[:MOST_SESSIONS]]
        return cls(
            model=model,
            plain=plain,
            coder=SessionCoder(one.action for one in model.actions),
            real=cut,
            users=measured.by.users[: len(cut)],
            halves=_halves(cut, measured.by.users),
            drawn=_cut(
                GuardedChain(model).draw(
                    max(len(cut), LEAST_DRAWN), np.random.default_rng(seed), max_steps=MOST_STEPS
                )
            ),
            by_first_order=_draw(plain, len(cut), seed),
            seed=seed,
            site_graph=measured.site_graph,
        )

    @property
    def as_many_drawn(self) -> list[Session]:
        """As many drawn sessions as real ones."""
        return self.drawn[: len(self.real)]


def _halves(sessions: list[Session], users: Ints) -> tuple[list[Session], list[Session]]:
    """Two parts with about as many sessions, and no user in both."""
    halves: tuple[list[Session], list[Session]] = ([], [])
    known, numbers = np.unique(users[: len(sessions)], return_inverse=True)
    # At random: what stands side by side in an export may be alike.
    half_of = np.random.default_rng(len(known)).permutation(len(known)) % 2
    for session, half in zip(sessions, half_of[numbers].tolist(), strict=True):
        halves[half].append(session)
    if min(map(len, halves)) < LEAST_SESSIONS:
        # Of few users, sessions are all there is to part.
        return sessions[::2], sessions[1::2]
    return halves


def _draw(model: NavigationModel, count: int, seed: int) -> list[Session]:
    rng = np.random.default_rng(seed)
    codes = SessionDrawer(chain_of_model(model)).draw(count, rng, max_steps=MOST_STEPS)
    return _cut(SessionCoder(one.action for one in model.actions).names_of(codes))


def _cut(sessions: Sequence[Session]) -> list[Session]:
    return [one[:MOST_STEPS] for one in sessions]
