"""Does in a window what a plan says, and waits until that has had its effect."""

from playwright.async_api import Error

from journeys.journey import Expectation
from journeys.verdict import Problem
from journeys_mining.actions.action import ActionKind
from journeys_runners.browser.acting.hindrances import Hindrance
from journeys_runners.browser.acting.pressing import press
from journeys_runners.browser.bound_steps import do_as_bound
from journeys_runners.browser.verdicts.idle_presses import idle_press
from journeys_runners.browser.verdicts.unusable import unusable
from journeys_runners.browser.window import Window
from journeys_runners.judging.unbound import unbound
from journeys_runners.visiting.plan import Plan, Submission
from journeys_runners.visiting.turn import Turn
from journeys_runners.visiting.visitor import Visitor


async def carry_out(
    visitor: Visitor, window: Window, turn: Turn, plan: Plan, expect: Expectation
) -> Problem | None:
    """Make the gestures of a plan, open its address, or press what it presses.

    A problem where that cannot be done; where it leads to is judged by others.
    """
    problem: Problem | None = None
    if plan.gestures or plan.function:
        problem = await _do_as_bound(visitor, window, turn, plan, expect)
    elif plan.press is None:
        await window.open(plan.request)
    else:
        try:
            problem = await _press(visitor, window, turn, plan)
        except Error:
            # The page went away under the visitor's hands: what comes now is judged.
            problem = None
    await window.settle()
    if plan.press and problem is None:
        await window.linger(lambda: _has_led(visitor, window, turn, expect))
    return problem


async def _do_as_bound(
    visitor: Visitor, window: Window, turn: Turn, plan: Plan, expect: Expectation
) -> Problem | None:
    """Do what a binding says; a problem if nobody can who does what was learned."""
    snapshot, usable = window.snapshot, visitor.context.knowledge.usable
    met = await do_as_bound(visitor, window, turn, plan)
    if isinstance(met, Hindrance) and met.kind == "gone":
        # It was pressed without what is gone: perhaps it takes no more than that by now.
        await window.settle()
        name = turn.action.name
        is_done = (
            await visitor.event_comes(name) if name else _has_led(visitor, window, turn, expect)
        )
        if not is_done and _was_pressed_before(visitor, turn, plan):
            # As in a wizard that has gone on to its next page, whose button looks alike.
            return unbound(turn.action, str(met))
        met = None if is_done else met
    if isinstance(met, Hindrance):
        return await unusable(visitor, turn, plan, met, snapshot) if snapshot else None
    usable.update(() if met else (turn.step.action,))
    return met


async def _press(visitor: Visitor, window: Window, turn: Turn, plan: Plan) -> Problem | None:
    """Press it, by a script if it may be only us who cannot; a problem if nobody can."""
    snapshot, what = window.snapshot, plan.press
    if snapshot is None or what is None:
        return None
    met = await press(snapshot, what, pressing=window.note_press)
    if not isinstance(met, Hindrance):
        if met is None and isinstance(what, Submission):
            met = await idle_press(visitor, window, turn, plan, snapshot)
            visitor.context.knowledge.usable.update(() if met else (turn.step.action,))
        return met
    problem = await unusable(visitor, turn, plan, met, snapshot)
    if problem:
        return problem
    met = await press(snapshot, what, by_script=True, pressing=window.note_press)
    return met if isinstance(met, Problem) else None


def _was_pressed_before(visitor: Visitor, turn: Turn, plan: Plan) -> bool:
    """Whether one of the steps before made the last of these gestures, too."""
    earlier = (visitor.context.bindings.learned_for(one) for one in turn.before)
    return any(one and one.gestures[-1:] == plan.gestures[-1:] for one in earlier)


def _has_led(visitor: Visitor, window: Window, turn: Turn, expect: Expectation) -> bool:
    """Whether a press has loaded a page, or done what production's did as far as is seen."""
    site, action = visitor.memory.site, turn.action
    seen, tab = window.traffic.seen[window.acted_at :], window.tabs.current
    if tab is None or window.led_off or any(one.is_page for one in seen):
        return True
    if action.kind is ActionKind.REQUEST:
        return any(one.is_own and site.template_of(one.url) == action.template for one in seen)
    return expect.page in (None, window.template_reached(tab.url, expect.page))
