"""Which rules came and went between two models."""

from journeys.audit.guard_diff import diff_guards
from journeys_mining.model.guards import Guard, GuardRule
from tests.mining.sessions_by_hand import guarded
from tests.support.model_factory import a_model

ADD_FIRST = Guard(action="pay", rule=GuardRule.ALWAYS_AFTER, other="add")
ONCE = Guard(action="pay", rule=GuardRule.NEVER_AFTER, other="pay")
ABOUT_HELP = Guard(action="help", rule=GuardRule.NEVER_AFTER, other="pay")


def test_rules_are_gained_and_lost_if_both_models_know_their_actions() -> None:
    old = guarded(a_model(("add", "pay")), ADD_FIRST)
    new = guarded(a_model(("add", "pay", "help")), ONCE, ABOUT_HELP)
    diff = diff_guards(old, new)
    assert (diff.gained, diff.lost) == ((ONCE,), (ADD_FIRST,))
    assert diff_guards(new, new).gained == diff_guards(new, new).lost == ()
