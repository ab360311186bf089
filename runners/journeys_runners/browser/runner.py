"""Opens visits in one browser: a context of its own, like a private window, for each."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import (
    AbstractAsyncContextManager,
    AsyncExitStack,
    asynccontextmanager,
    suppress,
)
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, Self

from playwright.async_api import Browser, BrowserContext, Error, async_playwright

from journeys.errors import EnvironmentUnusableError
from journeys.journey import Journey
from journeys_runners.browser.artifacts import Artifacts
from journeys_runners.browser.launching import launch, ordinary_user_agent
from journeys_runners.browser.patience import answered, told_by_browser
from journeys_runners.browser.traffic.fence import Fence
from journeys_runners.browser.traffic.sender import BrowserSender
from journeys_runners.browser.verdicts.bare_pages import BarePages
from journeys_runners.browser.videos import check_recording, folder_for_videos
from journeys_runners.browser.visit import Around, BrowserVisit
from journeys_runners.browser.window import Window
from journeys_runners.identity.accounts import Identity
from journeys_runners.identity.storage_state import playwright_state
from journeys_runners.interface import RunContext, Visit
from journeys_runners.pages.site import Site, site_of, templates_with_steps
from journeys_runners.performing.entering import visited_by
from journeys_runners.rate_limit import RateLimiter
from journeys_runners.sending.client import Client
from journeys_runners.sending.connections import Connections
from journeys_runners.sending.proxies import proxies_of_environment
from journeys_runners.visiting.site_map import SiteMap
from journeys_runners.visiting.turn import Turns


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """What all visits share."""

    browser: Browser
    user_agent: str
    fence: Fence
    connections: Connections
    """Of requests that need no browser."""
    site_map: SiteMap
    bare_pages: BarePages
    leaving: asyncio.TaskGroup
    """Windows of visits that are over: they are left and closed while the next one opens."""


class BrowserRunner:
    """Opens visits that share a browser, the rate limit and what the site map found."""

    name = "browser"

    def __init__(self, context: RunContext) -> None:
        self._context = context
        self._site = site_of(context.suite, context.target)
        self._limiter = RateLimiter(context.target.rate_per_s)
        self._proxies = proxies_of_environment()
        self._stack = AsyncExitStack()
        self._opened: _Opened | None = None

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            browser = await self._browser(stack)
            fence = await stack.enter_async_context(
                Fence(browser, self._site, self._context.target)
            )
            connections = await stack.enter_async_context(Connections(self._context.target))
            # The site map needs no browser: it follows plain links.
            walker = self._client(self._context, connections)
            site_map = SiteMap(walker, self._site, templates_with_steps(self._context.suite))
            self._context.knowledge.left_out = await site_map.find_beginning()
            self._opened = _Opened(
                browser=browser,
                user_agent=await told_by_browser(ordinary_user_agent(browser)),
                fence=fence,
                connections=connections,
                site_map=site_map,
                bare_pages=BarePages(),
                leaving=await stack.enter_async_context(asyncio.TaskGroup()),
            )
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._stack.aclose()

    async def _browser(self, stack: AsyncExitStack) -> Browser:
        """A browser of its own, which ends with the stack."""
        playwright = await stack.enter_async_context(async_playwright())
        options, target = self._context.browser, self._context.target
        browser = await launch(playwright, options, target.base_url)
        stack.push_async_callback(_end, browser)
        await check_recording(browser, options)
        return browser

    @property
    def site(self) -> Site:
        """The application."""
        return self._site

    @asynccontextmanager
    async def visit(
        self, journey: Journey, attempt: int, identity: Identity | None = None
    ) -> AsyncIterator[Visit]:
        """A fresh visitor: nothing seen, no cookies and storage but those of the identity."""
        run = visited_by(self._context, self._site, journey, identity)
        async with self.window(run, journey, attempt, identity) as window:
            yield self.visit_at(window, run, journey, attempt)

    def visit_at(
        self, window: Window, run: RunContext, journey: Journey, attempt: int = 1
    ) -> BrowserVisit:
        """The visit of somebody who stands before this window."""
        assert self._opened is not None, "open the runner with `async with` first"
        around = Around(
            site_map=self._opened.site_map,
            bare_pages=self._opened.bare_pages,
            open_beside=lambda state: self._beside(run, journey, state),
        )
        turns = Turns(run, journey, attempt)
        return BrowserVisit(run=run, around=around, window=window, turns=turns)

    def _beside(
        self, run: RunContext, journey: Journey, state: Mapping[str, Any]
    ) -> AbstractAsyncContextManager[Window]:
        """A second window of a visitor, of which no files are kept."""
        without_files = replace(run, browser=replace(run.browser, artifacts=None))
        same = Identity(where="the same visit", storage_state=state)
        return self.window(without_files, journey, identity=same)

    @asynccontextmanager
    async def window(
        self,
        run: RunContext,
        journey: Journey,
        attempt: int = 1,
        identity: Identity | None = None,
    ) -> AsyncIterator[Window]:
        """A fresh window; its files are named after the journey."""
        assert self._opened is not None, "open the runner with `async with` first"
        browser, user_agent = self._opened.browser, self._opened.user_agent
        state = playwright_state(identity.storage_state) if identity else None
        try:
            async with folder_for_videos(run.browser) as videos:
                # Service workers answer in the application's place, where nothing is seen of it.
                opening = browser.new_context(
                    user_agent=user_agent,
                    service_workers="block",
                    storage_state=state,
                    record_video_dir=videos,
                    ignore_https_errors=not run.target.verifies_tls,
                )
                context = await told_by_browser(opening)
                client = self._client(run, self._opened.connections)
                sender = BrowserSender(context, client, user_agent)
                artifacts = Artifacts(run, journey.id, attempt)
                window = Window(context, self._opened.fence, run, sender, artifacts)
                try:
                    await window.start()
                    yield window
                    await window.keep_files()
                finally:
                    leave = _leave(context, window)
                    left = self._opened.leaving.create_task(leave)
                if videos:
                    await left
                    await artifacts.keep_videos(videos)
        except Error as error:
            if browser.is_connected():
                raise
            raise EnvironmentUnusableError(
                "the browser ended while journeys were performed",
                where=str(journey.id),
                remedy="see that there is memory for it, or perform fewer at once with --workers",
            ) from error

    def _client(self, run: RunContext, connections: Connections) -> Client:
        return Client(
            target=run.target,
            run_id=run.run_id,
            connections=connections,
            limiter=self._limiter,
            proxies=self._proxies,
        )


async def _end(browser: Browser) -> None:
    with suppress(Error):
        await answered(browser.close())


async def _leave(context: BrowserContext, window: Window) -> None:
    await window.leave()
    with suppress(Error):
        await answered(context.close())
