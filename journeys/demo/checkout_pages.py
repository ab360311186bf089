"""The checkout: address, delivery, confirmation, order. Each step sends back who lacks the last."""

from collections.abc import Iterable

from aiohttp import web

from journeys.demo.cart import DELIVERY_CENTS, Cart
from journeys.demo.inventory_client import InventoryDownError
from journeys.demo.pages import INVENTORY, SESSION, SHOP, form_fields, render, see_other
from journeys.demo.shop_state import Address


def routes() -> Iterable[web.RouteDef]:
    """The pages and the addresses they are at."""
    return (
        web.get("/checkout", _checkout),
        web.post("/checkout", _submit_address),
        web.get("/checkout/delivery", _delivery),
        web.post("/checkout/delivery", _choose_delivery),
        web.get("/checkout/confirm", _confirm),
        web.post("/checkout/confirm", _place_order),
        web.get(r"/order/{order_id:[0-9]{1,9}}", _order),
    )


async def _checkout(request: web.Request) -> web.Response:
    session = request[SESSION]
    if not session.cart.quantities:
        return see_other("/cart")
    return render(request, "checkout.html", address=session.address, account=session.account)


async def _submit_address(request: web.Request) -> web.Response:
    session = request[SESSION]
    fields = await form_fields(request)
    address = Address(
        name=fields.get("name", ""),
        street=fields.get("address", ""),
        postcode=fields.get("postcode", ""),
        email=fields.get("email", ""),
    )
    if not (address.name and address.street and address.postcode and "@" in address.email):
        session.notice = "Fill in every field, with an e-mail address that we can write to."
        return see_other("/checkout")
    session.address = address
    return see_other("/checkout/delivery")


async def _delivery(request: web.Request) -> web.Response:
    session = request[SESSION]
    if not session.cart.quantities or session.address is None:
        return see_other("/checkout")
    return render(request, "delivery.html", prices_cents=DELIVERY_CENTS)


async def _choose_delivery(request: web.Request) -> web.Response:
    session = request[SESSION]
    method = (await form_fields(request)).get("method", "")
    if method not in DELIVERY_CENTS:
        session.notice = "Choose standard or express delivery."
        return see_other("/checkout/delivery")
    session.delivery = method
    return see_other("/checkout/confirm")


async def _confirm(request: web.Request) -> web.Response:
    session = request[SESSION]
    if not session.cart.quantities or session.address is None or session.delivery is None:
        return see_other("/checkout/delivery")
    return render(
        request,
        "confirm.html",
        cart=session.cart,
        address=session.address,
        delivery=session.delivery,
        delivery_cents=DELIVERY_CENTS[session.delivery],
    )


async def _place_order(request: web.Request) -> web.Response:
    session = request[SESSION]
    cart, address, delivery = session.cart, session.address, session.delivery
    if not cart.quantities or address is None or delivery is None:
        return see_other("/checkout/delivery")
    # The cart leaves the session while the inventory is asked: a double click orders once.
    session.cart = Cart()
    try:
        reserved = await request.app[INVENTORY].reserve(
            cart.quantities, request.headers.get("traceparent")
        )
    except InventoryDownError as error:
        session.cart = cart
        raise web.HTTPServiceUnavailable from error
    if not reserved:
        session.cart = cart
        session.notice = "Something in your cart has just sold out."
        return see_other("/cart")
    order = request.app[SHOP].state.place_order(session, cart, address, delivery)
    return see_other(f"/order/{order.id}")


async def _order(request: web.Request) -> web.Response:
    order_id = int(request.match_info["order_id"])
    if not request[SESSION].may_see(order_id):
        raise web.HTTPNotFound
    shop = request.app[SHOP]
    order = shop.state.orders[order_id]
    announced = order.delivery != "express" or shop.release.announces_express_orders
    return render(request, "order.html", order=order, announced=announced)
