"""Finds a Chromium for the browser tests, or installs one: Debian's package, else Playwright's."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from journeys.errors import InputError
from journeys_runners.browser.launching import find_browser


def main() -> None:
    browser = found()
    if browser is None:
        print("no browser found; installing one", flush=True)
        install()
        browser = found()
    if browser is None:
        sys.exit("no Chromium could be installed; install one and set JOURNEYS_BROWSER to its path")
    print(f"browser: {browser}")


def found() -> Path | None:
    """The browser that the product itself would take."""
    with sync_playwright() as playwright:
        downloaded = Path(playwright.chromium.executable_path)
    try:
        return find_browser(downloaded=downloaded)
    except InputError:
        return None


def install() -> None:
    """Debian's package where we may install it; otherwise the download that Playwright offers."""
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if shutil.which("apt-get") and (not sudo or shutil.which("sudo")):
        packages = ["chromium", "fonts-dejavu-core"]
        apt = [*sudo, "apt-get", "-qq"]
        subprocess.run([*apt, "update"], check=False)
        subprocess.run([*apt, "install", "-y", "--no-install-recommends", *packages], check=False)
    if found() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


main()
