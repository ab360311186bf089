"""Waits until what was done in a page has had its effect, and takes the page as it stands then."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from playwright.async_api import Error, Page

from journeys_runners.browser.acting.idling import WHEN_IDLE, WHEN_IDLE_AFTER_PRESS
from journeys_runners.browser.snapshot import IS_CURRENT, IS_KNOWN, Snapshot, take_snapshot
from journeys_runners.browser.tabs import Tabs
from journeys_runners.browser.traffic.traffic import Traffic

_EMPTY: Final = "about:blank"
_TAB_BEGINS_MS: Final = 1000
_STOPS_S: Final = 2.0
# Quiet is a page whose scripts had nothing to do twice, and added nothing in between: on a busy
# machine that comes later. Once is enough where they have nothing to do for a while yet: the time
# that Chromium leaves to who waits ends with the next timer or frame, and is at most 50 ms. A page
# that never is quiet, one with a clock or a ticker, is taken as it stands after a second; one
# without scripts is as it came. One that shows no sign yet of what was done in it is given that
# second, too: a timer may be running.
_QUIET: Final = f"""async waits => {{
  if (document.readyState === "loading")
    await new Promise(done => document.addEventListener("DOMContentLoaded", done, {{once: true}}));
  if (!document.scripts.length) return;
  const idle = {IS_KNOWN} ? {WHEN_IDLE_AFTER_PRESS} : {WHEN_IDLE};
  let hasChanged = false, change = () => {{}};
  const observer = new MutationObserver(() => {{ hasChanged = true; change(); }});
  observer.observe(document, {{subtree: true, childList: true}});
  const until = performance.now() + 1000;
  if (waits && ({IS_CURRENT})())
    await new Promise(done => {{ change = done; setTimeout(done, 1000); }});
  do {{
    const left = await idle();
    if (left.timeRemaining() > 45) break;
    hasChanged = false;
    await idle();
  }} while (hasChanged && performance.now() < until);
  observer.disconnect();
}}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What was done in a page."""

    since: int
    """Where in the traffic it began."""
    has_effect: bool = True
    """Whether it ought to show."""


async def settle(
    tabs: Tabs,
    traffic: Traffic,
    done: Deed,
    timeout_s: float,
    beside: Callable[[], Awaitable[None]],
) -> Snapshot | None:
    """The page when nothing is under way any more that was asked for since something was done.

    None where there is no tab, or none that comes to rest in time. `beside` is done while the
    page becomes quiet, when all that it asked for has been answered.
    """
    since = done.since
    opened: set[Page] = set()
    try:
        async with asyncio.timeout(timeout_s):
            while True:
                await traffic.become_idle(since)
                await tabs.become_ready(max(tabs.count, 1 + traffic.tabs_asked_for))
                page = tabs.current
                if page is None:
                    return None
                if page.url == _EMPTY and page not in opened:
                    opened.add(page)
                    await _begin(page)
                    continue
                waits = done.has_effect and len(traffic.seen) == since
                snapshot, _ = await asyncio.gather(_when_quiet(page, waits=waits), beside())
                if snapshot and traffic.is_idle(since) and tabs.current is page:
                    return snapshot
    except TimeoutError:
        traffic.give_up(since)
        if tabs.current and traffic.is_loading_page(since):
            await _stop(tabs.current)
        return None


async def settle_late(tabs: Tabs, timeout_s: float) -> None:
    """Return when the network has been idle for as long as Playwright calls idle."""
    if tabs.current:
        with suppress(Error):
            await tabs.current.wait_for_load_state("networkidle", timeout=timeout_s * 1000)


async def _stop(page: Page) -> None:
    """Load no more of a page that has no end: it fills the browser's memory meanwhile."""
    with suppress(Error, TimeoutError):
        async with asyncio.timeout(_STOPS_S):
            session = await page.context.new_cdp_session(page)
            await session.send("Page.stopLoading")
            await session.detach()


async def _begin(page: Page) -> None:
    """Wait a moment for the page that a new tab was opened for."""
    with suppress(Error):
        await page.wait_for_url(_is_begun, wait_until="commit", timeout=_TAB_BEGINS_MS)


def _is_begun(url: str) -> bool:
    return url != _EMPTY


async def _when_quiet(page: Page, *, waits: bool) -> Snapshot | None:
    try:
        return await take_snapshot(page, before=f"() => ({_QUIET})({str(waits).lower()})")
    except Error:
        # Another page has come meanwhile.
        return None
