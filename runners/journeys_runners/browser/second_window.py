"""Opens pages beside the visit, in a second window of the same visitor, and hears what they send.

The visit itself stands where it stood: what the visitor has before them may not come again.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, Any, Final, cast

from journeys_runners.browser.patience import SilentError, answered, told_by_browser
from journeys_runners.browser.traffic.trips import page_trip
from journeys_runners.browser.window import Window
from journeys_runners.sending.client import Request
from journeys_runners.visiting.turn import Turn

if TYPE_CHECKING:
    from playwright._impl._api_structures import SetCookieParam

OpenWindow = Callable[[Mapping[str, Any]], AbstractAsyncContextManager[Window]]
"""Opens a window whose visitor has this storage state."""
_KEPT: Final = """() => ({
  origin: location.origin,
  localStorage: Object.entries(localStorage).map(([name, value]) => ({name, value})),
})"""


@asynccontextmanager
async def second_window(first: Window, open_window: OpenWindow) -> AsyncIterator[Window]:
    """A window with the visitor's cookies and what their pages keep in the browser.

    Cookies that are set there count in the first one, too, as in two windows of one browser.

    Raises
    ------
    playwright.async_api.Error
        The visitor's page is gone.
    """
    tab = first.tabs.current
    if tab is None:
        raise SilentError("no page is open")
    state = {
        "cookies": await told_by_browser(tab.context.cookies()),
        "origins": [await answered(tab.evaluate(_KEPT))],
    }
    async with open_window(state) as window:
        yield window
        if other := window.tabs.current:
            cookies = await told_by_browser(other.context.cookies())
            await told_by_browser(tab.context.add_cookies(cast("list[SetCookieParam]", cookies)))


async def times_sent(
    window: Window, turn: Turn, url: str, name: str, longest_s: float
) -> tuple[str, int] | None:
    """The template of the page that comes at an address, and how often it sends an event.

    None where no page comes; twice stands for more.

    Raises
    ------
    playwright.async_api.Error
        The window is gone.
    """
    since = window.begin(turn.trace_id, turn.index + 1)
    window.act()
    await window.open(Request(url=url))
    await window.settle()
    page = await window.look(has_address=True)
    trip = page_trip(await window.traffic.asked(since.request_count), window.led_off)
    template = window.site.template_of(page.url) if page else None
    if page is None or template is None or trip is None or trip.stop:
        return None
    if trip.last.failure or trip.last.status >= 400:
        return None
    if name in page.sent_twice:
        return template, 2
    return template, int(await window.traffic.event_comes(name, since, longest_s))
