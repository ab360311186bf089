"""Watches what the pages of one visit ask for, and turns it into evidence."""

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, Error, Page, Request

from journeys_runners.browser.traffic.answers import WITH_BODY, Started, answer_of
from journeys_runners.browser.traffic.doubled_events import (
    Sending,
    are_different,
    is_one_sent_twice,
    sendings_of,
)
from journeys_runners.browser.traffic.last_words import LastWords
from journeys_runners.browser.traffic.own_origin import is_marked
from journeys_runners.browser.traffic.seen import Asked, Mark, Seen
from journeys_runners.browser.traffic.sent_events import events_in
from journeys_runners.browser.traffic.sockets import Sockets
from journeys_runners.pages.site import Site
from journeys_runners.sending.client import Answer
from journeys_runners.target import Target

_WAITED_FOR: Final = frozenset({"document", "script", "stylesheet", "xhr", "fetch"})
_LAST_ANSWERS_S: Final = 1.0
_ANNOUNCED_FOR_S: Final = 1.0
"""An announced request that has not started after so long was given up by its page."""
_BEACONS: Final = frozenset({"ping", "beacon"})
_CARRIES_EVENTS: Final = _BEACONS | {"image", "xhr", "fetch", "other"}


class Traffic:
    """All requests of one visit, in the order in which they started."""

    def __init__(
        self,
        site: Site,
        target: Target,
        event_names: Collection[str],
        trace_id: Callable[[], str],
        silent_sockets: Counter[str],
    ) -> None:
        """`trace_id` gives that of the step that is being performed."""
        self.seen: list[Seen] = []
        self._site = site
        self._target = target
        self._event_names = event_names
        self._trace_id = trace_id
        self._by_request: dict[Request, Seen] = {}
        self._announced: dict[str, float] = {}
        """Addresses that pages are about to lead to, and since when: the request comes later."""
        self._held_open: set[str] = set()
        """Paths that are answered when something happens: nobody waits for those twice."""
        self._changed = asyncio.Event()
        self.last_words = LastWords(event_names, target.max_body_bytes)
        self.sockets = Sockets(site, silent_sockets, self._changed.set)

    def watch(self, context: BrowserContext) -> None:
        """Begin to watch."""
        context.on("page", self.sockets.watch)
        context.on("request", self._on_request)
        context.on("requestfinished", self._on_end)
        context.on("requestfailed", self._on_end)

    def announce(self, url: str) -> None:
        """A page is about to be left for this address, or opens a tab for it."""
        if url.startswith(("http:", "https:")):
            self._announced[_without_fragment(url)] = time.monotonic()

    @property
    def latest_page(self) -> Seen | None:
        """The request of the page that was loaded last."""
        return next((one for one in reversed(self.seen) if one.is_page), None)

    async def become_idle(self, since: int) -> None:
        """Return when nothing is under way of what was asked for from `since` on."""
        while not self.is_idle(since):
            longest_s = _ANNOUNCED_FOR_S if self._announced else self.sockets.left_s or None
            with suppress(TimeoutError):
                await asyncio.wait_for(self.change(), longest_s)

    def is_idle(self, since: int) -> bool:
        now = time.monotonic()
        starting = any(now - at < _ANNOUNCED_FOR_S for at in self._announced.values())
        if starting or self.sockets.left_s > 0:
            return False
        return not any(self._is_awaited(one) for one in self.seen[since:])

    def is_loading_page(self, since: int) -> bool:
        """Whether a page that was asked for from `since` on has not come to its end."""
        return any(one.is_own and one.is_page and not one.is_finished for one in self.seen[since:])

    @property
    def told_count(self) -> int:
        """How many answers have come that say something: pages and data."""
        return sum(one.is_finished and one.kind in WITH_BODY for one in self.seen)

    @property
    def tabs_asked_for(self) -> int:
        """Tabs that pages have opened, whether Playwright has shown them yet or not.

        One that would leave the application is never shown: nothing comes of its first request.
        """
        return sum(one.opens_tab and one.is_own for one in self.seen)

    def give_up(self, since: int) -> None:
        """Say that the time for what is still under way is over."""
        for one in self.seen[since:]:
            if not self._is_awaited(one):
                continue
            if one.is_page:
                one.is_given_up = True
            else:
                self._held_open.add(urlsplit(one.url).path)

    def is_held_open(self, url: str) -> bool:
        """Whether an answer from there was waited for in vain."""
        return urlsplit(url).path in self._held_open

    async def asked(self, since: int) -> tuple[Asked, ...]:
        """The pages and the application's own requests from `since` on, with what came back."""
        wanted = [one for one in self.seen[since:] if one.is_own or one.is_page]
        return tuple([(one, await self._answer(one)) for one in wanted])

    def events_sent(self, begin: int, end: int, page_url: str) -> frozenset[str]:
        """Known events that this page sent among these requests."""
        sent = (one.events for one in self.seen[begin:end] if one.sender_url == page_url)
        return frozenset().union(*sent)

    def events_sent_twice(self, begin: int, end: int, page_url: str) -> frozenset[str]:
        """Known events that this page sent to one place more than once, each time as a new one.

        None of a page that was loaded more than once: it sends them with each load.
        """
        address = _without_fragment(page_url)
        loads = [
            one
            for one in self.seen[begin:end]
            if one.is_page and _without_fragment(one.url) == address
        ]
        if len(loads) > 1:
            return frozenset()
        sendings: defaultdict[tuple[str, str], list[Sending]] = defaultdict(list)
        for one in self.seen[begin:end]:
            request = one.started.request
            for name in one.events if one.sender_url == page_url else ():
                sending = Sending(url=request.url, body=request.post_data_buffer)
                sendings[sending.place, name].append(sending)
        return frozenset(name for (_, name), sent in sendings.items() if are_different(sent))

    def has_sent_twice(self, name: str, since: Mark) -> bool:
        """Whether a known event was sent more than once since then, each time as a new one."""
        requests = (
            one.started.request for one in self.seen[since.request_count :] if name in one.events
        )
        return is_one_sent_twice(
            [
                sending
                for request in requests
                for sending in sendings_of(request.url, request.post_data_buffer, name)
            ]
        )

    def hear(self, request: Mapping[str, Any]) -> None:
        """A page that is being left makes a request, of which its tab does not tell."""
        self.last_words.hear(request)
        self._changed.set()

    def events(self, since: Mark) -> frozenset[str]:
        """Known events that were sent since then: in requests, and as pages were left."""
        sent = (one.events for one in self.seen[since.request_count :])
        return self.last_words.events(since.word_count).union(*sent)

    async def event_comes(self, name: str, since: Mark, longest_s: float) -> bool:
        """Wait a while for an event, for libraries collect some before they send them."""
        with suppress(TimeoutError):
            async with asyncio.timeout(longest_s):
                while name not in self.events(since):
                    await self.change()
        return name in self.events(since)

    def has_loaded_page(self, since: Mark) -> bool:
        """Whether a tab left its page for another since then."""
        return any(one.is_page for one in self.seen[since.request_count :])

    async def word_comes(self, since: Mark, longest_s: float) -> None:
        """Wait a while for what a page that was left sends last, unless it has sent an event."""
        with suppress(TimeoutError):
            async with asyncio.timeout(longest_s):
                while not self.events(since):
                    await self.change()

    @property
    def may_be_told_later(self) -> bool:
        """Whether a page holds something open through which its server may tell it anything."""
        return self.sockets.are_open or any(
            one.kind == "eventsource" or urlsplit(one.url).path in self._held_open
            for one in self.seen
        )

    @property
    def lacks_foreign(self) -> bool:
        """Whether a script or data of another host did not come: tests are often kept from it."""
        return any(
            one.has_failed and not one.is_own and one.kind in ("script", "xhr", "fetch")
            for one in self.seen
        )

    async def pictures_come(self, longest_s: float) -> None:
        """Wait a while for the application's pictures that are under way."""
        with suppress(TimeoutError):
            async with asyncio.timeout(longest_s):
                while any(
                    one.kind == "image" and one.is_own and not one.is_finished for one in self.seen
                ):
                    await self.change()

    def stir(self) -> None:
        """Have those look again who wait for a change."""
        self._changed.set()

    async def change(self) -> None:
        """Return when a page has asked for something, was answered, or shows another address."""
        self._changed.clear()
        await self._changed.wait()

    async def close(self) -> None:
        """Let beacons come to their end, and go of the answers that nobody waits for any more."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_LAST_ANSWERS_S):
                while any(one.kind in _BEACONS and not one.is_finished for one in self.seen):
                    await self.change()
        tasks = [one.answering for one in self.seen if one.answering]
        if tasks:
            # Playwright complains of those that are cut off rather than left a moment to end.
            await asyncio.wait(tasks, timeout=_LAST_ANSWERS_S)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _answer(self, one: Seen) -> Answer:
        if one.answering is None:
            return await answer_of(one.started, is_finished=False)
        return await one.answering

    def _is_awaited(self, one: Seen) -> bool:
        return (
            (one.is_own or one.is_page)
            and not one.is_finished
            and one.kind in _WAITED_FOR
            and urlsplit(one.url).path not in self._held_open
        )

    def _on_request(self, request: Request) -> None:
        is_own = self._site.owns(request.url)
        page = page_of(request)
        kind, is_navigation = request.resource_type, request.is_navigation_request()
        is_traced = is_own and is_marked(self._target, kind, request.url)
        one = Seen(
            started=Started(
                request=request,
                started_at=datetime.now(UTC),
                begin_s=time.perf_counter(),
                trace_id=self._trace_id() if is_traced else "",
                max_body_bytes=self._target.max_body_bytes,
            ),
            kind=kind,
            is_own=is_own,
            is_page=is_navigation and _fills_a_tab(request),
            opens_tab=is_navigation and page is None and request.redirected_from is None,
            sender_url=page.url if page else "",
            events=events_in(request.url, request.post_data_buffer, self._event_names)
            if kind in _CARRIES_EVENTS
            else frozenset(),
        )
        self.seen.append(one)
        self._announced.pop(_without_fragment(request.url), None)
        self._by_request[request] = one
        self._changed.set()

    def _on_end(self, request: Request) -> None:
        one = self._by_request.pop(request, None)
        if one is None or one.is_given_up:
            return
        one.is_finished, one.has_failed = True, request.failure is not None
        if one.is_own or one.is_page:
            # At once: the browser drops the bodies of a page that is left.
            answering = answer_of(one.started, is_finished=True)
            one.answering = asyncio.create_task(answering)
        self._changed.set()


def _without_fragment(url: str) -> str:
    return url.partition("#")[0]


def page_of(request: Request) -> Page | None:
    """The tab that asks; None for one that Playwright does not show yet."""
    try:
        return request.frame.page
    except Error:
        return None


def _fills_a_tab(request: Request) -> bool:
    try:
        return request.frame.parent_frame is None
    except Error:
        return True
