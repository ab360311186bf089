"""Tells a page whose script leads every visitor away from one that only leads on.

A page may lead on at once by intention: to where a visitor belongs, or back to where they came
from. It does not where production's users do something on it, or go on from it to other pages, and
never from it to the page that its script led to.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from journeys.journey import Step, Suite, actions_of
from journeys_runners.pages.site import begins_with

_AT_ONCE_S: Final = 0.5
"""Nobody presses anything on a page that they leave so soon."""


def is_led_away(suite: Suite, page: str, other: str | None) -> bool:
    """Whether production's users stay on `page`, and do not go on from it to `other`.

    Both are templates; another of a part of the page itself is no other one.
    """
    if other is None or other == page or begins_with(other, page.partition("?")[0]):
        return False
    if (other, page) in suite.link_sources or not _is_used(suite, page):
        return False
    return not any(
        step.action.rpartition(" @ ")[2] in (page, f"view {page}")
        and f"view {other}" in _led_to(journey.steps[place + 1 :])
        for journey in suite.journeys
        for place, step in enumerate(journey.steps)
    )


def _led_to(steps: Sequence[Step]) -> Iterator[str]:
    """The action that comes next; of a page that leads on at once, what that leads to as well."""
    for step, after in pairwise((*steps, None)):
        if step is None:
            return
        yield step.action
        is_at_once = after is not None and 0 < after.think_s <= _AT_ONCE_S
        if not (is_at_once and step.action.startswith("view /")):
            return


def _is_used(suite: Suite, page: str) -> bool:
    """Whether users go on from the page by its links, or do something there."""
    by_itself = {*suite.events_on_load, *suite.events_on_leave}
    return any(source == page for _, source in suite.link_sources) or any(
        action.endswith(f" @ {page}") and action not in by_itself
        for one in suite.journeys
        for action in actions_of(one.steps)
    )
