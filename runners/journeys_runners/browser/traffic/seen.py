"""What was seen of a visit's requests, each of them and up to a moment."""

import asyncio
from dataclasses import dataclass

from journeys_runners.browser.traffic.answers import Started
from journeys_runners.sending.client import Answer


@dataclass(slots=True, kw_only=True, eq=False)
class Seen:
    """A request that a page made."""

    started: Started
    kind: str
    """As Playwright says it: `document`, `xhr`, `ping`, …"""
    is_own: bool
    """Whether it goes to the application's own origin."""
    is_page: bool
    """Whether it fills a whole tab, not a frame of it."""
    sender_url: str
    """The page that made it; empty for a new tab."""
    events: frozenset[str]
    opens_tab: bool
    is_finished: bool = False
    has_failed: bool = False
    is_given_up: bool = False
    """Whether its time was over before it came to an end."""
    answering: asyncio.Task[Answer] | None = None

    @property
    def url(self) -> str:
        return self.started.request.url


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A moment of a visit."""

    request_count: int = 0
    word_count: int = 0
    """How much pages had sent as they were left."""
    error_count: int = 0
    logged_count: int = 0
    """How many errors scripts had only logged."""


Asked = tuple[Seen, Answer]
"""A request and what came back."""
