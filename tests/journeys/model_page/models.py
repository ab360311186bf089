"""Models that the tests of the page look at."""

from dataclasses import replace

from journeys_mining.model.navigation_model import NavigationModel, SlotValue
from journeys_mining.model.tuned_numbers import Discounts, ExitShift, HabitFactor, TunedNumbers
from tests.support.model_factory import a_model

SHOP = ("view /", "view /search?q={q}", "view /product/{id}", "add_to_cart @ /product/{id}")
BUY = ("view /cart", "POST /checkout")


def a_shop_model() -> NavigationModel:
    """A shop whose users do something else after a coupon, with every number that mining tunes."""
    counted = a_model(
        *[[SHOP[0], SHOP[2]]] * 30,
        *[[SHOP[0], SHOP[1], SHOP[2]]] * 20,
        *[[*SHOP, *BUY]] * 12,
        *[[SHOP[2], SHOP[2], SHOP[3], BUY[0]]] * 9,
        *[[BUY[0], "apply_coupon @ /cart", *BUY]] * 8,
        *[[SHOP[0], BUY[0]]] * 7,
        *[["view /help", SHOP[0], "view /help"]] * 2,
        floor=2,
        think_s=(3.5, 20.0),
        duration_ms={"view /cart": (40, 310)},
    )
    actions = tuple(
        replace(one, statuses=(("2xx", one.count - 1), ("5xx", 1)), revisit_factor=0.5)
        if one.action == "view /cart"
        else one
        for one in counted.actions
    )
    mug = SlotValue(action=SHOP[1], slot="q", value="red mug", count=11, users=9)
    return replace(
        counted,
        actions=actions,
        slot_values=(mug,),
        tuned=TunedNumbers(
            discounts=(
                Discounts(once=0.4, twice=0.6, more=0.8, strength=1.0),
                Discounts(once=0.5, twice=0.7, more=0.9, strength=2.0),
                Discounts(once=0.5, twice=0.7, more=0.9, strength=2.0),
            ),
            exit_shifts=(
                ExitShift(position=1, log_odds=-0.2),
                ExitShift(position=3, log_odds=0.4),
            ),
            revisit_factor=0.8,
            habit_factors=(
                HabitFactor(returns=0, factor=0.6),
                HabitFactor(returns=1, factor=1.8),
            ),
        ),
    )
