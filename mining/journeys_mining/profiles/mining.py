"""Finds the profiles of a model: classes of sessions that go their ways with their own odds.

Takes sessions and the model that was counted from them; gives the model with its profiles, where
there are any. What is kept of the sessions are counts above the floor.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from journeys_mining.chain.drawn_sessions import DrawnSessions
from journeys_mining.chain.ngram_trie import Ints
from journeys_mining.model.navigation_model import END, START, NavigationModel
from journeys_mining.model.profiles import Profiling
from journeys_mining.profiles.counts import ProfileCounter
from journeys_mining.profiles.markov_mixture import Mixture
from journeys_mining.profiles.mixture_search import FoundMixture, find_mixture
from journeys_mining.profiles.names import with_names
from journeys_mining.profiles.pair_counts import PairCounts, count_pairs

MOST_STEPS = 400_000
"""Expected, of sessions that are divided among the profiles; more are drawn by user."""
_MOST_FITTED_STEPS = 60_000
"""Of those that decide what the profiles are."""
_LEAST_SESSIONS = 200
_LEAST_SHARE = 0.02
"""Of sessions, in a profile."""
_LEAST_USERS = 30
"""Of a profile, and never fewer than three times the floor."""


def profile_model(sessions: DrawnSessions, model: NavigationModel) -> NavigationModel:
    """The model with its profiles, if its sessions fall into some."""
    drawn = sessions.of_share(min(1.0, MOST_STEPS / max(model.source.events, 1)))
    return replace(model, profiling=find_profiles(drawn, _names(model), model.floor))


def find_profiles(drawn: DrawnSessions, names: Sequence[str], floor: int) -> Profiling | None:
    """The profiles of sessions; None if they are few, or of one kind.

    Parameters
    ----------
    names
        Of each code: START, END, then actions.
    floor
        k: what fewer users of a profile did is not kept.
    """
    divided = divide_sessions(drawn, len(names), floor)
    if divided is None:
        return None
    users, of_session, found = divided.users, divided.of_session, divided.found
    counter = ProfileCounter(drawn, users, names, floor)
    profiles = [counter.count(of_session == number) for number in np.unique(of_session).tolist()]
    profiles.sort(key=lambda one: (-one.sessions, one.steps, one.users))
    return Profiling(
        sessions=len(users),
        users=int(users.max()) + 1,
        strength=found.strength,
        gain=round(found.gain, 4),
        agreement=round(found.agreement, 3),
        profiles=with_names(profiles, floor),
    )


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class DividedSessions:
    """Which session is of which profile."""

    users: Ints
    """Of each session."""
    of_session: Ints
    """Number of the profile, from 0 on."""
    found: FoundMixture


def divide_sessions(drawn: DrawnSessions, code_count: int, floor: int) -> DividedSessions | None:
    """The profile of each session; None if sessions are few, or of one kind."""
    users = drawn.users_of_sessions()
    if len(users) < _LEAST_SESSIONS:
        return None
    pairs = count_pairs(drawn.codes, code_count)
    fitted = _fitted_sessions(pairs, users)
    found = find_mixture(pairs.of_sessions(fitted), users[fitted])
    if found is None:
        return None
    of_session = _divide(found.mixture, pairs, users, max(_LEAST_USERS, 3 * floor))
    if not of_session.any():
        return None
    return DividedSessions(users=users, of_session=of_session, found=found)


def _names(model: NavigationModel) -> tuple[str, ...]:
    return (START, END, *(one.action for one in model.actions))


def _fitted_sessions(pairs: PairCounts, users: Ints) -> Ints:
    """Sessions of as many users as make up the steps that the fitting may take."""
    share = _MOST_FITTED_STEPS / max(float(pairs.row_sums().sum()), 1.0)
    # A fixed shuffle of the users, who stand in the order of their first rows.
    place = np.random.default_rng(0).permutation(int(users.max()) + 1)
    return np.flatnonzero(place[users] < max(share * len(place), 1))


def _divide(mixture: Mixture, pairs: PairCounts, users: Ints, least_users: int) -> Ints:
    """The component of each session, from 0 on, without those of too few sessions or users."""
    joint = mixture.joint(pairs)
    kept = list(range(mixture.size))
    while True:
        chosen = np.argmax(joint[kept], axis=0)
        sizes = np.bincount(chosen, minlength=len(kept))
        too_small = [
            number
            for number in range(len(kept))
            if sizes[number] < _LEAST_SHARE * len(users)
            or len(np.unique(users[chosen == number])) < least_users
        ]
        if not too_small or len(kept) == 1:
            return np.asarray(chosen, dtype=np.int64)
        del kept[min(too_small, key=lambda number: int(sizes[number]))]
