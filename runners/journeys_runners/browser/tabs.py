"""The tabs of one visit: the newest one is where the visitor looks."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from playwright.async_api import BrowserContext, Dialog, Error, Frame, Page


class Tabs:
    """Knows the open tabs, and prepares each new one."""

    def __init__(
        self,
        context: BrowserContext,
        admit: Callable[[Page], Awaitable[None]],
        prepare: Callable[[Page], Awaitable[None]],
        led_on: Callable[[], None],
    ) -> None:
        """`admit` is done before a tab may be used, `prepare` before what came of that is read.

        `led_on` is called as a tab shows another address.
        """
        self._context = context
        self._admit, self._prepare, self._led_on = admit, prepare, led_on
        self._admitted = asyncio.Event()
        self._preparing: list[asyncio.Task[None]] = []
        self._opened = asyncio.Event()
        self.addresses: list[str] = []
        """Every address that a tab has shown, in order: scripts lead on without loading a page."""
        context.on("page", self._on_page)
        self.dialog_count = 0
        """How many dialogs of scripts were answered so far."""
        context.on("dialog", self._accept)

    async def _accept(self, dialog: Dialog) -> None:
        """Visitors agree, and type what the page proposes."""
        self.dialog_count += 1
        with suppress(Error):
            # Its page may be gone.
            await dialog.accept(dialog.default_value)

    @property
    def current(self) -> Page | None:
        """The newest tab; None when all are closed."""
        open_tabs = [page for page in self._context.pages if not page.is_closed()]
        return open_tabs[-1] if open_tabs else None

    @property
    def count(self) -> int:
        """Tabs opened so far."""
        return len(self._preparing)

    async def open(self) -> None:
        """Open the first tab: it is admitted then, and becomes ready while it is used."""
        await self._context.new_page()
        await self._admitted.wait()

    async def become_ready(self, count: int) -> None:
        """Return when so many tabs have been opened, and all of them are prepared."""
        while len(self._preparing) < count:
            self._opened.clear()
            await self._opened.wait()
        await asyncio.gather(*self._preparing)

    def _on_page(self, page: Page) -> None:
        page.on("framenavigated", self._on_navigated)
        self._preparing.append(asyncio.create_task(self._ready(page)))
        self._opened.set()

    def _on_navigated(self, frame: Frame) -> None:
        if frame.parent_frame is None:
            self.addresses.append(frame.url)
            self._led_on()

    async def _ready(self, page: Page) -> None:
        try:
            await self._admit(page)
            self._admitted.set()
            await self._prepare(page)
        except Error:
            # Closed again before it could be used.
            return
        finally:
            self._admitted.set()
