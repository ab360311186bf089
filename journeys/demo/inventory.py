"""The inventory service: how much of each product there is, and reservations of it. JSON."""

import json
from collections import deque
from dataclasses import dataclass, field
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

from journeys.demo.catalogue import PRODUCTS

FIRST_STOCK: Final = 5000
"""Pieces of each product at a start: more than any replay orders."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryCall:
    """A request that the inventory answered."""

    method: str
    path: str
    traceparent: str | None
    """The W3C trace context that the caller sent."""


@dataclass(slots=True, kw_only=True)
class Inventory:
    """The stock and the calls so far. Mutable: one for each start."""

    stock: dict[int, int] = field(default_factory=lambda: dict.fromkeys(PRODUCTS, FIRST_STOCK))
    calls: deque[InventoryCall] = field(default_factory=lambda: deque(maxlen=100_000))


_INVENTORY: Final = web.AppKey("inventory", Inventory)


def create_inventory(inventory: Inventory) -> web.Application:
    """The service as an application."""
    app = web.Application(middlewares=[_note_call])
    app[_INVENTORY] = inventory
    app.router.add_get(r"/stock/{product_id:[0-9]{1,9}}", _show_stock)
    app.router.add_post("/reservations", _reserve)
    return app


@web.middleware
async def _note_call(request: web.Request, handler: Handler) -> web.StreamResponse:
    request.app[_INVENTORY].calls.append(
        InventoryCall(
            method=request.method,
            path=request.path,
            traceparent=request.headers.get("traceparent"),
        )
    )
    return await handler(request)


async def _show_stock(request: web.Request) -> web.Response:
    product_id = int(request.match_info["product_id"])
    stock = request.app[_INVENTORY].stock
    if product_id not in stock:
        return web.json_response({"error": f"no product {product_id}"}, status=404)
    return web.json_response({"product_id": product_id, "in_stock": stock[product_id]})


async def _reserve(request: web.Request) -> web.Response:
    """Take `{"items": {"7": 2}}` out of the stock, all of it or nothing."""
    stock = request.app[_INVENTORY].stock
    items = _items_of(await request.text())
    if not items:
        return web.json_response({"error": 'send {"items": {"7": 2}}'}, status=400)
    lacking = [
        product_id for product_id, wanted in items.items() if stock.get(product_id, 0) < wanted
    ]
    if lacking:
        return web.json_response({"error": "not enough in stock", "lacking": lacking}, status=409)
    for product_id, wanted in items.items():
        stock[product_id] -= wanted
    return web.json_response({"reserved": items}, status=201)


def _items_of(text: str) -> dict[int, int]:
    """Quantities by product id; empty if the text does not say how much of what."""
    try:
        items = {int(key): int(wanted) for key, wanted in json.loads(text)["items"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}
    return items if all(wanted > 0 for wanted in items.values()) else {}
