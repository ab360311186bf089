"""Plans what bindings say: those written by hand first, those that were learned later."""

from journeys.evidence import Way
from journeys.journey import Expectation
from journeys.verdict import Problem
from journeys_runners.bindings.bindings import BoundFunction, BoundGestures, BoundRequest
from journeys_runners.judging.unbound import needs_browser, unbound
from journeys_runners.pages.forms import Field
from journeys_runners.visiting.memory import Memory
from journeys_runners.visiting.plan import Plan
from journeys_runners.visiting.turn import Turn
from journeys_runners.visiting.visitor import Visitor
from journeys_runners.ways import bound, pages
from journeys_runners.ways.page_plans import plan_page


async def plan_bound(visitor: Visitor, turn: Turn) -> Plan | Problem | None:
    """The plan of the hand-written binding; None where there is none."""
    found, memory = visitor.context.bindings.bound(turn.step.action), visitor.memory
    match found:
        case None:
            return None
        case BoundFunction():
            return bound.by_function(memory, found)
        case BoundGestures() if not visitor.uses_pages:
            return needs_browser(turn.action)
        case BoundGestures():
            await _stand_on(visitor, turn, found.page)
            return bound.by_gestures(memory, found, _invented(turn, found, memory), Way.BINDING)
        case BoundRequest():
            values = _values(turn, found, visitor)
            if isinstance(values, str):
                return unbound(turn.action, values)
            referer = memory.page.url if memory.page else None
            return bound.by_binding(memory.site, found, values, referer)


async def plan_learned(visitor: Visitor, turn: Turn, *, may_go: bool = True) -> Plan | None:
    """The plan of what was learned, where the visitor then stands on its page.

    `may_go` says whether they may go there first.
    """
    found = visitor.context.bindings.learned_for(turn.step.action)
    if found is None or not visitor.uses_pages:
        return None
    page, site = visitor.memory.page, visitor.memory.site
    if not may_go and found.page and not (page and site.template_of(page.url) == found.page):
        return None
    if not await _stand_on(visitor, turn, found.page):
        return None
    values = _invented(turn, found, visitor.memory)
    return bound.by_gestures(visitor.memory, found, values, Way.LEARNED)


async def _stand_on(visitor: Visitor, turn: Turn, template: str | None) -> bool:
    """Go to the page where the gestures are made; whether the visitor is there then."""
    memory = visitor.memory
    if template is None or (memory.page and memory.site.template_of(memory.page.url) == template):
        return True
    plan = pages.back(memory, template, turn) or await plan_page(visitor, turn, template)
    return plan is not None and not await visitor.go(turn, plan, Expectation(page=template))


def _values(turn: Turn, found: BoundRequest, visitor: Visitor) -> dict[str, str] | str:
    """A value for each slot, or a sentence that says which has none."""
    values: dict[str, str] = {}
    for slot in bound.slots_in(found):
        value = _known(turn, slot, visitor.memory)
        if value is None:
            return f"nothing seen in this visit or in production is a value for {{{slot}}}"
        values[slot] = value
    return values


def _invented(turn: Turn, found: BoundGestures, memory: Memory) -> dict[str, str]:
    """A value for each slot: what is typed may be invented, as in a form."""
    return {
        slot: _known(turn, slot, memory)
        or turn.sources.inventor.value_for(Field(name=slot, kind="text"))
        for slot in bound.slots_in(found)
    }


def _known(turn: Turn, slot: str, memory: Memory) -> str | None:
    mined = turn.sources.mined.get(slot, ())
    known = turn.sources.given(slot) or memory.slot_value(slot)
    return known or turn.sources.environment.get(slot) or (mined[0] if mined else None)
