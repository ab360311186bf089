"""What a visitor has seen of the page before them, and what that page sent since it came.

Takes snapshots, gives pages. A page is read anew only if it does not stand as it did.
"""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace

from journeys_runners.browser.snapshot import Snapshot
from journeys_runners.browser.tabs import Tabs
from journeys_runners.browser.traffic.traffic import Traffic
from journeys_runners.pages.page import Page, address_of
from journeys_runners.pages.parsing import parse_page
from journeys_runners.pages.site import Site


class Sight:
    """The page as its visitor knows it."""

    def __init__(
        self, site: Site, event_names: Collection[str], tabs: Tabs, traffic: Traffic
    ) -> None:
        self._site, self._event_names = site, event_names
        self._tabs, self._traffic = tabs, traffic
        self._settled: Snapshot | None = None
        """The page as it came to rest, until somebody looks."""
        self._shown: tuple[Snapshot, Page] | None = None
        self._settled_at = self._shown_at = 0
        """How many addresses the tabs had shown by then."""
        self._address = ""
        self._acted_at = 0
        self._load: tuple[int, int | None] = (0, None)
        """Where in the traffic the present page loaded; open as long as nobody acts on it."""

    def act(self, at: int) -> None:
        """Something is about to be done in the page, at this place in the traffic."""
        self._settled, self._acted_at = None, at
        if self._load[1] is None:
            self._load = (self._load[0], at)

    def come_to_rest(self, settled: Snapshot | None) -> None:
        """The page has come to rest like this; None if it did not in time."""
        self._settled, self._settled_at = settled, len(self._tabs.addresses)

    @property
    def is_at_rest(self) -> bool:
        """Whether the page has come to rest since the last action, and nobody has looked yet."""
        return self._settled is not None

    @property
    def snapshot(self) -> Snapshot | None:
        """What the visitor saw when they looked last."""
        return self._shown[0] if self._shown else None

    @property
    def loading_at(self) -> int:
        """Where in the traffic the present page loaded."""
        return self._load[0]

    async def look(self, take: Callable[[], Awaitable[Snapshot | None]]) -> Page | None:
        """The page as it stands now, by `take` if nothing is known that still holds.

        None where the visitor stands on no page of the application.
        """
        loaded = any(one.is_page for one in self._traffic.seen[self._acted_at :])
        settled, self._settled = self._settled, None
        if settled and not self._is_before_visitor(settled, self._settled_at):
            settled = None
        if settled or not await self._is_shown_still():
            snapshot = settled or await take()
            if snapshot is None or not self._site.owns(snapshot.url):
                return None
            self._shown = snapshot, self._parsed(snapshot)
            self._shown_at = len(self._tabs.addresses)
        assert self._shown is not None
        snapshot, shown = self._shown
        if loaded or shown.url != self._address:
            self._address, self._load = shown.url, (self._acted_at, None)
        begin, end = self._load
        count = len(self._traffic.seen) if end is None else end
        return replace(
            shown,
            sent=self._traffic.events_sent(begin, count, snapshot.url),
            sent_twice=self._traffic.events_sent_twice(begin, count, snapshot.url),
        )

    def _is_before_visitor(self, snapshot: Snapshot, addresses: int) -> bool:
        """Whether it is of the present tab, and shows the last of so many addresses."""
        return snapshot.tab is self._tabs.current and addresses == len(self._tabs.addresses)

    async def _is_shown_still(self) -> bool:
        """Whether the visitor has before them what they saw when they looked last."""
        snapshot = self.snapshot
        return (
            snapshot is not None
            and self._is_before_visitor(snapshot, self._shown_at)
            and await snapshot.is_current()
        )

    def _parsed(self, snapshot: Snapshot) -> Page:
        page = parse_page(
            snapshot.html,
            url=address_of(snapshot.url),
            content_type="text/html; charset=utf-8",
            event_names=self._event_names,
        )
        return replace(page, is_live=True)
