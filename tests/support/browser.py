"""The Chromium that browser tests use."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome")


def find_browser() -> str:
    """Path of a Chromium: `JOURNEYS_BROWSER`, or one on the PATH. Skips the test without one."""
    found = os.environ.get("JOURNEYS_BROWSER") or next(
        filter(None, map(shutil.which, _NAMES)), None
    )
    if found is None:
        pytest.skip("no Chromium: set JOURNEYS_BROWSER to one, or put one on the PATH")
    return found


@contextmanager
def open_browser() -> Iterator[Browser]:
    """A headless browser of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()
