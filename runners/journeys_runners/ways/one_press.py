"""One press that sends several events: who presses again for the second does it twice.

A click is told by its handler, again by the answer that it fetched, and by libraries that capture
every click, under what is written on what was clicked.
"""

from journeys_mining.actions.action import Action, ActionKind
from journeys_mining.events.event_names import CAPTURED_CLICK
from journeys_runners.bindings.bindings import BoundGestures
from journeys_runners.pages.page import Page
from journeys_runners.visiting.plan import Plan
from journeys_runners.visiting.turn import Turn
from journeys_runners.visiting.visitor import Visitor
from journeys_runners.ways.events import by_worded_control


async def came_along(visitor: Visitor, turn: Turn) -> bool:
    """Whether the step before made the press that is known to send this event, too."""
    ahead, visitor.memory.pressed_ahead = visitor.memory.pressed_ahead, None
    if not visitor.uses_pages or not turn.before or turn.before[0] == turn.step.action:
        return False
    if ahead == turn.step.action:
        return True
    learned_for = visitor.context.bindings.learned_for
    own, earlier = learned_for(turn.step.action), learned_for(turn.before[0])
    if own is None and earlier is None:
        if not _has_led_on(visitor, turn):
            return False
    elif own is None or earlier is None or _press_of(own) != _press_of(earlier):
        return False
    if not await visitor.event_comes(turn.action.name or ""):
        return False
    # The press sends it: that it does not where nothing is left to change is no fault.
    visitor.context.knowledge.fired.add(turn.step.action)
    return True


def _has_led_on(visitor: Visitor, turn: Turn) -> bool:
    """Whether the step before was a captured click that has led on from the page of this event: it
    is told of that click, for nobody stands there any more to press again."""
    before, memory = Action.parse(turn.before[0]), visitor.memory
    template = turn.action.template
    if template is None or not _is_captured(before) or before.template != template:
        return False
    return memory.page is not None and memory.site.template_of(memory.page.url) != template


def came_unasked(visitor: Visitor, turn: Turn) -> bool:
    """Whether the press of the step before has sent this event, of which nothing says how."""
    before = turn.before[0] if turn.before else turn.step.action
    return before != turn.step.action and visitor.has_sent(turn.action.name or "")


def press_that_follows(visitor: Visitor, turn: Turn, page: Page) -> Plan | None:
    """The press of the captured click that is the next step: it may be what sends this event."""
    following = Action.parse(turn.after[0]) if turn.after and visitor.uses_pages else None
    if following is None or following.kind is not ActionKind.EVENT or _is_captured(turn.action):
        return None
    if not _is_captured(following) or following.template not in (None, turn.action.template):
        return None
    plan = by_worded_control(visitor.memory.site, page, following.name or "", turn)
    visitor.memory.pressed_ahead = turn.after[0] if plan else None
    return plan


def _is_captured(action: Action) -> bool:
    return (action.name or "").startswith(CAPTURED_CLICK)


def _press_of(found: BoundGestures) -> tuple[str | None, object]:
    return found.page, found.gestures[-1]
