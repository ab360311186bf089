"""What performing a step needs of a visit: the part that HTTP and browser visits share."""

from typing import Protocol

from journeys.journey import Expectation
from journeys.verdict import Problem
from journeys_runners.interface import RunContext
from journeys_runners.sending.navigation import Sender
from journeys_runners.visiting.memory import Memory
from journeys_runners.visiting.plan import Plan
from journeys_runners.visiting.site_map import SiteMap
from journeys_runners.visiting.turn import Turn


class Visitor(Protocol):
    """One visit, as the ways use it."""

    context: RunContext
    memory: Memory
    site_map: SiteMap
    uses_pages: bool
    """Whether gestures can be made: not where there is no browser."""

    @property
    def sender(self) -> Sender:
        """Sends what is asked beside the journey, with the visitor's cookies."""
        ...

    async def go(self, turn: Turn, plan: Plan, expect: Expectation) -> Problem | None:
        """Do what the plan says, and judge where it ends."""
        ...

    async def event_comes(self, name: str) -> bool:
        """Whether the step's page sends this event, now or within the time of a batch."""
        ...

    def has_sent(self, name: str) -> bool:
        """Whether the visitor's last action has had this event sent by now."""
        ...

    def has_sent_twice(self, name: str) -> bool:
        """Whether it has had this event sent more than once by now."""
        ...

    async def step_sends(self, name: str) -> bool:
        """Whether this event is sent from the step's beginning on, within the time of a batch."""
        ...

    async def scroll(self) -> bool:
        """Go one screen down in the page; False, and at its top again, where it has no more."""
        ...

    async def leave(self) -> None:
        """Be nobody the application knows: as somebody who comes back another day."""
        ...
