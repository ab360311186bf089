"""The chain: proper distributions, back-off into what the floor removed."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeys_mining.navigation_model import END, START
from journeys_mining.smoothing import Chain
from tests.support.model_factory import a_model

SESSIONS = st.lists(st.lists(st.sampled_from("abcd"), min_size=1, max_size=6), min_size=1)


@settings(max_examples=60, deadline=None)
@given(sessions=SESSIONS, order=st.integers(1, 3), floor=st.integers(1, 3))
def test_every_row_sums_to_one(sessions: list[list[str]], order: int, floor: int) -> None:
    chain = Chain(a_model(*sessions, order=order, floor=floor))
    for context in chain.contexts():
        probs = chain.next_in(context)
        assert math.isclose(sum(probs.values()), 1.0)
        assert START not in probs


@settings(max_examples=60, deadline=None)
@given(sessions=SESSIONS, order=st.integers(1, 3))
def test_walking_context_by_context_is_walking_the_history(
    sessions: list[list[str]], order: int
) -> None:
    chain = Chain(a_model(*sessions, order=order))
    for session in sessions:
        context = chain.context_of(())
        for index, action in enumerate(session):
            context = chain.step(context, action)
            assert context == chain.context_of(session[: index + 1])


def test_what_the_floor_removed_goes_to_the_shorter_context() -> None:
    """After `b a`, `c` (once) is below the floor of 2: its share goes where `a` goes at all.

    After `a`: c 4 + 1, END 2 of 7. After `b a`: END 2 of 3 is kept, 1/3 is given on.
    """
    model = a_model(*[("a", "c")] * 4, *[("b", "a")] * 2, ("b", "a", "c"), order=2, floor=2)
    probs = Chain(model).next_actions(["b", "a"])
    assert probs[END] == pytest.approx(2 / 3 + 1 / 3 * 2 / 7)
    assert probs["c"] == pytest.approx(1 / 3 * 5 / 7)


def test_an_action_whose_every_continuation_is_below_the_floor_ends_the_session() -> None:
    model = a_model(("a", "b"), ("a", "c"), order=1, floor=2)
    assert dict(Chain(model).next_actions(["a"])) == {END: 1.0}


def test_what_was_never_seen_has_no_probability() -> None:
    assert Chain(a_model(("a", "b"))).prob(["b", "a"]) == 0.0
