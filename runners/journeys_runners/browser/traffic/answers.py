"""Makes an answer, with its exchange for the evidence, of a request that the browser made."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from multidict import CIMultiDict, CIMultiDictProxy
from playwright.async_api import Error, Response
from playwright.async_api import Request as BrowserRequest

from journeys.evidence import GIVEN_UP, Exchange
from journeys.verdict import Cause
from journeys_runners.browser.patience import answered
from journeys_runners.masking.masking import mask_body, mask_headers, mask_sent, mask_url
from journeys_runners.sending.bodies import Body
from journeys_runners.sending.client import Answer, Request
from journeys_runners.sending.failures import REFUSED_BY_SETTINGS

WITH_BODY: Final = frozenset({"document", "xhr", "fetch"})
"""The kinds of requests whose answers are read."""
_PERHAPS_PAGE: Final = frozenset({"script", "stylesheet"})
"""Kinds that are read, too, where a page may have come in their place."""
_REDIRECTS: Final = range(300, 400)
CUT_OFF: Final = "net::ERR_ABORTED"
"""What the browser calls a request that it gave up itself: a download, or a page that was left."""
TOO_MANY_REDIRECTS: Final = "net::ERR_TOO_MANY_REDIRECTS"
_REFUSED: Final = "net::ERR_BLOCKED_BY_CLIENT"
"""What it calls a request that our fence did not let through."""
# The first that begins the browser's word for what went wrong counts.
_MEANINGS: Final[tuple[tuple[str, Cause], ...]] = (
    ("net::ERR_TIMED_OUT", Cause.TIMED_OUT),
    ("net::ERR_CONNECTION_TIMED_OUT", Cause.TIMED_OUT),
    ("net::ERR_CERT_", Cause.CERTIFICATE),
    (TOO_MANY_REDIRECTS, Cause.REDIRECT_LOOP),
    (_REFUSED, Cause.REFUSED),
    ("net::ERR_INVALID", Cause.SERVER_ERROR),
    ("net::ERR_INCOMPLETE", Cause.SERVER_ERROR),
    ("net::ERR_CONTENT", Cause.SERVER_ERROR),
    ("net::ERR_RESPONSE", Cause.SERVER_ERROR),
    ("net::ERR_UNSAFE_REDIRECT", Cause.SERVER_ERROR),
    ("", Cause.UNREACHABLE),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A request as it started."""

    request: BrowserRequest
    started_at: datetime
    begin_s: float
    """On the clock that `time.perf_counter` reads."""
    trace_id: str
    max_body_bytes: int


async def answer_of(started: Started, *, is_finished: bool) -> Answer:
    """What came back so far; of a request that is not finished, that it did not come.

    What the browser is not asked for costs nothing: of pictures, styles and scripts there are the
    headers that it tells by itself, and no body unless a page came in their place.
    """
    request = started.request
    response = request.existing_response if is_finished else None
    sent = _sent(request)
    headers = response.headers if response else {}
    sent_headers: dict[str, str] = request.headers
    read: bytes | None = b""
    if response and _is_read(request.resource_type, headers):
        headers, sent_headers, read = await asyncio.gather(
            _headers(response), _sent_headers(request), _body(response)
        )
    body = read or b""
    failure, error = _failure(request, response, is_finished=is_finished)
    content_type = headers.get("content-type", "")
    shown = mask_body(body, content_type)
    exchange = Exchange(
        method=request.method,
        url=mask_url(request.url),
        request_headers=mask_headers(sent_headers.items()),
        request_body=sent.body.shown[: started.max_body_bytes] if sent.body else b"",
        started_at=started.started_at,
        elapsed_s=_elapsed_s(started),
        status=response.status if response else None,
        response_headers=mask_headers(headers.items()),
        response_body=shown[: started.max_body_bytes],
        response_size=len(body) or _declared_size(headers),
        error=error,
        trace_id=started.trace_id or None,
    )
    return Answer(
        request=sent,
        exchange=exchange,
        headers=CIMultiDictProxy(CIMultiDict(headers)),
        body=body,
        is_unread=read is None,
        failure=failure,
    )


def _is_read(kind: str, headers: Mapping[str, str]) -> bool:
    may_be_page = kind in _PERHAPS_PAGE and "html" in headers.get("content-type", "")
    return may_be_page or kind in WITH_BODY


def _sent(request: BrowserRequest) -> Request:
    body = None
    if sent := request.post_data_buffer:
        content_type = request.headers.get("content-type", "")
        body = Body(content_type=content_type, sent=sent, shown=mask_sent(sent, content_type))
    return Request(url=request.url, method=request.method, body=body)


async def _headers(response: Response) -> dict[str, str]:
    try:
        return await answered(response.all_headers())
    except Error:
        return dict(response.headers)


async def _sent_headers(request: BrowserRequest) -> dict[str, str]:
    try:
        return await answered(request.all_headers())
    except Error:
        return dict(request.headers)


async def _body(response: Response) -> bytes | None:
    """None where the browser does not give it."""
    if response.status in _REDIRECTS:
        return b""
    try:
        return await answered(response.body())
    except Error:
        # The browser drops those of pages that were left at once, and very long ones.
        return None


def _failure(
    request: BrowserRequest, response: Response | None, *, is_finished: bool
) -> tuple[Cause | None, str | None]:
    if not is_finished:
        return Cause.TIMED_OUT, "no whole answer in time"
    said = request.failure
    if said is None:
        return None, None
    if said == CUT_OFF:
        return None, None if response else GIVEN_UP
    cause = next(cause for prefix, cause in _MEANINGS if said.startswith(prefix))
    if cause is Cause.REFUSED:
        return cause, REFUSED_BY_SETTINGS
    return cause, f"the browser says {said.removeprefix('net::')}"


def _elapsed_s(started: Started) -> float:
    """From sending the request to the end of its answer, as the browser measured it."""
    timing = started.request.timing
    begin_ms, end_ms = timing["requestStart"], timing["responseEnd"]
    if begin_ms >= 0 and end_ms >= begin_ms:
        return (end_ms - begin_ms) / 1000
    return time.perf_counter() - started.begin_s


def _declared_size(headers: dict[str, str]) -> int:
    declared = headers.get("content-length", "")
    return int(declared) if declared.isascii() and declared.isdigit() else 0
