"""The planted faults: each there in release 2 and absent from release 1."""

from collections.abc import Iterator
from time import monotonic

import pytest

from journeys.demo.releases import RELEASES
from journeys.demo.shop import RunningShop, run_shop
from tests.demo.shopper import Shopper


@pytest.fixture
def faulty() -> Iterator[RunningShop]:
    with run_shop(2) as running:
        yield running


@pytest.fixture
def faulty_shopper(faulty: RunningShop) -> Shopper:
    return Shopper(faulty.base_url)


@pytest.mark.parametrize("code", ["WELCOME10", "made-up"])
@pytest.mark.parametrize("bought", [(1, 2), (1,)], ids=["one of two", "the only one"])
def test_a_coupon_after_a_removal(
    shopper: Shopper, faulty_shopper: Shopper, bought: tuple[int, ...], code: str
) -> None:
    for visitor, status in ((shopper, 200), (faulty_shopper, 500)):
        visitor.fill_cart(*bought)
        visitor.submit("remove_from_cart", "/cart/items/1/remove")
        assert visitor.submit("apply_coupon", code=code).status == status
        assert visitor.open("/cart").status == 200


def test_a_coupon_without_a_removal_holds_in_both(
    shopper: Shopper, faulty_shopper: Shopper
) -> None:
    for visitor in (shopper, faulty_shopper):
        visitor.fill_cart(1, 2, 1)
        page = visitor.submit("apply_coupon", code="WELCOME10")
        assert (page.status, page.path) == (200, "/cart")
        assert "€49.50" in page.text


def test_a_coupon_after_a_removed_item_came_back_holds_in_both(
    shopper: Shopper, faulty_shopper: Shopper
) -> None:
    for visitor in (shopper, faulty_shopper):
        visitor.fill_cart(1)
        visitor.submit("remove_from_cart")
        visitor.fill_cart(1)
        assert visitor.submit("apply_coupon", code="WELCOME10").status == 200


def test_the_purchase_event_of_express_orders(shopper: Shopper, faulty_shopper: Shopper) -> None:
    for visitor, express in (
        (shopper, ("page_view", "purchase")),
        (faulty_shopper, ("page_view",)),
    ):
        visitor.fill_cart(1)
        assert visitor.order("express").pixels == express
        assert visitor.page.announced == express
        visitor.fill_cart(1)
        assert visitor.order("standard").pixels == ("page_view", "purchase")


def test_deals_take_three_times_as_long(shopper: Shopper, faulty_shopper: Shopper) -> None:
    assert RELEASES[2].deals_query_s == pytest.approx(3 * RELEASES[1].deals_query_s)
    # Only the lower bound is asserted: it holds on a busy machine too.
    for visitor, release in ((shopper, RELEASES[1]), (faulty_shopper, RELEASES[2])):
        started_s = monotonic()
        assert visitor.open("/deals").status == 200
        assert monotonic() - started_s >= release.deals_query_s * 0.95


def test_the_size_guide_that_product_pages_link_to(
    shopper: Shopper, faulty_shopper: Shopper
) -> None:
    for visitor, status in ((shopper, 200), (faulty_shopper, 404)):
        visitor.open("/product/7")
        assert visitor.follow("/help/size-guide").status == status
