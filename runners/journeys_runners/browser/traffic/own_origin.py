"""What requests of one visit bring to the application: marks and credentials, at its rate."""

import itertools
from collections.abc import Callable, Mapping
from typing import Any

from journeys_runners.interface import RunContext
from journeys_runners.rate_limit import RateLimiter
from journeys_runners.sending.client import RUN_HEADER, own_headers, traceparent


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
