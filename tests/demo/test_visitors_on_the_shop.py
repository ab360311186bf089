"""The truth of the simulator: its visits, walked for real on release 1.

Each step must be something that the running shop really offers on the page where the simulated
visitor stands. Order numbers are replaced by those that the shop gives.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from journeys.demo.shop import RunningShop
from journeys.demo.visitor_schedule import simulate_visits
from journeys.demo.visitors import SEED
from journeys.demo.visits import Visit, VisitStep
from tests.demo.shopper import Shopper

VALUES = {
    "name": "Ada",
    "address": "1 Mill Lane",
    "postcode": "1234",
    "password": "secret",
    "code": "WELCOME10",
}
EVERY = 12
"""Of the visits that show nothing new, one in so many is walked."""


def test_every_simulated_step_is_one_that_the_shop_offers(shop: RunningShop) -> None:
    chosen = list(_visits_worth_walking())
    assert len(chosen) >= 250
    for visit in chosen:
        _walk(Shopper(shop.base_url), visit)


def _visits_worth_walking() -> Iterator[Visit]:
    """Every visit with a kind of transition not seen before, and a share of the others."""
    known: set[tuple[str, str]] = set()
    for number, visit in enumerate(simulate_visits(SEED)):
        kinds = [_kind(step) for step in visit.steps]
        transitions = set(pairwise(kinds))
        if not transitions <= known or number % EVERY == 0:
            known |= transitions
            yield visit


def _kind(step: VisitStep) -> str:
    path = re.sub(r"/\d+", "/{id}", step.url.partition("?")[0])
    return f"{step.event} @ {path}"


def _walk(shopper: Shopper, visit: Visit) -> None:
    page = shopper.open(visit.steps[0].url)
    assert (page.status, page.path) == (200, visit.steps[0].url)
    redirected = False
    for step in visit.steps[1:]:
        if step.posts_to is not None:
            values = {
                name: VALUES.get(name, f"{visit.visitor.id}@mail.test")
                for name, value in shopper.page.form_for(step.event or "").fields.items()
                if not value
            }
            shopper.submit(step.event or "", step.posts_to, **values)
        elif step.event is not None:
            assert step.event in shopper.page.announced
        elif not redirected:
            shopper.follow(step.url)
        assert shopper.page.status == 200, (visit.id, step)
        redirected = step.posts_to is not None
        if not redirected:
            assert _without_order_id(shopper.page.path) == _without_order_id(step.url)


def _without_order_id(path: str) -> str:
    return re.sub(r"^/order/\d+$", "/order/{id}", path)
