"""Starts and stops the shop: both services in a thread of their own, on loopback."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Future
from contextlib import asynccontextmanager, contextmanager, suppress
from threading import Thread
from typing import Final

from aiohttp import web

from journeys.demo.inventory import Inventory, InventoryCall, create_inventory
from journeys.demo.pages import Shop
from journeys.demo.releases import Release, find_release
from journeys.demo.shop_state import ReceivedEvent, ShopState
from journeys.demo.storefront import create_storefront

_HOST: Final = "127.0.0.1"
_SHUTDOWN_S: Final = 1.0
"""How long a request that is under way may take to finish when the shop stops."""


class RunningShop:
    """A shop that serves. Where it is, and what reached it."""

    def __init__(
        self, *, base_url: str, inventory_url: str, state: ShopState, inventory: Inventory
    ) -> None:
        self.base_url = base_url
        """Of the storefront: `http://127.0.0.1:PORT`."""
        self.inventory_url = inventory_url
        self._state = state
        self._inventory = inventory

    @property
    def events(self) -> tuple[ReceivedEvent, ...]:
        """The analytics events received so far, oldest first."""
        return tuple(self._state.events)

    @property
    def inventory_calls(self) -> tuple[InventoryCall, ...]:
        """What the inventory service was asked so far, oldest first."""
        return tuple(self._inventory.calls)


@contextmanager
def run_shop(release: int, port: int = 0) -> Iterator[RunningShop]:
    """Serve a release of the shop on a port (0: a free one) until the block ends.

    Every start has an empty memory: no sessions, accounts or orders.

    Raises
    ------
    ValueError
        There is no such release.
    OSError
        The port is taken.
    """
    chosen = find_release(release)
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()
    started: Future[RunningShop] = Future()
    thread = Thread(
        target=_serve_in_thread, args=(loop, chosen, port, started, stop), name="demo-shop"
    )
    thread.start()
    try:
        yield started.result()
    finally:
        with suppress(RuntimeError):  # The loop is closed already where the start failed.
            loop.call_soon_threadsafe(stop.set)
        thread.join()


def _serve_in_thread(
    loop: asyncio.AbstractEventLoop,
    release: Release,
    port: int,
    started: Future[RunningShop],
    stop: asyncio.Event,
) -> None:
    async def serve() -> None:
        async with _services(release, port) as shop:
            started.set_result(shop)
            await stop.wait()

    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        try:
            runner.run(serve())
        except BaseException as error:
            if started.done():
                raise
            started.set_exception(error)


@asynccontextmanager
async def _services(release: Release, port: int) -> AsyncIterator[RunningShop]:
    inventory, state = Inventory(), ShopState()
    async with _listening(create_inventory(inventory), 0) as inventory_url:
        storefront = create_storefront(Shop(release=release, state=state), inventory_url)
        async with _listening(storefront, port) as base_url:
            yield RunningShop(
                base_url=base_url, inventory_url=inventory_url, state=state, inventory=inventory
            )


@asynccontextmanager
async def _listening(app: web.Application, port: int) -> AsyncIterator[str]:
    """Serve an application; gives its base URL."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=_SHUTDOWN_S)
    await runner.setup()
    try:
        await web.TCPSite(runner, _HOST, port).start()
        yield f"http://{_HOST}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
