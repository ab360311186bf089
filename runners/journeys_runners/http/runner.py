"""The runner that needs no browser: it performs journeys by HTTP."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from types import TracebackType
from typing import Self

from journeys.journey import Journey
from journeys_runners.http.visit import HttpVisit
from journeys_runners.identity.accounts import Identity
from journeys_runners.identity.storage_state import cookies_of
from journeys_runners.interface import RunContext, Visit
from journeys_runners.pages.site import site_of, templates_with_steps
from journeys_runners.performing.entering import visited_by
from journeys_runners.rate_limit import RateLimiter
from journeys_runners.sending.client import Client
from journeys_runners.sending.connections import Connections
from journeys_runners.sending.proxies import proxies_of_environment
from journeys_runners.target import Target
from journeys_runners.visiting.site_map import SiteMap


class HttpRunner:
    """Opens visits that share connections, the rate limit and what the site map found."""

    name = "http"

    def __init__(self, context: RunContext) -> None:
        self._context = context
        self._site = site_of(context.suite, context.target)
        self._limiter = RateLimiter(context.target.rate_per_s)
        self._proxies = proxies_of_environment()
        self._stack = AsyncExitStack()
        self._connections: Connections | None = None
        self._site_map: SiteMap | None = None

    async def __aenter__(self) -> Self:
        connections = Connections(self._context.target)
        self._connections = await self._stack.enter_async_context(connections)
        walker = self._client(self._context.target)
        self._site_map = SiteMap(walker, self._site, templates_with_steps(self._context.suite))
        self._context.knowledge.left_out = await self._site_map.find_beginning()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._stack.aclose()

    @asynccontextmanager
    async def visit(
        self, journey: Journey, attempt: int, identity: Identity | None = None
    ) -> AsyncIterator[Visit]:
        """A fresh visitor: nothing seen, no cookies but those of the identity."""
        assert self._site_map is not None, "open the runner with `async with` first"
        context = visited_by(self._context, self._site, journey, identity)
        client = self._client(context.target)
        if identity and identity.storage_state:
            client.take_cookies(cookies_of(identity.storage_state))
        yield HttpVisit(
            context=context,
            site_map=self._site_map,
            client=client,
            journey=journey,
            attempt=attempt,
        )

    def _client(self, target: Target) -> Client:
        assert self._connections is not None, "open the runner with `async with` first"
        return Client(
            target=target,
            run_id=self._context.run_id,
            connections=self._connections,
            limiter=self._limiter,
            proxies=self._proxies,
        )
