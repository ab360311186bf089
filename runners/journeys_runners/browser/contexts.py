"""Contexts of one browser, like private windows: the next is opened while one is in use."""

import asyncio
from contextlib import suppress

from playwright.async_api import Browser, BrowserContext, Error, StorageState


class Contexts:
    """Opens and closes the contexts of visits; a context serves one visit only."""

    def __init__(self, browser: Browser, user_agent: str) -> None:
        self.browser = browser
        self._user_agent = user_agent
        self._spare: asyncio.Task[BrowserContext] | None = None
        self._closing: set[asyncio.Task[None]] = set()

    async def open(self, state: StorageState | None) -> BrowserContext:
        """A context with this storage; one without storage has its first tab already.

        Raises
        ------
        playwright.async_api.Error
            The browser is gone.
        """
        if state is not None:
            return await self._new(state)
        spare, self._spare = self._spare, None
        context = await (spare or self._with_tab())
        if self._spare is None:
            self._spare = asyncio.create_task(self._with_tab())
        return context

    def let_go(self, context: BrowserContext) -> None:
        """Close a context whose pages have been left; nobody needs to wait for that."""
        task = asyncio.create_task(_close(context))
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    async def close(self) -> None:
        """Close what is open yet."""
        if self._spare:
            with suppress(Error):
                await _close(await self._spare)
        await asyncio.gather(*self._closing)

    async def _with_tab(self) -> BrowserContext:
        context = await self._new(None)
        await context.new_page()
        return context

    async def _new(self, state: StorageState | None) -> BrowserContext:
        # Service workers answer in the application's place, where nothing is seen of it.
        return await self.browser.new_context(
            user_agent=self._user_agent, service_workers="block", storage_state=state
        )


async def _close(context: BrowserContext) -> None:
    with suppress(Error):
        await context.close()
