"""What the simulator yields: visits of production's visitors, before any export format."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Somebody who comes to the shop, perhaps more than once."""

    id: str
    """As analytics knows them: `u_5f1c9a02`."""
    device: str
    """`mobile`, `desktop` or `tablet`."""
    user_agent: str
    ip: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitStep:
    """A page that was shown or something that was done on it."""

    at_ms: int
    """Milliseconds since the epoch, when analytics heard of it."""
    url: str
    """Path and query of the page on which it happened."""
    event: str | None = None
    """What was done or announced; None for the view of a page."""
    load_ms: int | None = None
    """How long the page took; for views only."""
    posts_to: str | None = None
    """Path that a submitted form went to; None for what sends no form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One session of one visitor, in order of time."""

    id: str
    visitor: Visitor
    referrer: str | None
    """The page of another site that led here."""
    steps: tuple[VisitStep, ...]
