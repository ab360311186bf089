"""The chain: proper distributions, back-off into what the floor removed."""

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeys.errors import InputError
from journeys_mining.chain.smoothing import Chain
from journeys_mining.model.navigation_model import END, START
from journeys_mining.model.tuned_numbers import (
    Discounts,
    ExitShift,
    HabitFactor,
    RecencyFactor,
    TunedNumbers,
)
from tests.support.model_factory import a_model

SESSIONS = st.lists(st.lists(st.sampled_from("abcd"), min_size=1, max_size=6), min_size=1)


@settings(max_examples=60)
@given(sessions=SESSIONS, order=st.integers(1, 3), floor=st.integers(1, 3))
def test_every_row_sums_to_one(sessions: list[list[str]], order: int, floor: int) -> None:
    chain = Chain(a_model(*sessions, order=order, floor=floor))
    for context in chain.contexts():
        probs = chain.next_in(context)
        assert math.isclose(sum(probs.values()), 1.0)
        assert START not in probs


@settings(max_examples=60)
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

    By what stood before `a` and its next action: for c START, and one below the floor; for END b.
    After `b a`: END 2 of 3 is kept, 1/3 is given on.
    """
    model = a_model(*[("a", "c")] * 4, *[("b", "a")] * 2, ("b", "a", "c"), order=2, floor=2)
    nothing = Discounts(once=0.0, twice=0.0, more=0.0, strength=0.0)
    tuned = TunedNumbers(discounts=(nothing, nothing))
    probs = Chain(replace(model, tuned=tuned)).next_actions(["b", "a"])
    assert probs[END] == pytest.approx(2 / 3 + 1 / 3 * 1 / 3)
    assert probs["c"] == pytest.approx(1 / 3 * 2 / 3)


TUNED = TunedNumbers(
    discounts=(
        Discounts(once=0.5, twice=0.75, more=0.9, strength=2.0),
        Discounts(once=1.0, twice=1.5, more=1.5, strength=0.0),
    ),
    exit_shifts=(ExitShift(position=1, log_odds=-0.5), ExitShift(position=3, log_odds=1.0)),
    revisit_factor=0.25,
    recency_factors=(RecencyFactor(lag=2, factor=0.5), RecencyFactor(lag=3, factor=6.0)),
    habit_factors=(HabitFactor(returns=0, factor=0.5), HabitFactor(returns=2, factor=3.0)),
)


def test_discounts_by_hand() -> None:
    """After `a` 3 × b and 1 × c; discounts of 0.9 and 0.5, a strength of 2, of 6 in all.

    3.4 of 6 are shared as often as b (3), c (1) occur at all; the rest of the base is not seen
    after `a`, so the row is scaled to one: 2.1 + 3.4 · 3/k to 0.5 + 3.4 · 1/k, with k = 13: eight
    actions, four ends, and one for what was never seen.
    """
    model = replace(a_model(*[("a", "b")] * 3, ("a", "c"), order=1), tuned=TUNED)
    b, c = 2.1 + 3.4 * 3 / 13, 0.5 + 3.4 / 13
    assert Chain(model).next_in(("a",))["b"] == pytest.approx(b / (b + c))


def test_a_length_without_discounts_predicts_as_the_shorter_one() -> None:
    sessions = [("a", "b", "c"), ("b", "b", "a"), ("c", "b", "a", "b"), ("a",)]
    only_one = replace(TUNED, discounts=TUNED.discounts[:1])
    chain = Chain(replace(a_model(*sessions, order=3), tuned=only_one))
    for context in chain.contexts():
        assert dict(chain.next_in(context)) == pytest.approx(dict(chain.next_in(context[-1:])))


@settings(max_examples=60)
@given(sessions=SESSIONS, order=st.integers(1, 3), floor=st.integers(1, 3))
def test_with_all_it_knows_of_the_session_every_row_sums_to_one(
    sessions: list[list[str]], order: int, floor: int
) -> None:
    chain = Chain(replace(a_model(*sessions, order=order, floor=floor), tuned=TUNED))
    for session in sessions:
        for length in range(len(session) + 1):
            assert math.isclose(sum(chain.next_actions(session[:length]).values()), 1.0)


@settings(max_examples=60)
@given(sessions=SESSIONS, order=st.integers(1, 3))
def test_the_probability_of_a_session_is_the_product_of_its_steps(
    sessions: list[list[str]], order: int
) -> None:
    chain = Chain(replace(a_model(*sessions, order=order), tuned=TUNED))
    for session in sessions:
        steps = (
            chain.next_actions(session[:index]).get(action, 0.0)
            for index, action in enumerate([*session, END])
        )
        assert chain.prob(session) == pytest.approx(math.prod(steps))


def test_what_the_session_did_counts() -> None:
    model = a_model(*[("a", "b", "a", "c")] * 9, *[("c", "b", "c")] * 9, order=1)
    plain, knowing = Chain(model), Chain(replace(model, tuned=TUNED))
    assert knowing.next_actions(["a", "b"])["a"] < plain.next_actions(["a", "b"])["a"]
    of_a = replace(model.actions[0], revisit_factor=9.0)
    eager = Chain(replace(model, tuned=TUNED, actions=(of_a, *model.actions[1:])))
    assert eager.next_actions(["a", "b"])["a"] > plain.next_actions(["a", "b"])["a"]


def test_what_the_context_holds_is_not_counted_twice() -> None:
    """Without discounts the context after START says all: no factor and no shift may move it.

    Only a habit does, which weighs all that was done before, whatever a context knows of it.
    """
    nothing = Discounts(once=0.0, twice=0.0, more=0.0, strength=0.0)
    model = a_model(*[("a", "b", "a", "c")] * 3, ("a", "b", "c"), ("b", "a"), order=3)
    tuned = replace(TUNED, discounts=(nothing,) * 3)
    plain = Chain(replace(model, tuned=TunedNumbers(discounts=(nothing,) * 3)))
    knowing = Chain(replace(model, tuned=replace(tuned, habit_factors=())))
    for history in ([], ["a"], ["a", "b"], ["b"]):
        assert dict(knowing.next_actions(history)) == pytest.approx(
            dict(plain.next_actions(history))
        )
    usual = dict(plain.next_actions(["a", "b"]))
    assert usual == {"a": 0.75, "c": 0.25}
    used_to = Chain(replace(model, tuned=tuned)).next_actions(["a", "b"])
    assert used_to["a"] / used_to["c"] == pytest.approx(0.5 * usual["a"] / usual["c"])


def test_how_long_ago_counts() -> None:
    """Contexts of one action do not know of `a`: two steps ago 1/8 as likely, four 3/2 times."""
    sessions = [("a", "b", "c", "b", "a"), ("c", "b", "a"), ("b", "c", "b"), ("c", "b", "c")]
    model = a_model(*sessions, order=1)
    unaware = replace(TUNED, habit_factors=())
    plain = Chain(replace(model, tuned=replace(unaware, recency_factors=(), revisit_factor=1.0)))
    chain = Chain(replace(model, tuned=unaware))

    def odds(of: Chain, history: list[str]) -> float:
        probs = of.next_actions(history)
        return probs["a"] / probs["c"]

    for history, weight in ((["a", "b"], 0.125), (["a", "b", "b", "b"], 1.5)):
        assert odds(chain, history) / odds(plain, history) == pytest.approx(weight)


def test_who_went_back_does_so_again() -> None:
    """`a` weighs half as much before the first return, and three times as much after two."""
    sessions = [("a", "b", "c", "b", "a"), ("c", "b", "a"), ("b", "c", "b"), ("c", "b", "c")]
    model = a_model(*sessions, order=1)
    plain = Chain(replace(model, tuned=replace(TUNED, habit_factors=())))
    chain = Chain(replace(model, tuned=TUNED))
    for history, weight in ((["a", "b"], 0.5), (["a", "b", "a", "b", "d", "b"], 3.0)):
        before, after = (one.next_actions(history) for one in (plain, chain))
        others = [action for action in before if action not in (*history, END)]
        assert others
        for other in others:
            assert after["a"] / after[other] == pytest.approx(weight * before["a"] / before[other])


def test_the_bigrams_of_jurafsky_and_martin() -> None:
    """Speech and Language Processing, section 3.1.2, "Markov assumption": three sentences."""
    sentences = ("I am Sam", "Sam I am", "I do not like green eggs and ham")
    nothing = Discounts(once=0.0, twice=0.0, more=0.0, strength=0.0)
    model = a_model(*(one.split() for one in sentences), order=1)
    chain = Chain(replace(model, tuned=TunedNumbers(discounts=(nothing,))))
    assert dict(chain.next_actions([])) == {"I": 2 / 3, "Sam": 1 / 3}
    assert dict(chain.next_actions(["I"])) == {"am": 2 / 3, "do": 1 / 3}
    assert dict(chain.next_actions(["Sam"])) == {END: 1 / 2, "I": 1 / 2}
    assert dict(chain.next_actions(["am"])) == {END: 1 / 2, "Sam": 1 / 2}


def test_a_count_without_its_shorter_sequences_is_refused() -> None:
    model = a_model(("a", "b", "c"), order=2)
    torn = tuple(one for one in model.transitions if one.context != ("b",))
    with pytest.raises(InputError, match="the model counts a → b → c, but not the shorter"):
        Chain(replace(model, transitions=torn))


def test_an_action_whose_every_continuation_is_below_the_floor_ends_the_session() -> None:
    model = a_model(("a", "b"), ("a", "c"), order=1, floor=2)
    assert dict(Chain(model).next_actions(["a"])) == {END: 1.0}


def test_what_was_never_seen_has_no_probability() -> None:
    assert Chain(a_model(("a", "b"))).prob(["b", "a"]) == 0.0
