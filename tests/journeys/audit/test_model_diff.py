"""Differences between models: real ones are told, chance is not."""

import random

from journeys.audit.model_diff import ChangeKind, diff_models
from journeys_mining.model.navigation_model import END
from tests.support.model_factory import a_model

HOME, CART, BUY, HELP = "view /", "view /cart", "buy @ /cart", "view /help"


def drawn(seed: int, sessions: int, buys: float) -> list[tuple[str, ...]]:
    rng = random.Random(seed)
    return [
        (HOME, CART, BUY) if rng.random() < buys else (HOME, rng.choice([CART, HELP]))
        for _ in range(sessions)
    ]


def test_a_model_does_not_differ_from_itself() -> None:
    model = a_model(*drawn(1, 500, 0.3), floor=5)
    assert diff_models(model, model).changes == ()


def test_two_samples_of_the_same_users_do_not_differ() -> None:
    """At 5% of false ones told, 20 pairs of equal samples show nearly none."""
    told = [
        diff_models(
            a_model(*drawn(seed, 400, 0.3), floor=5), a_model(*drawn(seed + 100, 900, 0.3), floor=5)
        ).changes
        for seed in range(20)
    ]
    assert sum(bool(changes) for changes in told) <= 3


def test_what_shifted_is_told_with_both_shares() -> None:
    old, new = a_model(*drawn(1, 800, 0.4), floor=5), a_model(*drawn(2, 800, 0.2), floor=5)
    changes = {(one.context, one.action): one for one in diff_models(old, new).changes}
    buy = changes[((CART,), BUY)]
    assert buy.kind is ChangeKind.SHIFTED
    assert buy.old_share > buy.new_share
    assert ((CART,), END) in changes
    assert changes[((), BUY)].old_share > 0.3


def test_what_appeared_and_vanished_is_told_most_sessions_first() -> None:
    old = a_model(*[(HOME, CART)] * 300, *[(HOME, HELP)] * 60, floor=5)
    new = a_model(*[(HOME, CART)] * 300, *[(HOME, CART, BUY)] * 100, floor=5)
    changes = diff_models(old, new).changes
    kinds = {(one.context, one.action): one.kind for one in changes}
    assert kinds[((), HELP)] is ChangeKind.VANISHED
    assert kinds[((), BUY)] is ChangeKind.APPEARED
    assert kinds[((CART,), BUY)] is ChangeKind.APPEARED
    touched = [one.sessions_touched for one in changes]
    assert touched == sorted(touched, reverse=True)


def test_what_a_smaller_sample_cannot_show_has_not_vanished() -> None:
    """Ten of a thousand sessions: a sample of a hundred would show one, below its floor."""
    old = a_model(*[(HOME, CART)] * 990, *[(HOME, HELP)] * 10, floor=5)
    new = a_model(*[(HOME, CART)] * 100, floor=5)
    assert diff_models(old, new).changes == ()


def test_one_busy_user_is_one_witness() -> None:
    """Fifty helps of fifty users are news; fifty helps of one user are one user."""
    from dataclasses import replace

    old = a_model(*[(HOME, CART)] * 400, *[(HOME, HELP)] * 20)
    many = a_model(*[(HOME, CART)] * 400, *[(HOME, HELP)] * 60)
    few = replace(
        many,
        actions=tuple(replace(one, users=6) if one.action == HELP else one for one in many.actions),
        transitions=tuple(
            replace(one, users=6) if HELP in (*one.context, one.action) else one
            for one in many.transitions
        ),
    )
    assert any(one.action == HELP for one in diff_models(old, many).changes)
    assert not any(one.action == HELP for one in diff_models(old, few).changes)
