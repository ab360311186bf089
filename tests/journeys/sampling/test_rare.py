"""The likeliest journey through a rare transition, against brute force."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from journeys.journey import JourneyKind, actions_of
from journeys.sampling.likeliest_paths import LikeliestPaths
from journeys.sampling.rare import choose_rare
from journeys_mining.chain.smoothing import Chain
from journeys_mining.model.navigation_model import END, START
from tests.support.model_factory import a_model

HOME, CART, COUPON, BUY = "view /", "view /cart", "apply_coupon @ /cart", "buy @ /cart"


def test_every_rare_transition_is_walked_by_a_journey_that_says_why() -> None:
    model = a_model(*[(HOME, CART, BUY)] * 98, (HOME, COUPON), (HOME, CART, COUPON, BUY))
    journeys = choose_rare(model, 10)
    assert {one.kind for one in journeys} == {JourneyKind.RARE}
    walked = {
        pair
        for one in journeys
        for pair in zip((START, *actions_of(one.steps)), (*actions_of(one.steps), END), strict=True)
    }
    rare = {(HOME, COUPON), (CART, COUPON), (COUPON, BUY), (COUPON, END)}
    assert rare <= walked
    by_coupon = next(one for one in journeys if actions_of(one.steps) == (HOME, COUPON))
    assert by_coupon.reason == (
        "1 in 100 sessions ends after apply_coupon @ /cart (seen 1×, 1 user)"
    )
    assert by_coupon.id.startswith("rare-apply-coupon-cart-")


def test_a_history_that_matters_comes_before_long_sequences_that_are_rare_by_accident() -> None:
    """After a removal half go for the coupon; without one, 1 in 50: no single step shows it."""
    remove = "remove @ /cart"
    model = a_model(
        *[(HOME, CART, BUY)] * 1000,
        *[(HOME, CART, COUPON, BUY)] * 100,
        *[(HOME, CART, remove, CART, COUPON, BUY)] * 10,
        *[(HOME, CART, remove, CART, BUY)] * 10,
        *[(COUPON, HOME, CART, BUY)] * 30,
        order=2,
    )
    first_two = [actions_of(one.steps) for one in choose_rare(model, 2)]
    assert any(_contains(actions, (remove, CART, COUPON)) for actions in first_two)


def test_frequent_transitions_are_not_rare() -> None:
    assert choose_rare(a_model(*[(HOME, CART)] * 50), 10) == ()


@settings(max_examples=40)
@given(
    sessions=st.lists(
        st.lists(st.sampled_from("abc"), min_size=1, max_size=4), min_size=1, max_size=6
    ),
    order=st.integers(1, 3),
)
def test_the_way_through_a_transition_is_the_likeliest_there_is(
    sessions: list[list[str]], order: int
) -> None:
    model = a_model(*sessions, order=order)
    chain, paths = Chain(model), LikeliestPaths(Chain(model))
    candidates = [session for length in range(1, 6) for session in product("abc", repeat=length)]
    for one in model.transitions:
        gram = tuple(action for action in (*one.context, one.action))
        through = [
            chain.prob(session) for session in candidates if _contains((START, *session, END), gram)
        ]
        found = paths.through(one.context, one.action)
        assert found is not None
        assert _contains((START, *found, END), gram)
        assert chain.prob(found) >= max(through) * (1 - 1e-9)


def _contains(session: tuple[str, ...], gram: tuple[str, ...]) -> bool:
    return any(
        session[start : start + len(gram)] == gram for start in range(len(session) - len(gram) + 1)
    )
