"""Has analytics libraries send at once what they collect for some seconds.

They hand over what they hold when a visitor turns to another tab or leaves the page; sent then by
a page that lives on, it is seen like any other request. Only for pages that are opened anew
afterwards: an application may put its work away, too, when its page is left.
"""

from collections.abc import Collection
from contextlib import suppress
from typing import Any, Final

from playwright.async_api import Error, Page

from journeys_runners.browser.acting.idling import WHEN_IDLE_AFTER_PRESS
from journeys_runners.browser.patience import answered
from journeys_runners.browser.traffic.sent_events import events_in

_TURN_AWAY: Final = f"""async () => {{
  const turn = (state, left) => {{
    Object.defineProperty(document, "visibilityState", {{value: state, configurable: true}});
    Object.defineProperty(document, "hidden", {{value: state === "hidden", configurable: true}});
    document.dispatchEvent(new Event("visibilitychange", {{bubbles: true}}));
    dispatchEvent(new PageTransitionEvent(left, {{persisted: true}}));
  }};
  turn("hidden", "pagehide");
  turn("visible", "pageshow");
  delete document.visibilityState;
  delete document.hidden;
  await {WHEN_IDLE_AFTER_PRESS}();
}}"""


async def hand_over_events(page: Page, event_names: Collection[str]) -> frozenset[str]:
    """The known events that the page's libraries held: they have been sent then.

    Bodies of beacons that are blobs are known to the browser's own protocol alone.
    """
    with suppress(Error):
        return await answered(_handed_over(page, event_names))
    return frozenset()


async def _handed_over(page: Page, event_names: Collection[str]) -> frozenset[str]:
    found: set[str] = set()
    asked: list[tuple[str, str]] = []

    def on_request(event: dict[str, Any]) -> None:
        if event["request"].get("hasPostData"):
            asked.append((event["requestId"], event["request"]["url"]))

    session = await page.context.new_cdp_session(page)
    session.on("Network.requestWillBeSent", on_request)
    await session.send("Network.enable")
    await page.evaluate(_TURN_AWAY)
    for request_id, url in asked:
        with suppress(Error):
            sent = await session.send("Network.getRequestPostData", {"requestId": request_id})
            found |= events_in(url, str(sent.get("postData", "")).encode(), event_names)
    await session.detach()
    return frozenset(found)
