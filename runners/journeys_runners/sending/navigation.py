"""Follows redirects by hand, so that each one is evidence and none leaves the application."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Final, Protocol
from urllib.parse import urljoin

from journeys_runners.pages.htmx import LEADS_TO
from journeys_runners.pages.site import Site, sendable
from journeys_runners.rate_limit import RateLimiter
from journeys_runners.sending.client import Answer, Request
from journeys_runners.target import Target

_TRIES_WHEN_LIMITED: Final = 4
_MAX_PAUSE_S: Final = 30.0
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_OF_BODY: Final = frozenset({"content-type", "content-encoding"})


class Sender(Protocol):
    """One visitor's way to send a request."""

    target: Target
    limiter: RateLimiter

    async def send(self, request: Request, *, trace_id: str) -> Answer:
        """Send a request and read its answer; redirects are not followed."""
        ...


class Stop(StrEnum):
    """Why a redirect was not followed."""

    LOOP = "loop"
    OFF_SITE = "off-site"
    NOWHERE = "nowhere"
    """The Location is missing or is not a URL."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """A request and the redirects that followed it."""

    answers: tuple[Answer, ...]
    """In order; never empty."""
    stop: Stop | None = None
    stopped_at: str = ""
    """Where the redirect that was not followed leads."""

    @property
    def first(self) -> Answer:
        return self.answers[0]

    @property
    def last(self) -> Answer:
        return self.answers[-1]


async def travel(client: Sender, site: Site, request: Request, *, trace_id: str) -> Trip:
    """Send a request of the application's own and follow where it leads within the application."""
    answers: list[Answer] = []
    for _ in range(client.target.max_redirects + 1):
        answers += await _send_patiently(client, request, trace_id)
        last = answers[-1]
        location = _leads_to(last)
        if last.failure or location is None:
            return Trip(answers=tuple(answers))
        following = _next_request(last, location)
        if following is None:
            return Trip(answers=tuple(answers), stop=Stop.NOWHERE, stopped_at=location)
        if not site.owns(following.url):
            return Trip(answers=tuple(answers), stop=Stop.OFF_SITE, stopped_at=following.url)
        request = following
    return Trip(answers=tuple(answers), stop=Stop.LOOP, stopped_at=request.url)


async def _send_patiently(client: Sender, request: Request, trace_id: str) -> list[Answer]:
    """The answers to one request: more than one if the application asked to wait."""
    answers: list[Answer] = []
    for attempt in range(_TRIES_WHEN_LIMITED):
        answer = await client.send(request, trace_id=trace_id)
        answers.append(answer)
        if answer.status != 429:
            break
        if attempt < _TRIES_WHEN_LIMITED - 1:
            client.limiter.pause(pause_s(answer, attempt))
    return answers


def pause_s(answer: Answer, attempt: int) -> float:
    """What Retry-After asks for, or ever longer if it says nothing; bounded."""
    asked = answer.headers.get("Retry-After", "").strip()
    if asked.isascii() and asked.isdigit():
        return min(float(asked), _MAX_PAUSE_S)
    try:
        until = parsedate_to_datetime(asked)
        wait_s = (until.astimezone(UTC) - datetime.now(UTC)).total_seconds()
    except ValueError:
        wait_s = 2.0**attempt
    return min(max(wait_s, 0.0), _MAX_PAUSE_S)


def _leads_to(answer: Answer) -> str | None:
    """Where the answer says that its visitor is to go; None where it is the end."""
    if answer.status in _REDIRECTS:
        return answer.headers.get("Location", "")
    if not answer.request.gets_fragment:
        return None
    said = next((found for one in LEADS_TO if (found := answer.headers.get(one))), None)
    return said and _path_in(said)


def _path_in(said: str) -> str:
    """`HX-Location` holds a path, or JSON with one."""
    try:
        found = json.loads(said)
    except ValueError:
        return said
    return str(found.get("path", "")) if isinstance(found, dict) else said


def _next_request(answer: Answer, location: str) -> Request | None:
    """The request that a redirect asks for, as browsers make it."""
    if not location:
        return None
    sent = answer.request
    try:
        url = sendable(urljoin(sent.url, location))
    except ValueError:
        return None
    if answer.status not in _REDIRECTS:
        # The visitor leaves the page.
        return Request(url=url, referer=sent.referer)
    kept = tuple(one for one in sent.headers if one[0].lower() not in _OF_BODY)
    keeps_method = answer.status in (307, 308) or sent.method in ("GET", "HEAD")
    return Request(
        url=url,
        method=sent.method if keeps_method else "GET",
        body=sent.body if keeps_method else None,
        headers=sent.headers if keeps_method else kept,
        referer=sent.referer,
    )
