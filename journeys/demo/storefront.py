"""The storefront service: its pages put together, with sessions, CSRF tokens and error pages."""

import logging
import secrets
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import aiohttp
from aiohttp import web
from aiohttp.typedefs import Handler

from journeys.demo import account_pages, cart_pages, catalogue_pages, checkout_pages, collect
from journeys.demo.inventory_client import InventoryClient
from journeys.demo.pages import INVENTORY, SESSION, SHOP, Shop, form_fields, render, templates

logger = logging.getLogger(__name__)
# An embedded shop leaves standard error to the program that embeds it.
logger.addHandler(logging.NullHandler())

_COOKIE: Final = "shop_session"
_NO_PAGES: Final = ("/collect", "/healthz", "/images/", "/static/")
"""What needs no session: not meant for a visitor's eyes, and asked for by the thousand."""


def create_storefront(shop: Shop, inventory_url: str) -> web.Application:
    """The service as an application."""
    templates()
    app = web.Application(middlewares=[_serve_session])
    app[SHOP] = shop

    async def inventory_client(app: web.Application) -> AsyncIterator[None]:
        async with aiohttp.ClientSession() as http:
            app[INVENTORY] = InventoryClient(http, inventory_url)
            yield

    app.cleanup_ctx.append(inventory_client)
    for module in (catalogue_pages, cart_pages, checkout_pages, account_pages, collect):
        app.add_routes(module.routes())
    app.router.add_get("/healthz", _healthz)
    app.router.add_static("/static/", Path(__file__).parent / "static")
    return app


@web.middleware
async def _serve_session(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give every page its visitor's session, and the visitor the cookie that leads back to it."""
    if request.path.startswith(_NO_PAGES):
        return await handler(request)
    known = request.cookies.get(_COOKIE)
    session = request.app[SHOP].state.open_session(known)
    request[SESSION] = session
    response = await _answer(request, handler)
    if session.id != known:
        response.set_cookie(_COOKIE, session.id, httponly=True, samesite="Lax")
    return response


async def _answer(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The handler's answer, or the page that says why there is none."""
    try:
        if request.method == "POST" and not await _has_token(request):
            return _error_page(request, 403, "This form is out of date. Go back and try again.")
        return await handler(request)
    except web.HTTPException as refusal:
        if refusal.status < 400:
            raise
        return _error_page(request, refusal.status, _REASONS.get(refusal.status, refusal.reason))
    except Exception:
        logger.exception("%s %s failed", request.method, request.path_qs)
        return _error_page(request, 500, "Something broke on our side. We have been told.")


_REASONS: Final = {
    404: "We cannot find that page.",
    503: "We cannot take orders right now. Try again in a minute.",
}


def _error_page(request: web.Request, status: int, reason: str) -> web.Response:
    return render(request, "error.html", status=status, code=status, reason=reason)


async def _has_token(request: web.Request) -> bool:
    try:
        given = (await form_fields(request)).get("csrf_token", "")
    except (ValueError, LookupError):  # A body that is no form, or in no known encoding.
        return False
    return secrets.compare_digest(given.encode(), request[SESSION].csrf_token.encode())


async def _healthz(request: web.Request) -> web.Response:
    return web.json_response({"status": "ok", "release": request.app[SHOP].release.number})
