"""The cart: adding, removing, coupons and gift wrap."""

import re
from collections.abc import Iterable
from typing import Final

from aiohttp import web

from journeys.demo.cart import GIFT_WRAP_CENTS, apply_coupon
from journeys.demo.catalogue import PRODUCTS
from journeys.demo.pages import SESSION, SHOP, form_fields, render, see_other

_SHORT_NUMBER: Final = re.compile("[0-9]{1,9}")


def routes() -> Iterable[web.RouteDef]:
    """The pages and the addresses they are at."""
    return (
        web.get("/cart", _cart),
        web.post("/cart/items", _add),
        web.post(r"/cart/items/{product_id:[0-9]{1,9}}/remove", _remove),
        web.post("/cart/coupon", _coupon),
        web.post("/cart/gift-wrap", _gift_wrap),
    )


async def _cart(request: web.Request) -> web.Response:
    return render(request, "cart.html", cart=request[SESSION].cart, wrap_cents=GIFT_WRAP_CENTS)


async def _add(request: web.Request) -> web.Response:
    fields = await form_fields(request)
    product_id, quantity = _number(fields.get("product_id")), _number(fields.get("quantity", "1"))
    if product_id not in PRODUCTS:
        raise web.HTTPNotFound
    session = request[SESSION]
    if quantity < 1:
        session.notice = "Choose how many you want: one or more."
        return see_other(f"/product/{product_id}")
    session.cart.add(PRODUCTS[product_id], quantity)
    session.notice = f"{PRODUCTS[product_id].name} is in your cart."
    return see_other("/cart")


async def _remove(request: web.Request) -> web.Response:
    request[SESSION].cart.remove(int(request.match_info["product_id"]))
    return see_other("/cart")


async def _coupon(request: web.Request) -> web.Response:
    session = request[SESSION]
    code = (await form_fields(request)).get("code", "")
    session.notice = apply_coupon(session.cart, code, request.app[SHOP].release)
    return see_other("/cart")


async def _gift_wrap(request: web.Request) -> web.Response:
    session = request[SESSION]
    if session.cart.quantities:
        session.cart.gift_wrapped = True
    else:
        session.notice = "There is nothing to wrap yet."
    return see_other("/cart")


def _number(text: str | None) -> int:
    """The number in a form's field; 0, which no form accepts, where there is none."""
    return int(text) if text is not None and _SHORT_NUMBER.fullmatch(text) else 0
