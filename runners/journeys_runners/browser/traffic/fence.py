"""Decides on requests of a browser that go to the application, and on those that would leave it.

Playwright's own routes see the first request of a redirect only, repeat its headers wherever it
leads, to other hosts too, answer preflights in the application's place and switch the browser's
cache off. So each hop is decided here, in a session of the browser's own protocol that is there
before any tab is: it sees what new tabs and workers ask for, too.
"""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Self

from playwright.async_api import Browser, CDPSession, Error

from journeys_mining.recorded.operations import operation_of, with_operation
from journeys_runners.browser.patience import answered, told_by_browser
from journeys_runners.browser.traffic.own_origin import OwnOrigin, marked_patterns
from journeys_runners.pages.site import Site, origin_of
from journeys_runners.target import Target

_NAVIGATIONS: Final = (
    "Page.frameScheduledNavigation",
    "Page.frameRequestedNavigation",
    "Page.windowOpen",
)
# Pages, and what pages send as they are left: beacons and pixels are pings, the rest is XHR.
_OF_ANY_HOST: Final = ("Document", "Ping", "XHR")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """Where a request comes from."""

    visit: OwnOrigin
    is_tab: bool
    """Whether it fills a whole tab."""


class Fence:
    """The fence around all visits of one browser."""

    def __init__(self, browser: Browser, site: Site, target: Target) -> None:
        self.site = site
        self._target = target
        self._browser = browser
        self._session: CDPSession | None = None
        self._visits: dict[str, OwnOrigin] = {}
        """By the browser's id of their context."""
        self._sessions: dict[CDPSession, OwnOrigin] = {}
        """Of each tab."""
        self._frames: dict[str, _Frame] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        opening = self._browser.new_browser_cdp_session()
        session = self._session = await told_by_browser(opening)
        session.on("Fetch.requestPaused", self._on_paused)
        own = [
            pattern
            for origin in self.site.origins
            for pattern in marked_patterns(self._target, origin)
        ]
        foreign = [{"urlPattern": "*", "resourceType": kind} for kind in _OF_ANY_HOST]
        await told_by_browser(session.send("Fetch.enable", {"patterns": [*own, *foreign]}))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        assert self._session is not None
        with suppress(Error):
            await answered(self._session.detach())

    async def admit(self, session: CDPSession, visit: OwnOrigin) -> None:
        """Know a session's tab as one of this visit.

        Raises
        ------
        playwright.async_api.Error
            The tab is closed.
        """
        info = (await session.send("Target.getTargetInfo"))["targetInfo"]
        self._visits[info["browserContextId"]] = visit
        self._frames[info["targetId"]] = _Frame(visit=visit, is_tab=True)
        self._sessions[session] = visit

    async def tell(self, session: CDPSession, visit: OwnOrigin) -> None:
        """Tell the visit where pages of this tab lead it.

        Raises
        ------
        playwright.async_api.Error
            The tab is closed.
        """
        for name in _NAVIGATIONS:
            session.on(name, lambda event: _announce(visit, event))
        await session.send("Page.enable")

    def dismiss(self, visit: OwnOrigin) -> None:
        """The visit is over."""
        self._visits = {key: one for key, one in self._visits.items() if one is not visit}
        self._sessions = {key: one for key, one in self._sessions.items() if one is not visit}
        self._frames = {key: one for key, one in self._frames.items() if one.visit is not visit}

    def _on_paused(self, event: dict[str, Any]) -> None:
        task = asyncio.create_task(self._decide(event))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _decide(self, event: dict[str, Any]) -> None:
        assert self._session is not None
        request = event["request"]
        answer: dict[str, Any] = {"requestId": event["requestId"]}
        try:
            if self._is_refused(request):
                answer["errorReason"] = "BlockedByClient"
                await self._session.send("Fetch.failRequest", answer)
                return
            frame = await self._frame(event["frameId"])
            if frame and _is_of_left_page(event):
                frame.visit.hear(request)
            if self.site.owns(request["url"]):
                # A header of ours would make browsers ask the application's other hosts for leave.
                if frame and origin_of(request["url"]) == self.site.origin:
                    marked = await frame.visit.marked(request["headers"])
                    answer["headers"] = [
                        {"name": name, "value": value} for name, value in marked.items()
                    ]
            elif frame and frame.is_tab and event["resourceType"] == "Document":
                frame.visit.led_off.append(request["url"])
                answer["errorReason"] = "Aborted"
                await self._session.send("Fetch.failRequest", answer)
                return
            await self._session.send("Fetch.continueRequest", answer)
        except Error:
            # The page or the request is gone already.
            return

    def _is_refused(self, request: dict[str, Any]) -> bool:
        """Whether the settings refuse it, whoever asks: also a page that is being left."""
        url: str = request["url"]
        if not (self._target.destructive.refuse and self.site.owns(url)):
            return False
        address = with_operation(url, operation_of(request.get("postData") or ""))
        return self._target.refusal_of(request["method"], address) is not None

    async def _frame(self, frame_id: str) -> _Frame | None:
        """The frame; None for one of a visit that is over."""
        if frame_id not in self._frames:
            await self._find_tabs()
        if frame_id not in self._frames:
            await self._find_inner_frames()
        return self._frames.get(frame_id)

    async def _find_tabs(self) -> None:
        """Know the tabs that pages have just opened, before Playwright shows them."""
        assert self._session is not None
        told = await self._session.send("Target.getTargets")
        for target in told["targetInfos"]:
            visit = self._visits.get(target.get("browserContextId", ""))
            if visit and target["type"] == "page":
                self._frames.setdefault(target["targetId"], _Frame(visit=visit, is_tab=True))

    async def _find_inner_frames(self) -> None:
        for session, visit in list(self._sessions.items()):
            try:
                tree = await session.send("Page.getFrameTree")
            except Error:
                # The tab is closed.
                continue
            for frame_id in _frame_ids(tree["frameTree"]):
                self._frames.setdefault(frame_id, _Frame(visit=visit, is_tab=False))


def _is_of_left_page(event: dict[str, Any]) -> bool:
    """Whether no tab tells of the request: that is how those look that outlive their page."""
    return "networkId" not in event and event["request"]["method"] != "OPTIONS"


def _announce(visit: OwnOrigin, event: dict[str, Any]) -> None:
    # A page that refreshes itself after a while is not waited for.
    if not event.get("delay"):
        visit.announce(event["url"])


def _frame_ids(tree: dict[str, Any]) -> Iterator[str]:
    yield str(tree["frame"]["id"])
    for child in tree.get("childFrames", ()):
        yield from _frame_ids(child)
