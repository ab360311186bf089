"""Which events a page sends as it is left: they come last on it, nearly every time.

What people press comes last on a page, too, but leads on: a page that is left sends its event also
where nobody goes on.
"""

import math
from collections import Counter
from typing import Final

from journeys.suite.events_on_load import events_on_load
from journeys_mining.actions.action import Action, ActionKind
from journeys_mining.model.navigation_model import END, NavigationModel

_SHARE: Final = 0.95
_LEAST_COUNT: Final = 10
_LEAST_ENDS: Final = 5
_AT_ONCE_S: Final = 3.0
_ANY_PAGE: Final = "(any page)"
"""Of an event on whatever page: each session ends on one."""


def events_on_leave(model: NavigationModel) -> tuple[str, ...]:
    """The events that end nearly every visit to the page, the last one too."""
    counts = {one.action: one.count for one in model.actions}
    ends, before_views = Counter[str](), Counter[str]()
    for one in model.transitions:
        if len(one.context) != 1:
            continue
        if one.action == END:
            ends[one.context[0]] += one.count
        elif Action.parse(one.action).kind is ActionKind.VIEW and (
            one.think_s and one.think_s[1] <= _AT_ONCE_S
        ):
            before_views[one.context[0]] += one.count
    visits = {**counts, _ANY_PAGE: ends.total()}
    of_load = set(events_on_load(model))
    return tuple(
        text
        for text, count in counts.items()
        if text not in of_load
        and count >= _SHARE * visits.get(_visits_to(text), math.inf)
        and ends[text] >= _LEAST_ENDS
        and ends[text] + before_views[text] >= max(_SHARE * count, _LEAST_COUNT)
    )


def _visits_to(text: str) -> str:
    """What counts the visits to the page of an event; empty for other actions."""
    action = Action.parse(text)
    if action.kind is not ActionKind.EVENT:
        return ""
    return f"view {action.template}" if action.template else _ANY_PAGE
