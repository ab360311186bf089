"""Tells an event that a page fires twice from one that its library sends again to be sure.

Libraries send what was not acknowledged again, under the same id: that is one event. Two with ids
of their own are two. Where nothing in a request looks like an id, the same twice is two events.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final
from urllib.parse import urlsplit

from journeys_runners.browser.traffic.sent_events import events_apart

# UUIDs, and long words of letters and figures as libraries make them up.
_ID: Final = re.compile(
    rb"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"
    rb"|\b(?=[0-9A-Za-z_-]*[0-9])(?=[0-9A-Za-z_-]*[A-Za-z])[0-9A-Za-z_-]{16,}\b"
)
_PACKED: Final = b"\x1f\x8b"
_TIME: Final = re.compile(rb"[0-9]{10,}(?:\.[0-9]+)?|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+")
"""Since 1970, or as ISO 8601 writes it."""
_HIT: Final = re.compile(rb"\b_s=[0-9]+\b")
"""GA4's count of what it sent, which has no ids."""
_COUNTED: Final = re.compile(
    rb'"(?:\$[^"]*|event_id|offset|sequence(?:_number)?)": ?-?[0-9.]+|\b(?:_s|_et|tfd)=[0-9]+\b'
)
"""What libraries count by themselves: PostHog's and Mixpanel's `$…`, Amplitude's `event_id`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A request that carried an event."""

    url: str
    body: bytes | None

    @property
    def place(self) -> str:
        """Host and path: two vendors get the same event once each."""
        parts = urlsplit(self.url)
        return f"{parts.netloc}{parts.path}"

    @property
    def content(self) -> bytes:
        return urlsplit(self.url).query.encode() + b" " + (self.body or b"")


def sendings_of(url: str, body: bytes | None, name: str) -> list[Sending]:
    """What a request carried of the events of this name, each by itself.

    >>> batch = sendings_of("http://a.test/e?cid=7", b"en=buy&of=2\\r\\nen=buy&of=2", "buy")
    >>> len(batch), is_one_sent_twice(batch)
    (2, True)
    """
    parts = events_apart(body or b"", name)
    if len(parts) > 1:
        # What stands in the query is of all of them.
        url = urlsplit(url)._replace(query="").geturl()
    return [Sending(url=url, body=part) for part in parts]


def are_different(sendings: Sequence[Sending]) -> bool:
    """Whether several requests are several events.

    >>> one = Sending(url="http://a.test/e", body=b'{"event": "purchase"}')
    >>> are_different([one, one]), are_different([one])
    (True, False)
    >>> sure = Sending(url="http://a.test/e?id=0a1b2c3d4e5f6a7b8c9d", body=None)
    >>> are_different([sure, sure])
    False
    """
    if len(sendings) < 2 or any((one.body or b"").startswith(_PACKED) for one in sendings):
        return False
    ids = [frozenset(_ID.findall(one.content)) for one in sendings]
    if not any(ids):
        return True
    # Ids of the visitor and the page stand in every request; an event's own in one alone.
    shared = frozenset.intersection(*ids)
    return all(one - shared for one in ids)


def is_one_sent_twice(sendings: Sequence[Sending]) -> bool:
    """Whether two of several events are the same but for their ids and times.

    >>> bodies = (b"e=buy&at=1763861641", b"e=buy&at=1763861642", b"e=buy&at=1763861642&of=2")
    >>> one, two, other = (Sending(url="http://a.test/e", body=body) for body in bodies)
    >>> is_one_sent_twice([one, two]), is_one_sent_twice([one, other])
    (True, False)
    >>> left = (b'{"$tokens_left": 99, "of": 1}', b'{"$tokens_left": 98.02, "of": 1}')
    >>> is_one_sent_twice([Sending(url="http://a.test/e", body=body) for body in left])
    True
    """
    return any(
        one.place == two.place
        and _told(one) == _told(two)
        and (are_different([one, two]) or _HIT.findall(one.content) != _HIT.findall(two.content))
        for one, two in combinations(sendings, 2)
    )


def _told(sending: Sending) -> bytes:
    return _COUNTED.sub(b"", _TIME.sub(b"", _ID.sub(b"", sending.content)))
