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
    listen = asyncio.gather(_hears_end(session, "window"), _hears_end(session, "document"))
    try:
        return any(await answered(listen))
    except Error:
        # It is gone, or busy for ever.
        return False


async def _hears_end(session: CDPSession, target: str) -> bool:
    told = await session.send("Runtime.evaluate", {"expression": target})
    held = {"objectId": told["result"]["objectId"]}
    listed = await session.send("DOMDebugger.getEventListeners", held)
    return any(one["type"] in _ENDS for one in listed["listeners"])
