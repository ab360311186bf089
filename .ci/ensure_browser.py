"""Finds a Chromium for the browser tests, or installs one: Debian's package, else Playwright's."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.support.browser import find_browser


def install() -> None:
    """Debian's package where we may install it; otherwise the download that Playwright offers."""
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if shutil.which("apt-get") and (not sudo or shutil.which("sudo")):
        packages = ["chromium", "fonts-dejavu-core"]
        apt = [*sudo, "apt-get", "-qq"]
        subprocess.run([*apt, "update"], check=False)
        subprocess.run([*apt, "install", "-y", "--no-install-recommends", *packages], check=False)
    if find_browser() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


if find_browser() is None:
    print("no browser found; installing one", flush=True)
    install()
browser = find_browser()
if browser is None:
    sys.exit("no Chromium could be installed; install one and set JOURNEYS_BROWSER to its path")
print(f"browser: {browser}")
