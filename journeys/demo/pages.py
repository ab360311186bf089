"""What every page of the storefront is made with: the request's shop and session, and templates."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from journeys.demo.catalogue import CATEGORIES
from journeys.demo.inventory_client import InventoryClient
from journeys.demo.releases import Release
from journeys.demo.shop_state import Session, ShopState


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """What a page's handler works with."""

    release: Release
    state: ShopState


SHOP: Final = web.AppKey("shop", Shop)
INVENTORY: Final = web.AppKey("inventory_client", InventoryClient)
SESSION: Final = web.RequestKey("session", Session)


def render(
    request: web.Request, template: str, *, status: int = 200, **context: object
) -> web.Response:
    """A page from a template. The session's notice is shown once."""
    session = request[SESSION]
    notice, session.notice = session.notice, None
    html = (
        templates()
        .get_template(template)
        .render(
            categories=CATEGORIES,
            session=session,
            csrf_token=session.csrf_token,
            notice=notice,
            path=request.path_qs,
            **context,
        )
    )
    return web.Response(text=html, content_type="text/html", status=status)


def see_other(path: str) -> web.Response:
    """303: the answer to every form."""
    return web.Response(status=303, headers={"Location": path})


async def form_fields(request: web.Request) -> dict[str, str]:
    """The text fields of a submitted form, without the space around them."""
    form = await request.post()
    return {name: value.strip() for name, value in form.items() if isinstance(value, str)}


@cache
def templates() -> Environment:
    """The templates, compiled ahead: the first visitor waits no longer than the next."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["euro"] = lambda cents: f"€{cents / 100:,.2f}"
    for name in environment.list_templates():
        environment.get_template(name)
    return environment
