"""The Chromium that browser tests use; tests are skipped where there is none, but never in CI."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from journeys.errors import InputError
from journeys.journey import Journey
from journeys_runners.browser.launching import find_browser
from journeys_runners.browser.options import BrowserOptions
from journeys_runners.browser.runner import BrowserRunner
from journeys_runners.browser.window import Window
from journeys_runners.http.client import Request
from tests.support.replaying import Replayed, a_context, a_journey, replay_on
from tests.support.tiny_web import Routes, serving


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
    return replay_on(routes, *journeys, runner=BrowserRunner, browser=browser, **overrides)


def at_window(
    routes: Routes, work: Callable[[Window, str], Awaitable[None]], **target: Any
) -> None:
    """Do something with a window of the runner that shows the first page, and the base URL."""

    async def run() -> None:
        async with serving(routes) as server:
            browser, journey = BrowserOptions(path=browser_or_skip()), a_journey("view /")
            context = a_context(server.base_url, [journey], browser=browser, target=target)
            async with BrowserRunner(context) as runner, runner.window(context, journey) as window:
                window.act()
                await window.open(Request(url=f"{server.base_url}/"))
                await window.settle()
                await work(window, server.base_url)

    asyncio.run(run())
