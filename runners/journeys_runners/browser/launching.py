"""Finds a Chromium and starts it so that applications meet an ordinary visitor."""

import os
import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from playwright.async_api import Browser, Error, Playwright, ProxySettings
from yarl import URL

from journeys.errors import InputError
from journeys_runners.browser_options import BrowserOptions
from journeys_runners.sending.proxies import proxies_of_environment
from journeys_runners.target import is_loopback

BROWSER_VARIABLE: Final = "JOURNEYS_BROWSER"

# Debian's wrapper adds flags of its own, so the program behind it goes first.
_SYSTEM_PATHS: Final = ("/usr/lib/chromium/chromium",)
_SYSTEM_NAMES: Final = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
_LOOPBACK_ONLY: Final = (
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE [::1]"
)
_REMEDY: Final = (
    "get one with `playwright install chromium` or from the system's packages "
    f"(`apt-get install chromium`), or name one with --browser-path or {BROWSER_VARIABLE}"
)


def find_browser(path: Path | None = None, *, downloaded: Path | None = None) -> Path:
    """The browser to start: the given one, `JOURNEYS_BROWSER`, Playwright's own, the system's.

    Raises
    ------
    InputError
        There is none, or the one that was named is not there.
    """
    named = _named(path)
    if named:
        where, chosen = named
        if not chosen.is_file():
            raise InputError(f"there is no browser at {chosen}", where=where, remedy=_REMEDY)
        return chosen
    for candidate in _candidates(downloaded):
        if candidate.is_file():
            return candidate
    raise InputError("no browser was found", where="--runner browser", remedy=_REMEDY)


async def launch(playwright: Playwright, options: BrowserOptions, base_url: str) -> Browser:
    """Start a browser for the application at this URL.

    Raises
    ------
    InputError
        There is no browser, or it does not start.
    """
    found = find_browser(options.path, downloaded=Path(playwright.chromium.executable_path))
    # Analytics libraries send nothing for visitors that say they are automated.
    arguments = ["--disable-blink-features=AutomationControlled"]
    if is_loopback(urlsplit(base_url).hostname or ""):
        arguments.append(_LOOPBACK_ONLY)
    try:
        return await playwright.chromium.launch(
            executable_path=found,
            headless=not options.is_headed,
            slow_mo=options.slow_motion_ms,
            chromium_sandbox=os.geteuid() != 0,
            args=arguments,
            proxy=_proxy_to(base_url),
            # On signals the replay ends its visits and then the browser, in this order.
            handle_sigint=False,
            handle_sigterm=False,
        )
    except Error as error:
        first_line = error.message.strip().partition("\n")[0]
        raise InputError(
            f"the browser does not start: {first_line}",
            where=str(found),
            remedy="start it by hand to see why; --headed needs a display",
        ) from error


async def ordinary_user_agent(browser: Browser) -> str:
    """What the browser calls itself when somebody sits before it."""
    session = await browser.new_browser_cdp_session()
    try:
        version = await session.send("Browser.getVersion")
    finally:
        await session.detach()
    return re.sub("Headless", "", str(version["userAgent"]))


def _proxy_to(base_url: str) -> ProxySettings | None:
    proxies = proxies_of_environment()
    proxy = proxies.of(URL(base_url))
    if proxy is None:
        return None
    settings = ProxySettings(server=str(proxy.origin()), bypass=proxies.exempt)
    if proxy.user is not None:
        settings |= ProxySettings(username=proxy.user, password=proxy.password or "")
    return settings


def _named(path: Path | None) -> tuple[str, Path] | None:
    if path is not None:
        return "--browser-path", path
    in_environment = os.environ.get(BROWSER_VARIABLE)
    return (BROWSER_VARIABLE, Path(in_environment)) if in_environment else None


def _candidates(downloaded: Path | None) -> Iterable[Path]:
    if downloaded is not None:
        yield downloaded
    yield from map(Path, _SYSTEM_PATHS)
    yield from (Path(found) for name in _SYSTEM_NAMES if (found := shutil.which(name)))
