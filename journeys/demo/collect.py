"""/collect: where the shop's pages send their analytics events, by beacon or by pixel."""

import base64
import json
from collections.abc import Iterable
from typing import Final

from aiohttp import web

from journeys.demo.pages import SHOP
from journeys.demo.shop_state import ReceivedEvent

_PIXEL: Final = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
"""A transparent GIF of one pixel."""


def routes() -> Iterable[web.RouteDef]:
    """Both ways in which an event arrives."""
    return (web.post("/collect", _beacon), web.get("/collect", _pixel))


async def _beacon(request: web.Request) -> web.Response:
    # sendBeacon labels its JSON text/plain, so the content type says nothing.
    try:
        body = json.loads(await request.text())
    except ValueError:
        body = None
    match body:
        case {"event": str(name), "url": str(url), "properties": dict(properties)}:
            event = ReceivedEvent(name=name, url=url, way="beacon", properties=properties)
        case {"event": str(name), "url": str(url)}:
            event = ReceivedEvent(name=name, url=url, way="beacon", properties={})
        case _:
            return web.json_response({"error": 'send {"event": …, "url": …}'}, status=400)
    request.app[SHOP].state.events.append(event)
    return web.Response(status=204)


async def _pixel(request: web.Request) -> web.Response:
    query = dict(request.query)
    if name := query.pop("event", None):
        event = ReceivedEvent(name=name, url=query.pop("url", ""), way="pixel", properties=query)
        request.app[SHOP].state.events.append(event)
    headers = {"Cache-Control": "no-store"}
    return web.Response(body=_PIXEL, content_type="image/gif", headers=headers)
