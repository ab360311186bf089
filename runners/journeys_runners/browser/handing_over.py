"""Has analytics libraries send at once what they collect for some seconds.

They hand over what they hold when a visitor turns to another tab or leaves the page; sent then by
a page that lives on, it is seen like any other request. Only for pages that are opened anew
afterwards: an application may put its work away, too, when its page is left.
"""

from contextlib import suppress
from typing import Final

from playwright.async_api import Error, Page

_TURN_AWAY: Final = """async () => {
  const turn = (state, left) => {
    Object.defineProperty(document, "visibilityState", {value: state, configurable: true});
    Object.defineProperty(document, "hidden", {value: state === "hidden", configurable: true});
    document.dispatchEvent(new Event("visibilitychange", {bubbles: true}));
    dispatchEvent(new PageTransitionEvent(left, {persisted: true}));
  };
  turn("hidden", "pagehide");
  turn("visible", "pageshow");
  delete document.visibilityState;
  delete document.hidden;
  await new Promise(done => requestIdleCallback(done, {timeout: 200}));
}"""


async def hand_over_events(page: Page) -> None:
    """Return when what the page's libraries held has been sent."""
    with suppress(Error):
        await page.evaluate(_TURN_AWAY)
