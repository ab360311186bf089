"""The Chromium that browser tests use; tests are skipped where there is none, but never in CI.

Runners of tests share one browser, which lives in a loop of its own until the tests are over: to
start one takes longer than most of what is tested. Each visit has a context of its own in it.
"""

import asyncio
import atexit
import os
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

import pytest
from playwright.async_api import Browser as AsyncBrowser
from playwright.async_api import async_playwright
from playwright.sync_api import Browser, sync_playwright

from journeys.errors import InputError
from journeys.journey import Journey
from journeys_runners.browser.launching import find_browser, launch
from journeys_runners.browser.runner import BrowserRunner
from journeys_runners.browser.window import Window
from journeys_runners.browser_options import BrowserOptions
from journeys_runners.sending.client import Request
from tests.support.replaying import Replayed, a_context, a_journey, replay_on
from tests.support.tiny_web import Routes, serving

_LOOPBACK: Final = "http://127.0.0.1"
Result = TypeVar("Result")


class SharedBrowserRunner(BrowserRunner):
    """The browser runner in the browser that all tests of this process share."""

    async def _browser(self, stack: AsyncExitStack) -> AsyncBrowser:
        return _shared().browser


class _SharedBrowser:
    """A loop in a thread of its own, and a browser in it."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self._thread.start()
        self._stack = AsyncExitStack()
        self.browser = self.run(self._start())
        atexit.register(self._end)

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result()

    async def _start(self) -> AsyncBrowser:
        playwright = await self._stack.enter_async_context(async_playwright())
        browser = await launch(playwright, BrowserOptions(path=browser_or_skip()), _LOOPBACK)
        self._stack.push_async_callback(browser.close)
        return browser

    def _end(self) -> None:
        self.run(self._stack.aclose())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()


@cache
def _shared() -> _SharedBrowser:
    return _SharedBrowser()


def beside_browser(work: Coroutine[Any, Any, Result]) -> Result:
    """Do this in the loop of the shared browser, and give what comes of it."""
    browser_or_skip()
    return _shared().run(work)


def browser_or_skip(downloaded: Path | None = None) -> Path:
    """The browser that the product itself would take."""
    try:
        return find_browser(downloaded=downloaded)
    except InputError as error:
        if os.environ.get("CI"):
            pytest.fail(f"{error.what}, and CI must have one", pytrace=False)
        pytest.skip(error.what)


@contextmanager
def open_browser() -> Iterator[Browser]:
    """A headless browser of its own."""
    with sync_playwright() as playwright:
        found = browser_or_skip(Path(playwright.chromium.executable_path))
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


def replay_in_browser(
    routes: Routes, *journeys: Journey, artifacts: Path | None = None, **overrides: Any
) -> Replayed:
    """Replay journeys in a browser against a server with these routes."""
    options = overrides.pop("browser", {})
    browser = BrowserOptions(path=browser_or_skip(), artifacts=artifacts, **options)
    return replay_on(
        routes,
        *journeys,
        runner=SharedBrowserRunner,
        run=beside_browser,
        browser=browser,
        **overrides,
    )


def at_window(
    routes: Routes, work: Callable[[Window, str], Awaitable[None]], **target: Any
) -> None:
    """Do something with a window of the runner that shows the first page, and the base URL."""

    async def run() -> None:
        async with serving(routes) as server:
            browser, journey = BrowserOptions(path=browser_or_skip()), a_journey("view /")
            context = a_context(server.base_url, [journey], browser=browser, target=target)
            async with (
                SharedBrowserRunner(context) as runner,
                runner.window(context, journey) as window,
            ):
                window.act()
                await window.open(Request(url=f"{server.base_url}/"))
                await window.settle()
                await work(window, server.base_url)

    beside_browser(run())
