"""Which event a page sends once as it is viewed: production's views of it came as this event.

Not of a page whose views often come twice at once: it sends its event twice, or loads again.
"""

from typing import Final

from journeys_mining.actions.action import Action
from journeys_mining.model.navigation_model import NavigationModel

_OFTEN: Final = 0.1
_AT_ONCE_S: Final = 3.0


def view_events(model: NavigationModel) -> tuple[tuple[str, str], ...]:
    """Templates of pages, with the name under which each view of them came."""
    counts = {one.action: one.count for one in model.actions}
    doubled = {
        one.action
        for one in model.transitions
        if one.context == (one.action,)
        and one.count >= _OFTEN * counts.get(one.action, 0)
        and (one.think_s is None or one.think_s[0] <= _AT_ONCE_S)
    }
    named = ((Action.parse(view).template, view, name) for view, name in model.source.view_events)
    return tuple((page, name) for page, view, name in named if page and view not in doubled)
