"""Does what a binding says: makes its gestures in the page, or calls its function."""

from journeys.evidence import Way
from journeys.verdict import Problem
from journeys_runners.browser.acting.gesturing import make_gestures, without_opener
from journeys_runners.browser.acting.hindrances import Hindrance
from journeys_runners.browser.acting.open_dialogs import past_dialog
from journeys_runners.browser.traffic.script_faults import page_is_gone
from journeys_runners.browser.window import Window
from journeys_runners.sending.client import Answer, Request
from journeys_runners.sending.navigation import travel
from journeys_runners.visiting.plan import Plan
from journeys_runners.visiting.turn import Turn
from journeys_runners.visiting.visitor import Visitor
from journeys_runners.ways.functions import call, load_function, step_in_hand


async def do_as_bound(
    visitor: Visitor, window: Window, turn: Turn, plan: Plan
) -> Problem | Hindrance | None:
    """Carry out a plan that has gestures or a function; what is in the way if it cannot be done."""
    page, target, site = window.tabs.current, visitor.context.target, visitor.memory.site
    if page is None:
        return page_is_gone()
    if plan.gestures:
        gestures, is_learned = plan.gestures, plan.way is Way.LEARNED
        if is_learned:
            gestures = await past_dialog(page, await without_opener(page, gestures))
        return await make_gestures(
            page, gestures, site.base, target.timeout_s, is_learned=is_learned
        )

    async def send(request: Request) -> Answer:
        trip = await travel(visitor.sender, site, request, trace_id=turn.trace_id)
        turn.answers.extend(trip.answers)
        return trip.last

    step = step_in_hand(turn, site, page, send)
    return await call(load_function(plan.function, turn.step.action), step, plan.function)
