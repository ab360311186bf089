"""Carts, checkout and accounts, as a visitor with cookies meets them."""

import pytest

from journeys.demo.shop import RunningShop
from tests.demo.shopper import Shopper


def test_from_the_front_page_to_an_order(shopper: Shopper) -> None:
    shopper.follow("/category/lamps")
    shopper.follow("/product/8")
    assert shopper.submit("add_to_cart").path == "/cart"
    shopper.follow("/checkout")
    assert (
        shopper.submit(
            "submit_address", name="Ada", address="1 Mill Lane", postcode="1234", email="a@b.test"
        ).path
        == "/checkout/delivery"
    )
    assert shopper.submit("choose_standard").path == "/checkout/confirm"
    page = shopper.submit("place_order")
    assert page.path.startswith("/order/")
    assert "€68.90" in page.text  # The lamp, 64.00, and standard delivery, 4.90.
    assert "purchase" in page.announced
    assert "purchase" in page.pixels
    assert "empty" in shopper.open("/cart").text


def test_a_cart_counts_discounts_and_wraps(shopper: Shopper) -> None:
    shopper.fill_cart(1, 2, 2)  # 18.00, and 19.00 twice.
    assert "€56.00" in shopper.page.text
    assert "€50.40" in shopper.submit("apply_coupon", code="welcome10").text
    assert "€53.90" in shopper.submit("add_gift_wrap").text
    page = shopper.submit("remove_from_cart", "/cart/items/2/remove")
    assert "€19.70" in page.text
    assert not [form for form in page.forms if form.event == "add_gift_wrap"]


def test_a_coupon_is_refused_where_it_does_not_hold(shopper: Shopper) -> None:
    shopper.fill_cart(1)
    page = shopper.submit("apply_coupon", code="FREE")
    assert "We do not know the coupon “FREE”" in page.text
    shopper.submit("remove_from_cart")
    assert "orders from €10.00" in shopper.submit("apply_coupon", code="WELCOME10").text


def test_an_empty_cart_offers_neither_checkout_nor_wrap(shopper: Shopper) -> None:
    page = shopper.open("/cart")
    assert "/checkout" not in page.links
    assert [form.event for form in page.forms if form.event] == ["apply_coupon"]
    for path in ("/checkout", "/checkout/delivery", "/checkout/confirm"):
        assert shopper.open(path).path == "/cart"


def test_no_step_of_the_checkout_can_be_skipped(shopper: Shopper) -> None:
    shopper.fill_cart(7)
    assert shopper.open("/checkout/confirm").path == "/checkout"
    token = shopper.open("/cart").form_for("apply_coupon").fields["csrf_token"]
    assert shopper.post("/checkout/confirm", {"csrf_token": token}).path == "/checkout"


@pytest.mark.parametrize("quantity", ["0", "-1", "many", "", "٣", "9" * 5000])
def test_a_quantity_that_is_no_number_is_not_added(shopper: Shopper, quantity: str) -> None:
    shopper.open("/product/7")
    page = shopper.submit("add_to_cart", quantity=quantity)
    assert page.path == "/product/7"
    assert "one or more" in page.text
    assert "empty" in shopper.open("/cart").text


def test_an_address_must_be_whole(shopper: Shopper) -> None:
    shopper.fill_cart(7)
    shopper.follow("/checkout")
    page = shopper.submit("submit_address", name="Ada", email="a@b.test")
    assert page.path == "/checkout"
    assert "every field" in page.text


def test_an_order_is_seen_by_nobody_else(shop: RunningShop, shopper: Shopper) -> None:
    shopper.fill_cart(7)
    order_path = shopper.order("standard").path
    assert shopper.open(order_path).status == 200
    assert Shopper(shop.base_url).open(order_path).status == 404


def test_a_new_address_makes_an_account_that_keeps_its_orders(
    shop: RunningShop, shopper: Shopper
) -> None:
    _sign_in(shopper, "ada@b.test", "secret")
    assert shopper.page.path == "/account"
    shopper.fill_cart(7)
    order_id = shopper.order("express").path.removeprefix("/order/")

    later = Shopper(shop.base_url)
    assert _sign_in(later, "Ada@b.test", "wrong").page.path == "/login"
    assert "not the password" in later.page.text
    _sign_in(later, "Ada@b.test", "secret")
    assert f"Order {order_id}" in later.follow("/account/orders").text


def test_signing_out_closes_the_account(shopper: Shopper) -> None:
    _sign_in(shopper, "ada@b.test", "secret")
    assert shopper.submit("sign_out").path == "/"
    for path in ("/account", "/account/orders"):
        assert shopper.open(path).path == "/login"


def _sign_in(shopper: Shopper, email: str, password: str) -> Shopper:
    shopper.open("/login")
    shopper.submit("sign_in", email=email, password=password)
    return shopper
