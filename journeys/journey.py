"""Journeys: what a suite holds and a replay performs."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import NewType

from journeys_mining.model.navigation_model import RequestField
from journeys_mining.model.slots import SlotRepeat

JourneyId = NewType("JourneyId", str)
"""Stable, readable, unique in a suite, fit for a file name: `rare-apply-coupon-cart-c8e216`."""


class JourneyKind(StrEnum):
    """Why a journey is in a suite."""

    TYPICAL = "typical"
    RARE = "rare"
    NOVEL = "novel"
    """Has a step that production was not seen to make; it goes along a link of the site graph."""
    TEMPERED = "tempered"
    """Drawn with rare ways more often than production has them; has a weight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What production saw at a step. What is None or empty is not judged."""

    status: str | None = None
    """A status class or a status: `2xx`, `404`."""
    or_status: tuple[tuple[str, float], ...] = ()
    """Statuses that production answers at times, with their shares of its answers (0–1)."""
    page: str | None = None
    """Template of the page on which the step ends."""
    latency_s: float | None = None
    """The longest time, in seconds, that the application may take to answer."""
    leads_to: tuple[str, ...] = ()
    """Templates of the pages to which production leads from here by itself."""
    events: tuple[str, ...] = ()
    """Names of the events that are sent at the step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An action to perform."""

    action: str
    """As in the model: `view /product/{id}`."""
    values: tuple[tuple[str, str], ...] = ()
    """Slot values that are fixed; the others are taken from what staging shows."""
    think_s: float = 0.0
    """Seconds that production's users took before this step."""
    expect: Expectation = Expectation()


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """A sequence of steps and the reason it was chosen."""

    id: JourneyId
    kind: JourneyKind
    prob: float
    """Probability that a session of production is exactly this sequence of actions, 0–1."""
    reason: str
    """One sentence for a person."""
    steps: tuple[Step, ...]
    profile: str | None = None
    """Name of the class of visitors who most go this way; None if the model has no profiles."""
    weight: float | None = None
    """The share of production's sessions that it stands for; of journeys that were drawn tempered
    only. Shares of all weights together estimate shares of production's sessions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """The chosen journeys and what they were chosen from."""

    journeys: tuple[Journey, ...]
    model_digest: str
    seed: int
    templates: tuple[str, ...]
    """Every URL template of the model: replay recognises staging's pages by them."""
    event_names: tuple[str, ...]
    """Every analytics event of the model, and those that scenarios expect: replay looks for them
    in staging's pages."""
    hosts: tuple[str, ...]
    """Production's hosts, refused as targets."""
    slot_values: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    """Mined values: template, slot, values from the most to the least frequent."""
    slot_tuples: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    """Mined values that were given together: template, slots with their values; most frequent
    first."""
    slot_repeats: tuple[tuple[str, str, tuple[SlotRepeat, ...]], ...] = ()
    """Action, slot, and the earlier slots whose value it nearly always has, the surest first."""
    left_out: tuple[JourneyId, ...] = ()
    """Generated journeys that break a guard which was added since."""
    request_fields: tuple[RequestField, ...] = ()
    """What requests send and where their values come from, where the export says it."""
    profile: str | None = None
    """The only profile that journeys were chosen from; None: all."""
    link_sources: tuple[tuple[str, str], ...] = ()
    """Templates of a page, and of a page that must have a link to it, going by production; where it
    has several, nearly all users come from one of them."""
    events_on_load: tuple[str, ...] = ()
    """Actions `event @ page` that production's pages send by themselves as they load."""
    template_hosts: tuple[tuple[str, str], ...] = ()
    """Templates that lie on another of production's hosts than most, with that host."""
    usual_s: tuple[tuple[str, float], ...] = ()
    """Templates of pages, and the seconds in which production answers 95 % of their views."""
    events_on_leave: tuple[str, ...] = ()
    """Those that they send as they are left."""
    view_events: tuple[tuple[str, str], ...] = ()
    """Templates of pages, and the event that production's send once as they are viewed."""

    def has_step(self, action: str) -> bool:
        """Whether some journey performs this action."""
        return any(step.action == action for one in self.journeys for step in one.steps)

    def repeats(self, action: str) -> bool:
        """Whether some journey performs this action twice in a row."""
        return any(
            (one.action, other.action) == (action, action)
            for journey in self.journeys
            for one, other in pairwise(journey.steps)
        )


def actions_of(steps: Iterable[Step]) -> tuple[str, ...]:
    """The actions alone."""
    return tuple(step.action for step in steps)
