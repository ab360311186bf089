"""Slots flow: the values that production's users keep from one step of a visit to the next.

Mining says that the `{slug}` of `view /{slug}/bills` is nearly always that of the `view /{slug}`
before it. Here it is the one that the visitor came to.
"""

from dataclasses import replace

from journeys_runners.visiting.turn import Turn
from journeys_runners.visiting.visitor import Visitor


def keeping_values(visitor: Visitor, turn: Turn, action: str) -> Turn:
    """The turn with the values that are kept for the action; the same where there are none."""
    kept: dict[str, str] = {}
    for of, slot, repeats in visitor.context.suite.slot_repeats:
        if of != action or slot in turn.fixed:
            continue
        for one in repeats:
            is_before = turn.before[one.back - 1 : one.back] == (one.action,)
            if is_before and (value := visitor.memory.last_values(one.action).get(one.slot)):
                kept.setdefault(slot, value)
    return replace(turn, fixed={**turn.fixed, **kept}) if kept else turn
