"""Which events a page sends by itself as it loads: they follow it at once, nearly every time."""

from typing import Final

from journeys_mining.actions.action import Action, ActionKind
from journeys_mining.model.navigation_model import NavigationModel

_SHARE: Final = 0.95
_LEAST_COUNT: Final = 10
_AT_ONCE_S: Final = 3.0


def events_on_load(model: NavigationModel) -> tuple[str, ...]:
    """The actions `event @ page` that follow nearly every view of the page within a moment."""
    counts = {one.action: one.count for one in model.actions}
    found = []
    for one in model.transitions:
        if len(one.context) != 1 or one.count < _LEAST_COUNT or one.think_s is None:
            continue
        action = Action.parse(one.action)
        if action.kind is not ActionKind.EVENT or one.context[0] != f"view {action.template}":
            continue
        usual = _SHARE * max(counts[one.action], counts.get(one.context[0], 0))
        if one.count >= usual and one.think_s[1] <= _AT_ONCE_S:
            found.append(one.action)
    return tuple(found)
