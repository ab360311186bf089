"""Tells that the press of the step before sent this step's event, too.

A click is told by its handler and again by the answer that it fetched: two events of one press. Who
presses again for the second does it twice, or finds that what was pressed is gone.
"""

from journeys_runners.bindings.bindings import BoundGestures
from journeys_runners.visiting.turn import Turn
from journeys_runners.visiting.visitor import Visitor


async def came_along(visitor: Visitor, turn: Turn) -> bool:
    """Whether one press was learned to send both, and did so."""
    if not visitor.uses_pages or not turn.before or turn.before[0] == turn.step.action:
        return False
    learned_for = visitor.context.bindings.learned_for
    own, earlier = learned_for(turn.step.action), learned_for(turn.before[0])
    if own is None or earlier is None or _press_of(own) != _press_of(earlier):
        return False
    return await visitor.event_comes(turn.action.name or "")


def _press_of(found: BoundGestures) -> tuple[str | None, object]:
    return found.page, found.gestures[-1]
