"""Lets a page send what it keeps for its end, before its window is closed.

A window that is closed gives its pages no end: no script of theirs hears of it. So a page that
listens for its end is left for an empty one first. What it sends then is seen by nobody but the
server and the fence (Playwright tells nothing of it), and only a window that is open sends it.
"""

import asyncio
from typing import Final

from playwright.async_api import CDPSession, Error, Page

from journeys_runners.browser.patience import answered

_ENDS: Final = frozenset(
    {"beforeunload", "freeze", "pagehide", "pageswap", "unload", "visibilitychange"}
)
_LISTENED_FOR: Final = """[window, document].flatMap(one => Object.keys(getEventListeners(one)))"""
"""JavaScript: what scripts listen for there; only the console has this function."""
_SENDS_FOR_S: Final = 0.5
"""So long it may take until what a page sends last is on its way: nothing tells when it is."""


async def depart(page: Page, session: CDPSession, timeout_s: float) -> None:
    """Leave the page if it hears its end; `session` is one of the page's own."""
    if not await hears_its_end(page, session):
        return
    try:
        await page.goto("about:blank", wait_until="commit", timeout=timeout_s * 1000)
    except Error:
        return
    await asyncio.sleep(_SENDS_FOR_S)


async def hears_its_end(page: Page, session: CDPSession) -> bool:
    """Whether the page listens for that, or has frames, which may."""
    if len(page.frames) > 1:
        return True
    asked = {
        "expression": _LISTENED_FOR,
        "includeCommandLineAPI": True,
        "returnByValue": True,
    }
    try:
        told = await answered(session.send("Runtime.evaluate", asked))
    except Error:
        # It is gone, or busy for ever.
        return False
    kinds = told["result"].get("value")
    return isinstance(kinds, list) and not _ENDS.isdisjoint(map(str, kinds))
