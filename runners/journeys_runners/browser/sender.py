"""Sends the requests that no page makes: hand-written bindings, and a page's time once more.

They carry the visitor's cookies and leave the visitor's own in the browser.
"""

import itertools
import time
from datetime import UTC, datetime

from multidict import CIMultiDict, CIMultiDictProxy
from playwright.async_api import APIResponse, BrowserContext, Error
from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from journeys.evidence import Cause, Exchange
from journeys_runners.http.client import (
    RUN_HEADER,
    Answer,
    Request,
    headers_of,
    own_headers,
    traceparent,
)
from journeys_runners.interface import RunContext
from journeys_runners.masking.masking import mask_body, mask_headers, mask_url
from journeys_runners.rate_limit import RateLimiter


class BrowserSender:
    """One visitor's requests beside its pages."""

    def __init__(self, context: BrowserContext, run: RunContext, limiter: RateLimiter) -> None:
        self.target = run.target
        self.limiter = limiter
        self._context = context
        self._own = ((RUN_HEADER, str(run.run_id)), *own_headers(run.target))
        self._numbers = itertools.count(1)

    async def send(self, request: Request, *, trace_id: str) -> Answer:
        """Send a request and read its answer; redirects are not followed."""
        await self.limiter.wait()
        mark = ("traceparent", traceparent(trace_id, next(self._numbers)))
        headers = headers_of(request, (mark, *self._own))
        started_at, begin_s = datetime.now(UTC), time.perf_counter()
        response, body, failure, error = None, b"", None, None
        try:
            response = await self._fetch(request, headers)
            body = await response.body()
        except PlaywrightTimeoutError:
            failure, error = Cause.TIMED_OUT, "no whole answer in time"
        except Error as caught:
            failure, error = Cause.UNREACHABLE, caught.message.partition("\n")[0]
        elapsed_s = time.perf_counter() - begin_s
        received = _headers(response)
        shown = mask_body(body, received.get("Content-Type", ""))
        exchange = Exchange(
            method=request.method,
            url=mask_url(request.url),
            request_headers=mask_headers(headers.items()),
            request_body=request.body.shown if request.body else b"",
            started_at=started_at,
            elapsed_s=elapsed_s,
            status=response.status if response else None,
            response_headers=mask_headers(received.items()),
            response_body=shown[: self.target.max_body_bytes],
            response_size=len(body),
            error=error,
            trace_id=trace_id,
        )
        return Answer(
            request=request, exchange=exchange, headers=received, body=body, failure=failure
        )

    async def _fetch(self, request: Request, headers: CIMultiDict[str]) -> APIResponse:
        return await self._context.request.fetch(
            request.url,
            method=request.method,
            headers=dict(headers),
            data=request.body.sent if request.body else None,
            max_redirects=0,
            timeout=self.target.timeout_s * 1000,
        )


def _headers(response: APIResponse | None) -> CIMultiDictProxy[str]:
    pairs = response.headers_array if response else []
    return CIMultiDictProxy(CIMultiDict((pair["name"], pair["value"]) for pair in pairs))
