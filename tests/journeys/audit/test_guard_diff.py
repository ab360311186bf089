"""Which rules came and went between two models: those that a release changed, not those that one
sample proves and the other is too small for."""

import random
from dataclasses import replace

from journeys.audit.guard_diff import GuardDiff, diff_guards
from journeys_mining.model.guards import Guard, GuardRule, GuardSupport
from tests.mining.sessions_by_hand import guarded, visits_to_a_shop, with_learned_guards
from tests.support.model_factory import a_model

PROVEN = GuardSupport(sessions=300, users=300, exceptions=0, expected=120.0, p_value=1e-40)
ADD_FIRST = Guard(action="pay", rule=GuardRule.ALWAYS_AFTER, other="add", support=PROVEN)
KEPT = a_model(*[("add", "pay")] * 200, *[("home",)] * 100)
BROKEN = a_model(*[("add", "pay")] * 200, *[("home", "pay")] * 100)


def test_a_rule_that_the_other_models_visitors_break_is_gained_or_lost() -> None:
    with_rule = guarded(KEPT, ADD_FIRST)
    assert diff_guards(with_rule, BROKEN) == GuardDiff(gained=(), lost=(ADD_FIRST,))
    assert diff_guards(BROKEN, with_rule) == GuardDiff(gained=(ADD_FIRST,), lost=())


def test_a_rule_about_an_action_that_is_new_comes_with_its_action() -> None:
    assert diff_guards(a_model(("home",)), guarded(KEPT, ADD_FIRST)) == GuardDiff(
        gained=(), lost=()
    )


def test_a_rule_that_the_other_model_keeps_anyhow_is_not_lost() -> None:
    diff = diff_guards(guarded(KEPT, ADD_FIRST), KEPT)
    assert diff == GuardDiff(gained=(), lost=(), by_chance_count=1)


def test_what_a_sample_barely_proves_another_may_miss() -> None:
    barely = replace(ADD_FIRST, support=replace(PROVEN, expected=12.0, p_value=5e-4))
    assert diff_guards(guarded(KEPT, barely), BROKEN).by_chance_count == 1


def test_a_smaller_sample_may_miss_what_a_larger_one_proves() -> None:
    small = a_model(*[("add", "pay")] * 14, *[("home", "pay")] * 7)
    assert diff_guards(guarded(KEPT, ADD_FIRST), small).by_chance_count == 1


def test_halves_of_an_export_do_not_differ_and_a_release_that_lets_go_of_a_rule_does() -> None:
    sessions = visits_to_a_shop(1400)
    old, new = (with_learned_guards(sessions[half::2]) for half in (0, 1))
    assert len(old.guards) >= 3
    diff = diff_guards(old, new)
    assert (diff.gained, diff.lost) == ((), ())

    rng = random.Random(1)
    unguarded = [["home", "pay", *one] if rng.random() < 0.1 else one for one in sessions[1::2]]
    lost = {(one.action, one.rule) for one in diff_guards(old, with_learned_guards(unguarded)).lost}
    assert lost == {("pay", GuardRule.WHILE_MORE)}
