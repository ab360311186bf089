"""Tiny web servers on loopback, written down as a mapping of routes, that remember requests."""

import asyncio
import socket
import ssl
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from multidict import CIMultiDictProxy

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Routes = Mapping[str, Handler | str | int]
"""`GET /path` → a handler, the body of a page, or a status alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenRequest:
    """A request as the server got it."""

    method: str
    path: str
    """With its query."""
    headers: CIMultiDictProxy[str]
    body: bytes

    @property
    def line(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(slots=True)
class TinyServer:
    """A running server."""

    base_url: str = ""
    requests: list[SeenRequest] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        """Requests without the one that asks whether the server is there."""
        return [request.line for request in self.requests]


def page(body: str, **options: Any) -> web.Response:
    """An HTML page."""
    return web.Response(text=f"<!doctype html><body>{body}", content_type="text/html", **options)


def redirect(location: str, status: int = 303) -> Handler:
    """A handler that redirects."""

    async def handler(request: web.Request) -> web.Response:
        return web.Response(status=status, headers={"Location": location})

    return handler


@asynccontextmanager
async def serving(
    routes: Routes, port: int = 0, tls: ssl.SSLContext | None = None
) -> AsyncIterator[TinyServer]:
    """A server with these routes, on any free port; everything else is 404."""
    server = TinyServer()

    @web.middleware
    async def remember(request: web.Request, handler: Handler) -> web.StreamResponse:
        server.requests.append(
            SeenRequest(
                method=request.method,
                path=request.path_qs,
                headers=request.headers,
                body=await request.read(),
            )
        )
        return await handler(request)

    app = web.Application(middlewares=[remember])
    for route, what in routes.items():
        method, _, path = route.partition(" ")
        app.router.add_route(method, path, _handler(what))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    listener = socket.create_server(("127.0.0.1", port))
    site = web.SockSite(runner, listener, ssl_context=tls)
    await site.start()
    server.base_url = f"{'https' if tls else 'http'}://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield server
    finally:
        # The runner closes connections that have begun: one that is being accepted now has not,
        # and none can begin any more where its server is closed.
        asyncio.get_running_loop().remove_reader(listener)
        await asyncio.sleep(0)
        await runner.cleanup()


@contextmanager
def serving_in_thread(routes: Routes) -> Iterator[str]:
    """The base URL of such a server in a thread of its own, for what has a loop of its own."""
    loop, ready, addresses = asyncio.new_event_loop(), threading.Event(), list[str]()
    over = asyncio.Event()

    async def serve() -> None:
        async with serving(routes) as server:
            addresses.append(server.base_url)
            ready.set()
            await over.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    ready.wait(10)
    try:
        yield addresses[0]
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
        loop.close()


def _handler(what: Handler | str | int) -> Handler:
    if not isinstance(what, str | int):
        return what

    async def handler(request: web.Request) -> web.Response:
        return page(what) if isinstance(what, str) else page("", status=what)

    return handler
