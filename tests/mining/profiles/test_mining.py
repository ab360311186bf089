"""Profiles that are there are found, those that are not are not, and few users make none."""

from collections import defaultdict

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from journeys_mining.chain.drawn_sessions import DrawnSessions
from journeys_mining.chain.ngram_trie import START_CODE
from journeys_mining.profiles.mining import divide_sessions, find_profiles
from tests.support.profile_worlds import ProfileWorld, a_world, coded

NAMES = ("(start)", "(end)", "view /", "view /a", "view /b", "view /c")
# All go back to the start page: what they do next there depends on who they are.
BUYERS = [["view /", "view /a", "view /", "view /a"]] * 120
READERS = [["view /", "view /b", "view /b", "view /", "view /b"]] * 80


def drawn(sessions: list[list[str]], *, users: int | None = None) -> DrawnSessions:
    return coded(sessions, NAMES, users=users)


def number_found(world: ProfileWorld) -> int:
    divided = divide_sessions(world.sessions, len(world.names), floor=1)
    return 1 if divided is None else int(divided.of_session.max()) + 1


# `benchmarks.profiles` looks at twenty worlds.
@pytest.mark.parametrize("seed", range(9))
def test_the_profiles_of_a_world_are_found(seed: int) -> None:
    """Clear separation: the true chains themselves tell 98.5% of each profile's sessions right."""
    world = a_world(seed, profiles=seed % 3 + 2, sessions=1200)
    divided = divide_sessions(world.sessions, len(world.names), floor=1)
    assert divided is not None
    assert int(divided.of_session.max()) + 1 == seed % 3 + 2
    assert adjusted_rand_score(world.profile_of_session, divided.of_session) >= 0.9
    assert divided.found.agreement >= 0.9


@pytest.mark.parametrize("seed", range(15, 18))
def test_visitors_of_one_kind_are_not_divided(seed: int) -> None:
    assert number_found(a_world(seed, profiles=1, sessions=1200)) == 1


def test_profiles_are_counted_named_and_the_same_each_time() -> None:
    profiling = find_profiles(drawn([*BUYERS, *READERS]), NAMES, floor=5)
    assert profiling == find_profiles(drawn([*BUYERS, *READERS]), NAMES, floor=5)
    assert profiling is not None
    assert (profiling.sessions, profiling.users) == (200, 200)
    first, second = profiling.profiles
    assert (first.name, first.sessions, first.users, first.steps) == ("a", 120, 120, (4, 4))
    assert (second.name, second.sessions, second.users, second.steps) == ("b", 80, 80, (5, 5))
    pairs = {(one.before, one.action): (one.count, one.users) for one in second.transitions}
    assert pairs == {
        ("(start)", "view /"): (80, 80),
        ("view /", "view /b"): (160, 80),
        ("view /b", "view /b"): (80, 80),
        ("view /b", "view /"): (80, 80),
        ("view /b", "(end)"): (80, 80),
    }
    (action,) = (one for one in second.actions if one.action == "view /b")
    assert (action.sessions, action.count, action.users) == (80, 240, 80)
    assert profiling.agreement == 1.0
    assert profiling.gain > 0


def test_what_fewer_users_of_a_profile_did_is_not_kept() -> None:
    """Three buyers and seven readers see /c: with a floor of five, only the readers' are told."""
    sessions = [*BUYERS, *READERS]
    for index in (0, 1, 2, *range(120, 127)):
        sessions[index] = [*sessions[index], "view /c"]
    profiling = find_profiles(drawn(sessions), NAMES, floor=5)
    assert profiling is not None
    seen = {profile.name: {one.action for one in profile.actions} for profile in profiling.profiles}
    assert seen == {"a": {"view /", "view /a"}, "b": {"view /", "view /b", "view /c"}}
    for profile in profiling.profiles:
        assert min(one.users for one in profile.actions) >= 5
        assert min(one.users for one in profile.transitions) >= 5


@pytest.mark.parametrize(
    "sessions",
    [
        drawn([*BUYERS, *READERS[:40]]),
        drawn([*BUYERS * 2, *READERS[:4]]),
        drawn([*BUYERS, *READERS], users=20),
    ],
    ids=["few sessions", "a profile of few sessions", "few users"],
)
def test_too_few_make_no_profile(sessions: DrawnSessions) -> None:
    assert find_profiles(sessions, NAMES, floor=5) is None


def test_every_count_is_of_the_sessions_of_its_profile() -> None:
    """Counted the plain way, from the division."""
    world = a_world(3, profiles=3, sessions=600)
    divided = divide_sessions(world.sessions, len(world.names), floor=3)
    profiling = find_profiles(world.sessions, world.names, floor=3)
    assert divided is not None
    assert profiling is not None
    session = np.cumsum(world.sessions.codes == START_CODE) - 1
    users: defaultdict[tuple[int, int, int], list[int]] = defaultdict(list)
    for place in np.flatnonzero(world.sessions.codes[1:] != START_CODE).tolist():
        before, action = world.sessions.codes[place : place + 2].tolist()
        of = int(session[place])
        users[int(divided.of_session[of]), before, action].append(of // 2)
    plain = sorted(
        (world.names[before], world.names[action], len(found), len(set(found)))
        for (_, before, action), found in users.items()
        if len(set(found)) >= 3
    )
    assert plain == sorted(
        (one.before, one.action, one.count, one.users)
        for profile in profiling.profiles
        for one in profile.transitions
    )
    assert sum(one.sessions for one in profiling.profiles) == profiling.sessions == 600
