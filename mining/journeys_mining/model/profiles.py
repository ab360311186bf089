"""Profiles: classes of sessions with transition counts of their own; part of the model file."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

Count = Annotated[int, Field(ge=0)]
Share = Annotated[float, Field(ge=-1, le=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileAction:
    """An action in the sessions of a profile."""

    action: str
    sessions: Count
    """Sessions of the profile that did it at least once."""
    count: Count
    users: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileTransition:
    """An action of a profile's sessions and the one that followed it; START and END included."""

    before: str
    action: str
    count: Count
    users: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A class of sessions. Each count rests on at least k users of this profile."""

    name: str
    """Made of its most telling action; fit for a command line: `checkout-confirm`."""
    sessions: Annotated[int, Field(ge=1)]
    users: Annotated[int, Field(ge=1)]
    steps: tuple[Count, Count]
    """Actions in a session: median and 90th percentile."""
    actions: tuple[ProfileAction, ...]
    """Sorted by action."""
    transitions: tuple[ProfileTransition, ...]
    """Sorted by action before, action."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profiling:
    """The profiles of a model, and what they were found in."""

    sessions: Annotated[int, Field(ge=1)]
    """Sessions that were divided among the profiles: all, or those of some users."""
    users: Annotated[int, Field(ge=1)]
    strength: Annotated[float, Field(gt=0, allow_inf_nan=False)]
    """Weight of the whole model's probabilities in each profile's, in counts."""
    gain: float
    """How much likelier held-out sessions are by profiles than by one chain: nats a step."""
    agreement: Share
    """Adjusted Rand index between the profiles of two seeds; 1: the same, 0: as by chance."""
    profiles: tuple[Profile, ...]
    """Two or more, those of most sessions first."""

    def share(self, profile: Profile) -> float:
        """Share of sessions that are of a profile, 0–1."""
        return profile.sessions / self.sessions
