"""How to come to a page: by what the current page offers, or by an address with known values."""

from journeys_mining.actions import slots_of
from journeys_runners.exploring import look_around_for
from journeys_runners.turn import Turn
from journeys_runners.visitor import Visitor
from journeys_runners.ways import pages
from journeys_runners.ways.plan import Plan


async def plan_page(visitor: Visitor, turn: Turn, template: str) -> Plan | None:
    """The first way that is open; None where no value is known for one of the template's slots."""
    memory = visitor.memory
    slots = slots_of(template)
    plan = (
        pages.by_link(memory, template, turn)
        or pages.by_search_form(memory, template, turn)
        or pages.by_earlier_link(memory, template, turn)
    )
    if plan or not slots:
        return plan or pages.by_request(memory, template, turn, ())
    if seen := memory.values(template, turn.fixed):
        return pages.by_request(memory, template, turn, seen)
    if any(slot not in turn.fixed for slot in slots) and (
        found := await visitor.site_map.values(template, turn.fixed)
    ):
        return pages.by_request(memory, template, turn, found)
    if plan := await look_around_for(visitor, turn, template):
        return plan
    mined = pages.mined_values(turn.mined, [slot for slot in slots if slot not in turn.fixed])
    return pages.by_request(memory, template, turn, mined)
