"""A reverse proxy that plants one fault in an application, which itself stays as it is.

What passes through is whole requests and answers, so a fault is a function of both: it sends the
request on, or not, and changes what comes back, or not.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import Future
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from threading import Thread
from typing import Final

import aiohttp
from aiohttp import web
from multidict import CIMultiDict
from yarl import URL

_HOP_BY_HOP: Final = frozenset(
    {"connection", "keep-alive", "transfer-encoding", "content-length", "accept-encoding"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request on its way to the application."""

    method: str
    target: str
    """Path and query, as they were sent."""
    headers: CIMultiDict[str]
    body: bytes

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    def fits(self, method: str, path: str) -> bool:
        """Whether it is such a request; `path` is a regular expression for the whole path."""
        return self.method == method and re.fullmatch(path, self.path) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An answer on its way back."""

    status: int
    headers: CIMultiDict[str]
    body: bytes

    def saying(self, text: str) -> "Answered":
        """The same answer with another body."""
        return replace(self, body=text.encode())

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def is_page(self) -> bool:
        return "html" in self.headers.get("Content-Type", "")


PassOn = Callable[[Asked], Awaitable[Answered]]
Plant = Callable[[Asked, PassOn], Awaitable[Answered]]


class DroppedError(Exception):
    """Raised by a plant to close the connection without an answer."""


async def no_fault(asked: Asked, pass_on: PassOn) -> Answered:
    """Change nothing."""
    return await pass_on(asked)


@contextmanager
def planted(base_url: str, plant: Plant) -> Iterator[str]:
    """The base URL at which the application has the fault, until the block ends."""
    loop, stop, started = asyncio.new_event_loop(), asyncio.Event(), Future[str]()

    async def serve() -> None:
        async with _serving(base_url, plant) as url:
            started.set_result(url)
            await stop.wait()

    def work() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            try:
                runner.run(serve())
            except BaseException as error:
                if started.done():
                    raise
                started.set_exception(error)

    thread = Thread(target=work, name="planted-fault")
    thread.start()
    try:
        yield started.result()
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()


@asynccontextmanager
async def _serving(base_url: str, plant: Plant) -> AsyncIterator[str]:
    async with aiohttp.ClientSession(
        cookie_jar=aiohttp.DummyCookieJar(), connector=aiohttp.TCPConnector(limit=64)
    ) as session:

        async def pass_on(asked: Asked) -> Answered:
            async with session.request(
                asked.method,
                URL(base_url + asked.target, encoded=True),
                headers=asked.headers,
                data=asked.body,
                allow_redirects=False,
            ) as response:
                kept = ((k, v) for k, v in response.headers.items() if k.lower() not in _HOP_BY_HOP)
                body = await response.read()
                return Answered(status=response.status, headers=CIMultiDict(kept), body=body)

        async def handle(request: web.Request) -> web.Response:
            kept = ((k, v) for k, v in request.headers.items() if k.lower() not in _HOP_BY_HOP)
            asked = Asked(
                method=request.method,
                target=request.raw_path,
                headers=CIMultiDict(kept),
                body=await request.read(),
            )
            try:
                answered = await plant(asked, pass_on)
            except DroppedError:
                if request.transport:
                    request.transport.abort()
                raise
            return web.Response(
                status=answered.status, headers=answered.headers, body=answered.body
            )

        app = web.Application()
        app.router.add_route("*", "/{rest:.*}", handle)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            yield f"http://127.0.0.1:{runner.addresses[0][1]}"
        finally:
            await runner.cleanup()
