from itertools import pairwise

import pytest

from journeys.model_page import ModelContent, build_content
from journeys_mining.chain.smoothing import Chain
from journeys_mining.model.navigation_model import END, START
from tests.journeys.model_page.models import BUY, SHOP, a_shop_model
from tests.support.model_factory import a_model


@pytest.fixture(scope="module")
def shop() -> ModelContent:
    return build_content(a_shop_model())


def _index(content: ModelContent, action: str) -> int:
    return [one.action for one in content.actions].index(action)


def test_start_stands_left_of_everything_and_end_right(shop: ModelContent) -> None:
    start, end, *others = shop.actions
    assert (start.action, end.action) == (START, END)
    assert all(start.column < one.column < end.column for one in others)
    places = [(one.column, one.row) for one in shop.actions]
    assert len({*places}) == len(places)


def test_an_action_that_nothing_leads_to_has_a_place_too() -> None:
    content = build_content(a_model(["view /a"], ["view /a"], ["view /b"], floor=2))
    places = [(one.column, one.row) for one in content.actions]
    assert len({*places}) == 4


def test_probabilities_and_backoffs_say_all_that_the_chain_says(shop: ModelContent) -> None:
    chain = Chain(shop.model)
    probs = {(*one.context, one.action): one.prob for one in shop.transitions}
    backoffs = {one.context: one.backoff for one in shop.contexts}

    def prob_after(context: tuple[int, ...], action: int) -> float:
        if (*context, action) in probs:
            return probs[*context, action]
        return backoffs[context] * prob_after(context[1:], action) if len(context) > 1 else 0.0

    assert 0 < max(backoffs.values()) < 1
    for names in chain.contexts():
        context = tuple(_index(shop, name) for name in names)
        told = chain.next_in(names)
        for index, one in enumerate(shop.actions):
            assert prob_after(context, index) == pytest.approx(told.get(one.action, 0.0))


def test_the_context_that_changes_most_comes_first(shop: ModelContent) -> None:
    cart = shop.actions[_index(shop, BUY[0])]
    told = cart.telling_contexts[0]
    assert told.context == (0, _index(shop, BUY[0]))
    assert told.count == 8
    step = told.next_steps[0]
    assert shop.actions[step.action].action == "apply_coupon @ /cart"
    assert (step.count, step.share) == (8, 1.0)
    assert step.usual_share == pytest.approx(8 / 44)


def test_a_session_goes_through_its_transition(shop: ModelContent) -> None:
    through = {one.transition: one.actions for one in shop.through}
    start, end = 0, 1
    for transition, actions in through.items():
        grams = (start, *actions, end)
        width = len(transition)
        assert transition in {grams[at : at + width] for at in range(len(grams))}
    rarest = shop.through[0].transition
    counts = {(*one.context, one.action): one.count for one in shop.transitions}
    assert counts[rarest] == 2
    assert (_index(shop, SHOP[0]), _index(shop, "view /help")) in through


def test_what_does_not_fit_is_left_out_by_length_and_count() -> None:
    model = a_shop_model()
    content = build_content(model, transitions_max=30)
    assert len(content.transitions) == 30
    assert content.transitions_left_out == len(model.transitions) - 30
    singles = [one for one in model.transitions if len(one.context) == 1]
    assert sum(len(one.context) == 1 for one in content.transitions) == min(len(singles), 30)
    for one, after in pairwise(content.transitions):
        assert (len(one.context), -one.count) <= (len(after.context), -after.count)


def test_a_model_of_nothing_has_a_page_too() -> None:
    content = build_content(a_model(["view /a"], floor=2))
    assert content.transitions == ()
    assert content.through == ()
