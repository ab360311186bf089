"""The Chromium that browser tests use; tests are skipped where there is none, but never in CI."""

import os
from collections.abc import Iterator
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
from tests.support.replaying import Replayed, replay_on
from tests.support.tiny_web import Routes


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
