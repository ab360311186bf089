"""Sessions drawn under guards: exactly the chain's, without those that break one."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chisquare

from journeys.errors import InputError
from journeys_mining.guards.guarded_chain import GuardedChain
from journeys_mining.model.guards import Guard, GuardRule
from journeys_mining.model.navigation_model import END, NavigationModel
from tests.mining.sessions_by_hand import guarded
from tests.support.guarded_worlds import plant_world
from tests.support.model_factory import a_model

SESSIONS = (
    *[("a", "b", "c")] * 30,
    *[("a", "c")] * 20,
    *[("b", "a")] * 25,
    *[("b", "c", "a")] * 15,
    *[("c",)] * 10,
)
B_FIRST = Guard(action="c", rule=GuardRule.ALWAYS_AFTER, other="b")
ONCE = [Guard(action=one, rule=GuardRule.NEVER_AFTER, other=one) for one in "abc"]


def test_what_is_left_has_the_probabilities_of_the_chain_given_that_it_keeps_the_guards() -> None:
    """G-test of 20,000 drawn sessions; it fails once in a thousand seeds."""
    model = guarded(a_model(*SESSIONS, order=1), B_FIRST, *ONCE)
    chain = GuardedChain(model)
    drawn = Counter(chain.draw(20_000, np.random.default_rng(3), max_steps=20))
    weights = {one: chain.chain.prob(one) for one in drawn}
    whole = sum(weights.values())
    # Each action once at most: these are all sessions that keep the guards.
    assert set(drawn) == {
        ("a",), ("a", "b"), ("a", "b", "c"), ("b",), ("b", "a"), ("b", "c"), ("b", "c", "a"),
        ("b", "a", "c"),
    } - {one for one in [("a",), ("a", "b"), ("b",)] if not chain.chain.prob(one)}  # fmt: skip
    expected = [20_000 * weights[one] / whole for one in drawn]
    assert chisquare(list(drawn.values()), expected).pvalue > 0.001
    assert chain.keeping_share == pytest.approx(whole, abs=0.011)
    assert sum(chain.probs(list(drawn))) == pytest.approx(1.0, abs=0.03)


def test_probabilities_know_what_is_forbidden() -> None:
    chain = GuardedChain(guarded(a_model(*SESSIONS, order=1), B_FIRST))
    assert chain.probs([("a", "c"), ("c",)]) == [0.0, 0.0]
    free = GuardedChain(a_model(*SESSIONS, order=1))
    assert free.probs([("a", "c")])[0] > 0
    after = chain.next_actions(["a"])
    assert "c" in free.next_actions(["a"])
    assert "c" not in after
    assert sum(after.values()) == pytest.approx(1.0)
    assert "c" in chain.next_actions(["b"])


def test_where_everything_is_forbidden_the_session_ends() -> None:
    model = guarded(
        a_model(*[("a", "b")] * 9), Guard(action="b", rule=GuardRule.NEVER_AFTER, other="a")
    )
    assert GuardedChain(model).next_actions(["a"]) == {END: 1.0}


def test_guards_that_leave_nothing_are_told() -> None:
    never = Guard(action="a", rule=GuardRule.ALWAYS_AFTER, other="b")
    chain = GuardedChain(guarded(a_model(*[("a", "b")] * 9), never))
    with pytest.raises(InputError, match="keep its guards"):
        chain.draw(1, np.random.default_rng(1), max_steps=5)


def test_the_same_seed_gives_the_same_sessions() -> None:
    chain = GuardedChain(guarded(a_model(*SESSIONS), B_FIRST))
    once, again = (chain.draw(99, np.random.default_rng(5), max_steps=9) for _ in range(2))
    assert once == again
    assert len(once) == 99


any_guard = st.builds(
    Guard,
    action=st.sampled_from("abc"),
    rule=st.sampled_from(GuardRule),
    other=st.sampled_from("abc"),
    margin=st.integers(-1, 0),
    than=st.sampled_from("abc"),
)


@given(guards=st.lists(any_guard, max_size=3), seed=st.integers(0, 2**16))
@settings(max_examples=50)
def test_no_drawn_session_breaks_a_guard(guards: list[Guard], seed: int) -> None:
    model: NavigationModel = guarded(a_model(*SESSIONS, order=2), *guards)
    chain = GuardedChain(model)
    try:
        sessions = chain.draw(50, np.random.default_rng(seed), max_steps=12)
    except InputError:
        return
    assert [one for one in sessions if chain.guards.first_broken(one)] == []


def test_no_session_of_a_world_is_drawn_that_its_planted_rules_forbid() -> None:
    """And without them some are."""
    world = plant_world(301)
    names = [f"view /a{action:02}" for action in range(world.action_count)]
    model = a_model(*[[names[action] for action in one] for one in world.draw(2_000, 1)])
    planted = [
        Guard(action=names[one.action], rule=one.rule, other=names[one.other], margin=one.margin)
        for one in world.rules
    ]
    chain = GuardedChain(guarded(model, *planted))
    assert 0.5 < chain.keeping_share < 0.99
    drawn = chain.draw(2_000, np.random.default_rng(1), max_steps=60)
    assert not any(chain.guards.first_broken(one) for one in drawn)
