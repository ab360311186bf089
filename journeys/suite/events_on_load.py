"""Which events a page sends by itself as it loads: they come with it at once, nearly every time.

Some come before the page's own event, as in applications that show a page and then say so. What
leads on to another page at once is pressed, by somebody quick: a sign-in.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Final

from journeys_mining.actions.action import Action, ActionKind
from journeys_mining.events.event_names import CAPTURED_CLICK
from journeys_mining.model.navigation_model import NavigationModel, Transition

_SHARE: Final = 0.95
_LEAST_COUNT: Final = 10
_AT_ONCE_S: Final = 3.0


def events_on_load(model: NavigationModel) -> tuple[str, ...]:
    """The actions `event @ page` that stand within a moment beside nearly every view of the page.

    Beside it also stands what comes next to another event of its load.
    """
    counts = {one.action: one.count for one in model.actions}
    beside: defaultdict[str, dict[str, int]] = defaultdict(dict)
    led_on = Counter[str]()
    for one in _at_once(model):
        event, other = one.action, one.context[0]
        for text, neighbour in ((event, other), (other, event)):
            beside[text][neighbour] = beside[text].get(neighbour, 0) + one.count
        led_on[other] += one.count if _leads_on(other, event) else 0
    found: list[str] = []
    waiting = [
        text
        for text in counts
        if Action.parse(text).kind is ActionKind.EVENT
        and not text.startswith(CAPTURED_CLICK)
        and led_on[text] < _SHARE * counts[text]
    ]
    while new := [
        text
        for text in waiting
        if text not in found and _is_of_load(text, found, beside[text], counts)
    ]:
        found += new
    return tuple(text for text in counts if text in found)


def _leads_on(text: str, following: str) -> bool:
    """Whether what follows is a view of another page."""
    here, there = Action.parse(text), Action.parse(following)
    return there.kind is ActionKind.VIEW and there.template != here.template


def _at_once(model: NavigationModel) -> Iterator[Transition]:
    for one in model.transitions:
        if len(one.context) == 1 and one.think_s and one.think_s[1] <= _AT_ONCE_S:
            yield one


def _is_of_load(
    text: str, found: list[str], beside: dict[str, int], counts: dict[str, int]
) -> bool:
    template = Action.parse(text).template
    view = f"view {template}"
    if template is None or view not in counts:
        return False
    of_load = {view, *(one for one in found if Action.parse(one).template == template)}
    together = sum(count for other, count in beside.items() if other in of_load)
    # Beside one event may stand two views: each has to have its own.
    usual = _SHARE * max(counts[text], counts[view])
    return min(together, counts[text]) >= usual and together >= _LEAST_COUNT
