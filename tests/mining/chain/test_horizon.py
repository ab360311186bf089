"""What comes within the next steps: counts by hand, a mix that is chosen, limits that are told."""

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeys.errors import InputError
from journeys_mining.chain.coded_chain import SessionCoder
from journeys_mining.chain.horizon import Horizon, choose_mix, choose_mix_on
from journeys_mining.chain.ngram_trie import trie_of_sessions
from journeys_mining.model.tuned_numbers import HorizonMix

CODER = SessionCoder("abcd")
COUNTS_ALONE = HorizonMix(association=0.0, lift=0.0, seen=0.0)
SESSIONS = st.lists(st.lists(st.sampled_from("abcd"), min_size=1, max_size=7), min_size=1)


def horizon_of(sessions: list[list[str]], within: int, order: int = 4) -> Horizon:
    return Horizon(trie_of_sessions(CODER.code(sessions), len(CODER.names), order), within)


def ranked(horizon: Horizon, history: str, mix: HorizonMix) -> str:
    scores = horizon.parts([CODER.code([history])[1:-1]]).scores(mix)[0]
    return "".join(CODER.names[code] for code in np.argsort(-scores, kind="stable")[:-2])


def test_what_comes_two_steps_on_counts_as_much_as_what_comes_next() -> None:
    """After `a`: `d` within two steps in 3 of 5, but next in 1; `b` in 2, always next."""
    sessions = [["a", "b", "d"], ["a", "c", "d"], ["a", "d", "d"], ["a", "b"], ["a", "c"]]
    assert ranked(horizon_of(sessions, 2), "a", COUNTS_ALONE)[0] == "d"
    assert ranked(horizon_of(sessions, 1), "a", COUNTS_ALONE)[0] == "b"


@settings(max_examples=60)
@given(sessions=SESSIONS, within=st.integers(1, 3))
def test_counts_are_those_of_the_sessions(sessions: list[list[str]], within: int) -> None:
    """(n(u, y) + 2 · P(y)) / (n(u) + 2) after one action, counted the plain way."""
    followed, times = Counter[tuple[str, str]](), Counter[str]()
    for session in sessions:
        for place, action in enumerate(["(start)", *session[:-1]]):
            times[action] += 1
            followed.update((action, y) for y in set(session[place : place + within]))
    horizon = horizon_of(sessions, within)
    whole = sum(times.values())
    for action in times.keys() - {"(start)"}:
        backoff = horizon.parts([CODER.code([action])[1:-1]]).backoff[0]
        for code, y in enumerate("abcd", start=2):
            base = (sum(followed[x, y] for x in times) + 0.01) / (whole + 1)
            prob = (followed[action, y] + 2 * base) / (times[action] + 2)
            assert backoff[code] == pytest.approx(math.log(prob))


def test_the_mix_learns_that_nothing_is_done_twice() -> None:
    """Each of the four comes once, in any order: what was done does not come again."""
    rng = np.random.default_rng(3)
    sessions = [[str(one) for one in rng.permutation(list("abcd"))] for _ in range(400)]
    trie = trie_of_sessions(CODER.code(sessions[:300]), len(CODER.names), 1)
    assert choose_mix_on(trie, CODER.code(sessions[300:])).seen < 0
    assert choose_mix(Horizon(trie, 1), [], []) == HorizonMix()


@pytest.mark.parametrize("within", [0, 5])
def test_no_more_steps_than_were_counted(within: int) -> None:
    with pytest.raises(InputError, match="within 1 to 4 steps"):
        horizon_of([["a", "b"]], within)


def test_unknown_actions_tell_nothing() -> None:
    horizon = horizon_of([["a", "b"], ["a", "c"], ["a", "b"]], 1)
    assert ranked(horizon, "?", COUNTS_ALONE) == ranked(horizon, "", COUNTS_ALONE)
