"""One visitor's HTTP: sends a request, reads a bounded answer, makes the exchange of it.

Nothing that a server does raises here: what went wrong is in the answer. Redirects are not
followed here (`journeys_runners.sending.navigation`).
"""

import base64
import hashlib
import itertools
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from http.cookies import SimpleCookie
from typing import Final

from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from journeys.evidence import Exchange, RunId
from journeys.verdict import Cause
from journeys_mining.recorded.operations import operation_of, with_operation
from journeys_runners.destructive import RefusedError
from journeys_runners.masking.masking import mask_body, mask_headers, mask_url
from journeys_runners.pages.htmx import IS_FRAGMENT
from journeys_runners.pages.site import sendable
from journeys_runners.rate_limit import RateLimiter
from journeys_runners.sending.bodies import Body
from journeys_runners.sending.connections import Connections
from journeys_runners.sending.cookies import Cookies, with_given
from journeys_runners.sending.failures import explain
from journeys_runners.sending.messages import Message, Response
from journeys_runners.sending.proxies import Proxies
from journeys_runners.target import Target

RUN_HEADER: Final = "X-Journeys-Run"
READ_FACTOR: Final = 20
"""So many times the bytes kept of a body are read at most."""

_MOST_KNOWN: Final = 1024
# As browsers write it: whoever names JSON gets pages made for scripts from some applications.
_ACCEPT: Final = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
_USER_AGENT: Final = "Mozilla/5.0 (compatible; journeys)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request to the application's own origin."""

    url: str
    method: str = "GET"
    body: Body | None = None
    headers: tuple[tuple[str, str], ...] = ()
    referer: str | None = None
    """The page that the visitor comes from."""

    @property
    def address(self) -> str:
        """The URL by which its action is known: of GraphQL, with the operation of the body."""
        body = self.body
        if body is None or "json" not in body.content_type or self.method != "POST":
            return self.url
        return with_operation(self.url, operation_of(body.sent.decode("utf-8", "replace")))

    @property
    def gets_fragment(self) -> bool:
        """Whether what comes is put into the page on which the visitor stays."""
        return (IS_FRAGMENT, "true") in self.headers


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back, unmasked, and the exchange to keep as evidence."""

    request: Request
    exchange: Exchange
    headers: CIMultiDictProxy[str]
    body: bytes = b""
    """As far as it was read."""
    is_unread: bool = False
    """Whether the body was not to be had: a browser keeps none that is very long."""
    failure: Cause | None = None
    """Why there is no whole response."""

    @property
    def status(self) -> int:
        """The status; 0 if no response came."""
        return self.exchange.status or 0

    @property
    def is_html(self) -> bool:
        return "html" in self.headers.get("Content-Type", "html" if self.body[:1] == b"<" else "")

    @property
    def is_data(self) -> bool:
        """Whether it is meant for a script rather than for a person."""
        return "json" in self.headers.get("Content-Type", "")


@dataclass(slots=True)
class _Received:
    """What has come so far, also when the rest never comes."""

    response: Response | None = None
    body: bytearray = field(default_factory=bytearray)
    size: int = 0


class Client:
    """One visitor: cookies, headers, limits."""

    def __init__(
        self,
        *,
        target: Target,
        run_id: RunId,
        connections: Connections,
        limiter: RateLimiter,
        proxies: Proxies,
    ) -> None:
        """The connections are those of all visitors of a run."""
        self.limiter = limiter
        self.target = target
        self._headers = headers_of_run(target, run_id)
        self._spans = itertools.count(1)
        self._connections = connections
        self._cookies = Cookies()
        self._proxies = proxies

    def take_cookies(self, cookies: Iterable[tuple[SimpleCookie, str]]) -> None:
        """Have these cookies, each as if the server at its URL had set it."""
        for cookie, url in cookies:
            self._cookies.add(cookie, URL(url))

    def forget_cookies(self) -> None:
        """Have no cookies any more."""
        self._cookies.clear()

    def cookies(self) -> Iterator[tuple[str, str]]:
        """The visitor's cookies."""
        return iter(self._cookies)

    async def send(self, request: Request, *, trace_id: str) -> Answer:
        """Send a request and read its answer, as far as it comes."""
        await self.limiter.wait()
        headers = self._headers_of(request, trace_id)
        received, failure, error = _Received(), None, None
        started_at, begin_s = datetime.now(UTC), time.perf_counter()
        try:
            await self._receive(request, headers, received)
        except Exception as exception:
            failure, error = explain(exception)
        elapsed_s = time.perf_counter() - begin_s
        response, body = received.response, bytes(received.body)
        sent_headers = response.sent_headers if response else headers
        answer_headers = response.headers if response else CIMultiDictProxy(CIMultiDict[str]())
        content_type = answer_headers.get("Content-Type", "")
        shown = mask_body(body, content_type)
        exchange = Exchange(
            method=request.method,
            url=mask_url(request.url),
            request_headers=mask_headers(sent_headers.items()),
            request_body=request.body.shown if request.body else b"",
            started_at=started_at,
            elapsed_s=elapsed_s,
            status=response.status if response else None,
            response_headers=mask_headers(answer_headers.items()),
            response_body=shown[: self.target.max_body_bytes],
            response_size=received.size,
            error=error,
            trace_id=trace_id,
        )
        return Answer(
            request=request,
            exchange=exchange,
            headers=answer_headers,
            body=body,
            failure=failure,
        )

    async def _receive(
        self, request: Request, headers: CIMultiDict[str], received: _Received
    ) -> None:
        if refusal := self.target.refusal_of(request.method, request.address):
            raise RefusedError(refusal)
        url = _url(request.url)
        if cookies := self._cookies.header(url):
            headers["Cookie"] = with_given(cookies, headers.get("Cookie", ""))
        message = Message(
            method=request.method,
            url=url,
            headers=headers,
            body=request.body.sent if request.body else b"",
            proxy=self._proxies.of(url),
        )
        async with self._connections.request(message) as response:
            received.response = response
            if given := response.headers.getall("Set-Cookie", ()):
                self._cookies.take(given, url)
            limit = self.target.max_body_bytes * READ_FACTOR
            async for chunk in response.content.iter_any():
                received.body += chunk[: limit - len(received.body)]
                received.size += len(chunk)
                if received.size >= limit:
                    received.size = max(received.size, _announced(response))
                    break

    def _headers_of(self, request: Request, trace_id: str) -> CIMultiDict[str]:
        own = (
            ("traceparent", traceparent(trace_id, next(self._spans))),
            *self._headers,
        )
        return headers_of(request, own)


def _announced(response: Response) -> int:
    """Bytes that the whole body has; 0 where that is not said."""
    said = response.headers.get("Content-Length", "")
    return int(said) if said.isascii() and said.isdigit() else 0


def headers_of(request: Request, own: Iterable[tuple[str, str]]) -> CIMultiDict[str]:
    """The headers of a request that no page makes; `own` are those of the visitor."""
    headers = CIMultiDict({"Accept": _ACCEPT})
    headers.update(own)
    if request.body:
        headers["Content-Type"] = request.body.content_type
    own_origin, origin = _origin(request.url), _origin(request.referer or request.url)
    if request.referer:
        headers["Referer"] = request.referer if origin == own_origin else f"{origin}/"
    if request.method not in ("GET", "HEAD") or origin != own_origin:
        # Browsers say where a form comes from, and frameworks check it against forgery.
        headers["Origin"] = origin
    headers.update(request.headers)
    return headers


# The same addresses are asked for all through a run, and a URL remembers what it was asked.
@lru_cache(_MOST_KNOWN)
def _url(address: str) -> URL:
    return URL(sendable(address), encoded=True)


@lru_cache(_MOST_KNOWN)
def _origin(url: str) -> str:
    return str(URL(url, encoded=True).origin())


def traceparent(trace_id: str, number: int) -> str:
    """The W3C header of the request of this number."""
    span = hashlib.sha256(f"{trace_id}:{number}".encode()).hexdigest()[:16]
    # Flags 01: with 00 the application's tracer would keep no span.
    return f"00-{trace_id}-{span}-01"


def headers_of_run(target: Target, run_id: RunId) -> tuple[tuple[str, str], ...]:
    """Headers that mark what a run sends to the application, and those that it is given."""
    return (("User-Agent", _USER_AGENT), (RUN_HEADER, run_id), *own_headers(target))


def own_headers(target: Target) -> tuple[tuple[str, str], ...]:
    """Headers for the application's own origin; `user:password@` of the base URL is one of them."""
    base = URL(target.base_url)
    if base.user is None:
        return target.headers
    credentials = base64.b64encode(f"{base.user}:{base.password or ''}".encode()).decode("ascii")
    return (("Authorization", f"Basic {credentials}"), *target.headers)
