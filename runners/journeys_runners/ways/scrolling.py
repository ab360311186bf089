"""Looks for a link further down a page: long lists show what is on the screen, and load more."""

from typing import Final

from journeys_runners.visiting.plan import Plan
from journeys_runners.visiting.turn import Turn
from journeys_runners.visiting.visitor import Visitor
from journeys_runners.ways import pages

_MOST_SCREENS: Final = 10


async def link_further_down(visitor: Visitor, turn: Turn, template: str) -> Plan | None:
    """The plan that follows a link which the page shows as it is scrolled; None without one."""
    for _ in range(_MOST_SCREENS):
        if not await visitor.scroll():
            return None
        if plan := pages.by_link(visitor.memory, template, turn):
            return plan
    return None
