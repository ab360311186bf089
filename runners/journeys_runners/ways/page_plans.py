"""How to come to a page: by what the current page offers, or by an address with known values."""

from collections.abc import Mapping

from journeys_mining.actions.action import Action, ActionKind, slots_of
from journeys_runners.visiting.memory import Memory
from journeys_runners.visiting.plan import Plan
from journeys_runners.visiting.turn import Turn
from journeys_runners.visiting.visitor import Visitor
from journeys_runners.ways import pages
from journeys_runners.ways.data_detours import plan_data
from journeys_runners.ways.data_requests import is_recorded
from journeys_runners.ways.exploring import look_around_for
from journeys_runners.ways.keeping import keeping_values


async def plan_page(visitor: Visitor, turn: Turn, template: str) -> Plan | None:
    """The first way that is open; None where no value is known for one of the template's slots.

    Ways that keep the values of earlier steps, as production's users do, come first.
    """
    keeping = keeping_values(visitor, turn, f"view {template}")
    plan = await _plan(visitor, keeping, template) if keeping is not turn else None
    return plan or await _plan(visitor, turn, template)


async def _plan(visitor: Visitor, turn: Turn, template: str) -> Plan | None:
    memory = visitor.memory
    view = Action(kind=ActionKind.VIEW, template=template)
    plan = _by_what_is_seen(visitor, turn, template)
    if plan is None and (
        others := await visitor.site_map.let_others_stand_in(
            template, memory.pages(), visitor.sender
        )
    ):
        visitor.context.knowledge.stand_ins.update(others)
        plan = _by_what_is_seen(visitor, turn, template)
    if plan is None and is_recorded(turn, view):
        return await plan_data(visitor, turn, view)
    if plan or not slots_of(template):
        return plan or pages.by_request(memory, template, turn, ())
    if seen := memory.values(template, turn.fixed):
        return pages.by_request(memory, template, turn, seen)
    if own := turn.own_values(slots_of(template)):
        return pages.by_request(memory, template, turn, (own,))
    return await _by_what_is_found(visitor, turn, view)


def _by_what_is_seen(visitor: Visitor, turn: Turn, template: str) -> Plan | None:
    """The plan that begins on a page of this visit."""
    return (
        pages.by_link(visitor.memory, template, turn)
        or pages.by_search_form(visitor.memory, template, turn)
        or pages.by_earlier_link(visitor.memory, template, turn)
    )


async def _by_what_is_found(visitor: Visitor, turn: Turn, view: Action) -> Plan | None:
    """The way to a page of which nothing that was seen so far says a value."""
    memory, template = visitor.memory, view.template or ""
    wanted = [slot for slot in slots_of(template) if slot not in turn.fixed]
    if wanted and (found := await visitor.site_map.values(template, turn.fixed)):
        return pages.by_request(memory, template, turn, found)
    if memory.seen.is_filled and (plan := await plan_data(visitor, turn, view)):
        return plan
    near = memory.values_nearby(template, turn.fixed)
    # A route of a script shows the same whether a link leads there or its address is opened.
    if near and "/#/" in template:
        return _without_query(memory, template, turn, near)
    if plan := await look_around_for(visitor, turn, template):
        return plan
    return _put_together(visitor, turn, template, near)


def _put_together(
    visitor: Visitor, turn: Turn, template: str, near: Mapping[str, str]
) -> Plan | None:
    """The plan of an address with values of pages nearby, or mined ones."""
    memory = visitor.memory
    if near:
        return _without_query(memory, template, turn, near)
    wanted = [slot for slot in slots_of(template) if slot not in turn.fixed]
    mined = pages.mined_values(turn.mined, wanted)
    return pages.by_request(memory, template, turn, mined) or _without_query(
        memory, template, turn, {}
    )


def _without_query(
    memory: Memory, template: str, turn: Turn, known: Mapping[str, str]
) -> Plan | None:
    """The plan of a page whose query nothing says: a link to complete, or an address."""
    return pages.by_completed_link(memory, template, turn, known) or pages.by_request_without(
        memory, template, turn, known
    )
