"""Worlds whose visitors are of known profiles: sessions drawn from known Markov chains."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from journeys_mining.chain.coded_chain import SessionCoder
from journeys_mining.chain.drawn_sessions import DrawnSessions
from journeys_mining.chain.ngram_trie import END_CODE, FIRST_ACTION_CODE, START_CODE, Floats, Ints
from journeys_mining.model.navigation_model import NavigationModel
from journeys_mining.profiles.mining import find_profiles
from tests.support.model_factory import a_model

_END_PROB = 0.1
_BOUNCE_PROB = 0.01
"""Of an end on a page that the start leads to: sessions of one step tell nothing."""
_MOST_STEPS = 80
_ASKED = 400


@dataclass(frozen=True, eq=False, kw_only=True)
class ProfileWorld:
    """Drawn sessions and what they were drawn from."""

    sessions: DrawnSessions
    names: tuple[str, ...]
    profile_of_session: Ints
    told_right: float
    """Share of sessions that the true chains give to the right profile, in the profile where it is
    least: nothing can tell them better. 1 for a single profile."""
    gap: float
    """Mean of ln P(session | its profile) − ln P(session | the next likely one), in nats, of the
    profile where it is least; infinite for a single profile."""


def coded(
    sessions: Sequence[Sequence[str]], names: Sequence[str], *, users: int | None = None
) -> DrawnSessions:
    """Sessions by hand, each of a user of its own, or of so many users in turn."""
    codes = SessionCoder(names[FIRST_ACTION_CODE:]).code(sessions)
    session = np.cumsum(codes == START_CODE) - 1
    user = session if users is None else session % users
    return DrawnSessions(codes=codes, users=np.where(codes >= FIRST_ACTION_CODE, user, -1))


def a_world(
    seed: int, *, profiles: int, sessions: int, told_right: float = 0.985, actions: int = 12
) -> ProfileWorld:
    """A site of some links, and profiles that take them with other odds, clearly enough.

    The odds are drawn anew, wider apart each time, until their sessions can be told apart as well
    as is asked for.
    """
    rng = np.random.default_rng(seed)
    usual = _site(rng, actions)
    concentration = 1.5
    while True:
        chains = [_profile(rng, usual, concentration) for _ in range(profiles)]
        right, gap = _separation(rng, chains)
        if right >= told_right:
            break
        concentration = max(0.9 * concentration, 0.1)
    weights = np.maximum(rng.dirichlet(np.full(profiles, 8.0)), 0.12)
    of_session = rng.choice(profiles, size=sessions, p=weights / weights.sum())
    drawn = [_walk(rng, chains[profile]) for profile in of_session.tolist()]
    # Two sessions of each user, who may be of another profile in the second.
    users = [np.full(len(one), session // 2) for session, one in enumerate(drawn)]
    codes = np.concatenate(drawn)
    return ProfileWorld(
        sessions=DrawnSessions(
            codes=codes,
            users=np.where(codes >= FIRST_ACTION_CODE, np.concatenate(users), -1),
        ),
        names=("(start)", "(end)", *(f"view /p{number}" for number in range(actions))),
        profile_of_session=of_session,
        told_right=right,
        gap=gap,
    )


def _site(rng: np.random.Generator, actions: int) -> Floats:
    size = actions + FIRST_ACTION_CODE
    rows = np.zeros((size, size))
    for before in (START_CODE, *range(FIRST_ACTION_CODE, size)):
        links = rng.choice(np.arange(FIRST_ACTION_CODE, size), size=5, replace=False)
        rows[before, links] = rng.dirichlet(np.full(5, 2.0))
    return rows


def _profile(rng: np.random.Generator, usual: Floats, concentration: float) -> Floats:
    rows = np.zeros_like(usual)
    for before, row in enumerate(usual):
        links = np.flatnonzero(row)
        if not len(links):
            continue
        odds = np.maximum(rng.dirichlet(concentration * len(links) * row[links] + 1e-2), 1e-3)
        entry = usual[START_CODE, before] > 0
        end_prob = 0.0 if before == START_CODE else _BOUNCE_PROB if entry else _END_PROB
        rows[before, links] = (1 - end_prob) * odds / odds.sum()
        rows[before, END_CODE] = end_prob
    return rows


def _walk(rng: np.random.Generator, rows: Floats) -> Ints:
    until, codes = rows.cumsum(axis=1), [START_CODE]
    while codes[-1] != END_CODE and len(codes) < _MOST_STEPS:
        row = until[codes[-1]]
        codes.append(int(np.searchsorted(row, rng.random() * row[-1], side="right")))
    return np.array([*codes, END_CODE] if codes[-1] != END_CODE else codes)


def _separation(rng: np.random.Generator, chains: list[Floats]) -> tuple[float, float]:
    if len(chains) == 1:
        return 1.0, float("inf")
    gaps = []
    for number, chain in enumerate(chains):
        walked = [_walk(rng, chain) for _ in range(_ASKED)]
        logs = np.array(
            [
                [np.log(np.maximum(one[codes[:-1], codes[1:]], 1e-9)).sum() for one in chains]
                for codes in walked
            ]
        )
        gaps.append(logs[:, number] - np.delete(logs, number, axis=1).max(axis=1))
    return min(float((one > 0).mean()) for one in gaps), min(float(one.mean()) for one in gaps)


BUYERS = [
    ("view /", f"view /{page}", "view /", "view /cart", *("view /cart",) * more)
    for page in "abcdef"
    for more in range(3)
]
READERS = [
    ("view /", "view /news", "view /", *(f"view /{page}", "view /news") * (1 + more))
    for page in "abcdef"
    for more in range(2)
]
ODD = ("view /", "view /news", "view /", "view /about", "view /news")


@cache
def a_model_with_profiles() -> NavigationModel:
    """A site of buyers, who see /cart, and of readers, who see /news."""
    sessions = [*BUYERS * 20, *READERS * 10, *[ODD] * 4]
    model = a_model(*sessions, floor=1)
    names = ("(start)", "(end)", *(one.action for one in model.actions))
    return replace(model, profiling=find_profiles(coded(sessions, names), names, floor=1))
