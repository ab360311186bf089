"""Sends the requests that no page makes: hand-written bindings, and a page's time once more.

The visitor's HTTP client sends them, within its bounds of size and time, with the cookies that the
browser holds; what the application sets is set in the browser.
"""

from contextlib import suppress
from dataclasses import replace

from playwright.async_api import BrowserContext, Error

from journeys_runners.browser.patience import told_by_browser
from journeys_runners.browser.traffic.set_cookies import cookies_set_by
from journeys_runners.sending.client import Answer, Client, Request


class BrowserSender:
    """One visitor's requests beside its pages."""

    def __init__(self, context: BrowserContext, client: Client, user_agent: str) -> None:
        self.target = client.target
        self.limiter = client.limiter
        self._context = context
        self._client = client
        self._user_agent = user_agent
        self.sent_count = 0

    async def send(self, request: Request, *, trace_id: str) -> Answer:
        """Send a request and read its answer, as far as it comes; redirects are not followed."""
        self._client.forget_cookies()
        held = await told_by_browser(self._context.cookies(request.url))
        cookie = "; ".join(f"{one['name']}={one['value']}" for one in held)
        as_visitor = (("User-Agent", self._user_agent), *((("Cookie", cookie),) if cookie else ()))
        sent = replace(request, headers=(*as_visitor, *request.headers))
        self.sent_count += 1
        answer = await self._client.send(sent, trace_id=trace_id)
        for one in cookies_set_by(answer):
            with suppress(Error):
                # The browser takes no cookie that breaks its rules.
                await told_by_browser(self._context.add_cookies([one]))
        return replace(answer, request=request)
