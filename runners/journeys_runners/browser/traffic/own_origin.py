"""What requests of one visit bring to the application: marks and credentials, at its rate."""

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from journeys_runners.interface import RunContext
from journeys_runners.rate_limit import RateLimiter
from journeys_runners.sending.client import RUN_HEADER, own_headers, traceparent
from journeys_runners.target import Target

_FILES: Final = frozenset(
    {"font", "image", "manifest", "media", "script", "stylesheet", "texttrack", "websocket"}
)
"""Kinds of requests, as Playwright calls them; a picture with a query may carry an event."""
_NO_FILES: Final = (
    "Document",
    "XHR",
    "Fetch",
    "EventSource",
    "Ping",
    "CSPViolationReport",
    "Other",
)
"""The others that the browser's protocol knows there."""


def is_marked(target: Target, kind: str, url: str) -> bool:
    """Whether a request to the application is decided on, and brings what a visit's do.

    To decide takes a message to us and back, and a page waits for each of its files.
    """
    return target.is_for_files_too or kind not in _FILES or "?" in url


def marked_patterns(target: Target, origin: str) -> Sequence[Mapping[str, str]]:
    """The same in the words of the browser's protocol."""
    if target.is_for_files_too:
        return [{"urlPattern": f"{origin}/*"}]
    kinds = [{"urlPattern": f"{origin}/*", "resourceType": kind} for kind in _NO_FILES]
    return [*kinds, {"urlPattern": rf"{origin}/*\?*"}]


class OwnOrigin:
    """The requests of one visit to the application."""

    def __init__(
        self,
        run: RunContext,
        limiter: RateLimiter,
        announce: Callable[[str], None],
        hear: Callable[[Mapping[str, Any]], None],
    ) -> None:
        """`announce` is told where a page wants to lead before anything is asked for.

        `hear` is told what pages ask for as they are left, of the application or of others.
        """
        self.announce = announce
        self.hear = hear
        self.trace_id = ""
        """W3C trace id of the step that is being performed."""
        self.led_off: list[str] = []
        """Where pages led to that are not the application's, in order; nobody followed."""
        self._limiter = limiter
        self._numbers = itertools.count(1)
        self._headers = ((RUN_HEADER, str(run.run_id)), *own_headers(run.target))

    async def marked(self, headers: Mapping[str, str]) -> dict[str, str]:
        """The headers of a request together with ours, when it may be sent."""
        await self._limiter.wait()
        ours = dict(self._headers)
        if self.trace_id:
            ours["traceparent"] = traceparent(self.trace_id, next(self._numbers))
        names = {name.lower() for name in ours}
        return {name: value for name, value in headers.items() if name.lower() not in names} | ours
