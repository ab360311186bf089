"""Where the browser for the tests is."""

import os
import shutil
from pathlib import Path


def find_browser() -> Path | None:
    """JOURNEYS_BROWSER, else Playwright's own download, else the system's Chromium."""
    if named := os.environ.get("JOURNEYS_BROWSER"):
        return Path(named)
    if downloaded := _playwrights_own():
        return downloaded
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return Path(found)
    return None


def _playwrights_own() -> Path | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() else None
