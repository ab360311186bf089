"""What guards say, asked step by step and of many sessions at once."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeys_mining.chain.coded_chain import SessionCoder
from journeys_mining.guards.breaking import PlacedActions
from journeys_mining.guards.keeping import Guards, breaking_share, coded_guards, obeying
from journeys_mining.model.guards import Guard, GuardRule, in_words, support_in_words
from tests.support.guarded_worlds import Rule, breaks

ACTIONS = ("a", "b", "c")
ADD_FIRST = Guard(action="pay", rule=GuardRule.ALWAYS_AFTER, other="add")
NO_WAY_BACK = Guard(action="home", rule=GuardRule.NEVER_AFTER, other="pay")
ONCE = Guard(action="pay", rule=GuardRule.NEVER_AFTER, other="pay")
AS_OFTEN = Guard(action="remove", rule=GuardRule.NO_MORE_THAN, other="add", margin=0)
FILLED = Guard(action="pay", rule=GuardRule.WHILE_MORE, other="add", than="remove")


@pytest.mark.parametrize(
    ("guard", "kept", "broken_at"),
    [
        (ADD_FIRST, ["add", "home", "pay", "pay"], None),
        (ADD_FIRST, ["home", "pay", "add"], 1),
        (NO_WAY_BACK, ["home", "home", "pay"], None),
        (NO_WAY_BACK, ["home", "pay", "add", "home"], 3),
        (ONCE, ["home", "pay", "home"], None),
        (ONCE, ["pay", "home", "pay"], 2),
        (AS_OFTEN, ["add", "remove", "add", "remove"], None),
        # That both are done twice in the end is not enough: it is asked each time.
        (AS_OFTEN, ["add", "remove", "remove", "add"], 2),
        (FILLED, ["add", "add", "remove", "pay"], None),
        (FILLED, ["add", "remove", "pay"], 2),
    ],
)
def test_a_guard_is_asked_each_time_its_action_is_done(
    guard: Guard, kept: list[str], broken_at: int | None
) -> None:
    found = Guards([guard]).first_broken(kept)
    assert (found[0] if found else None) == broken_at


any_rule = st.builds(
    Rule,
    action=st.integers(0, 2),
    rule=st.sampled_from(GuardRule),
    other=st.integers(0, 2),
    margin=st.integers(-1, 2),
    than=st.integers(0, 2),
)
any_sessions = st.lists(st.lists(st.integers(0, 2), max_size=8), min_size=1, max_size=6)


@given(rule=any_rule, sessions=any_sessions)
def test_all_ways_of_asking_agree(rule: Rule, sessions: list[list[int]]) -> None:
    """With a plain one that was written for the tests."""
    margin = rule.margin if rule.rule is GuardRule.NO_MORE_THAN else 0
    rule = Rule(rule.action, rule.rule, rule.other, margin, rule.than)
    guard = Guard(
        action=ACTIONS[rule.action],
        rule=rule.rule,
        other=ACTIONS[rule.other],
        margin=margin,
        than=ACTIONS[rule.than],
    )
    plain = [breaks(one, rule) for one in sessions]
    named = [tuple(ACTIONS[action] for action in one) for one in sessions]
    assert [Guards([guard]).first_broken(one) is not None for one in named] == plain
    coded = coded_guards([guard], ACTIONS)
    codes = SessionCoder(ACTIONS).code(named)
    assert obeying(codes, coded, 5).tolist() == [not one for one in plain]
    assert PlacedActions(codes, 5).breaking(coded[0]).tolist() == np.flatnonzero(plain).tolist()
    assert breaking_share(Guards([guard]), named) == pytest.approx(np.mean(plain))


def sentences(guards: Sequence[Guard]) -> list[str]:
    return [in_words(one) for one in guards]


def test_a_guard_can_be_read() -> None:
    assert sentences([ADD_FIRST, NO_WAY_BACK, ONCE, AS_OFTEN, FILLED]) == [
        "pay never comes before the first add",
        "home never comes after pay",
        "pay is never done twice",
        "remove is never done more often than add was",
        "pay is done only while add was done oftener than remove",
    ]
    assert support_in_words(ADD_FIRST) == "written by hand"
