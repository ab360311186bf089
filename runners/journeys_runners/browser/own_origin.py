"""Marks the requests that go to the application's own origin, and keeps visitors on it.

Playwright's own routes see the first request of a redirect only and repeat its headers wherever the
redirect leads, to other hosts too. So each hop is handled here, in a session of the browser's own
protocol; Playwright's route is left with the first requests of a new tab, which no session of that
tab is there to see yet.
"""

import asyncio
import itertools
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from playwright.async_api import BrowserContext, CDPSession, Error, Page, Route

from journeys_runners.browser.traffic import page_of
from journeys_runners.http.client import RUN_HEADER, own_headers, traceparent
from journeys_runners.interface import RunContext
from journeys_runners.pages.site import Site
from journeys_runners.rate_limit import RateLimiter

# A new tab begins with a page. What belongs to pages is let through without asking us: by the time
# a page asks for that, the session of its own tab sees it.
_NO_ASSET: Final = re.compile(
    r"^(?![^?#]*\.(?:css|js|mjs|map|png|jpe?g|gif|svg|webp|avif|ico|woff2?|ttf|otf|mp4|webm)"
    r"(?:[?#]|$))"
)


class OwnOrigin:
    """The fence around one visit."""

    def __init__(
        self,
        run: RunContext,
        site: Site,
        limiter: RateLimiter,
        announce: Callable[[str, str], None],
    ) -> None:
        """`announce` is told the URL and the kind of each own request before it is let through."""
        self.trace_id = ""
        """W3C trace id of the step that is being performed."""
        self.led_off: list[str] = []
        """Where pages led to that are not the application's, in order; nobody followed."""
        self._site = site
        self._limiter = limiter
        self._announce = announce
        self._guarded: set[Page] = set()
        self._numbers = itertools.count(1)
        self._headers = ((RUN_HEADER, str(run.run_id)), *own_headers(run.target))
        self._tasks: set[asyncio.Task[None]] = set()

    async def fence(self, context: BrowserContext) -> None:
        """Mark the first requests of the tabs that pages will open."""
        await context.route(_NO_ASSET, self._route)

    async def guard(self, page: Page) -> None:
        """Mark and fence all that a page asks for from now on."""
        session = await page.context.new_cdp_session(page)
        tree = await session.send("Page.getFrameTree")
        main_frame = str(tree["frameTree"]["frame"]["id"])

        def on_paused(event: dict[str, Any]) -> None:
            task = asyncio.create_task(self._handle(session, main_frame, event))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

        session.on("Fetch.requestPaused", on_paused)
        own = {"urlPattern": f"{self._site.origin}/*"}
        documents = {"urlPattern": "*", "resourceType": "Document"}
        await session.send("Fetch.enable", {"patterns": [own, documents]})
        self._guarded.add(page)

    async def close(self) -> None:
        """Let go of the requests that nobody waits for any more."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _handle(self, session: CDPSession, main_frame: str, event: dict[str, Any]) -> None:
        request_id, request = event["requestId"], event["request"]
        leaves = event.get("resourceType") == "Document" and event.get("frameId") == main_frame
        try:
            if self._site.owns(request["url"]):
                self._announce(request["url"], str(event.get("resourceType", "")).lower())
                await self._limiter.wait()
                headers = [
                    {"name": name, "value": value}
                    for name, value in self._marked(request["headers"]).items()
                ]
                answer = {"requestId": request_id, "headers": headers}
                await session.send("Fetch.continueRequest", answer)
            elif leaves:
                self.led_off.append(request["url"])
                answer = {"requestId": request_id, "errorReason": "Aborted"}
                await session.send("Fetch.failRequest", answer)
            else:
                await session.send("Fetch.continueRequest", {"requestId": request_id})
        except Error:
            # The page or the request is gone already.
            return

    async def _route(self, route: Route) -> None:
        request = route.request
        try:
            if page_of(request) in self._guarded:
                await route.continue_()
            elif self._site.owns(request.url):
                await self._limiter.wait()
                headers = self._marked(request.headers)
                await route.fulfill(response=await route.fetch(headers=headers, max_redirects=0))
            elif request.is_navigation_request():
                self.led_off.append(request.url)
                await route.abort()
            else:
                await route.continue_()
        except Error:
            return

    def _marked(self, headers: Mapping[str, str]) -> dict[str, str]:
        ours = dict(self._headers)
        if self.trace_id:
            ours["traceparent"] = traceparent(self.trace_id, next(self._numbers))
        names = {name.lower() for name in ours}
        return {name: value for name, value in headers.items() if name.lower() not in names} | ours
