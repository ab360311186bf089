"""Opens a context for each visit, like a private window with an empty tab; the next one ahead.

A window takes a browser as long as two or three pages. From the second on, the next is opened while
a journey is performed in this one, unless it needs something of its own or somebody looks on.
"""

import asyncio
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from playwright.async_api import Browser, BrowserContext, Error, StorageState

from journeys_runners.browser.patience import answered, told_by_browser


class Contexts:
    """Of one browser, and for all its visits."""

    def __init__(
        self, browser: Browser, user_agent: str, *, is_headed: bool, verifies_tls: bool
    ) -> None:
        self._browser = browser
        self._user_agent = user_agent
        self._is_headed = is_headed
        self._verifies_tls = verifies_tls
        self._has_opened = False
        self._next: asyncio.Task[BrowserContext] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._next is None:
            return
        (opened,) = await asyncio.gather(self._next, return_exceptions=True)
        if isinstance(opened, BrowserContext):
            with suppress(Error):
                await answered(opened.close())

    async def open(self, state: StorageState | None, videos: Path | None) -> BrowserContext:
        """A context with one tab; `state` is what is stored in it, `videos` where it is recorded.

        Raises
        ------
        EnvironmentUnusableError
            The browser does not answer.
        playwright.async_api.Error
            The browser is gone.
        """
        if state or videos or self._is_headed:
            return await self._make(state, videos)
        ahead, self._next = self._next, None
        context = await (ahead or self._make())
        if self._has_opened and self._next is None:
            self._next = asyncio.create_task(self._make())
        self._has_opened = True
        return context

    async def _make(
        self, state: StorageState | None = None, videos: Path | None = None
    ) -> BrowserContext:
        # Service workers answer in the application's place, where nothing is seen of it.
        opening = self._browser.new_context(
            user_agent=self._user_agent,
            service_workers="block",
            storage_state=state,
            ignore_https_errors=not self._verifies_tls,
            record_video_dir=videos,
        )
        context = await told_by_browser(opening)
        await told_by_browser(context.new_page())
        return context
