"""Keeps the events that pages send as they are left: the fence hears of them, the tabs do not.

Takes requests as the browser's own protocol tells them, gives the known events they carry and
exchanges for the evidence.
"""

import base64
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from journeys.evidence import Exchange
from journeys_runners.browser.traffic.sent_events import events_in
from journeys_runners.masking.masking import mask_headers, mask_sent, mask_url


@dataclass(frozen=True, slots=True, kw_only=True)
class LastWord:
    """A request that a page made as it was left."""

    events: frozenset[str]
    """Known events that it carries."""
    exchange: Exchange


class LastWords:
    """Those of one visit that carry known events, in order."""

    def __init__(self, event_names: Collection[str], max_body_bytes: int) -> None:
        self.heard: list[LastWord] = []
        self._event_names = event_names
        self._max_body_bytes = max_body_bytes

    def hear(self, request: Mapping[str, Any]) -> None:
        """Keep a request if it carries a known event."""
        body = b"".join(
            base64.b64decode(one.get("bytes", "")) for one in request.get("postDataEntries", ())
        )
        events = events_in(request["url"], body, self._event_names)
        if not events:
            return
        content_type = request["headers"].get("Content-Type", "")
        exchange = Exchange(
            method=request["method"],
            url=mask_url(request["url"]),
            request_headers=mask_headers(request["headers"].items()),
            request_body=mask_sent(body, content_type)[: self._max_body_bytes],
            started_at=datetime.now(UTC),
            elapsed_s=0.0,
            status=None,
            error="sent as its page was left: the browser tells no answer",
        )
        self.heard.append(LastWord(events=events, exchange=exchange))

    def events(self, since: int) -> frozenset[str]:
        """Known events that were sent so from `since` on."""
        return frozenset().union(*(one.events for one in self.heard[since:]))

    def exchanges(self, names: Collection[str], since: int) -> tuple[Exchange, ...]:
        """The requests from `since` on that carry one of these events."""
        return tuple(one.exchange for one in self.heard[since:] if not one.events.isdisjoint(names))
