"""Checks that a step sent the events which its scenario expects of it.

Only a browser sees what is sent. Without one, a page that announces an event in its HTML counts.
"""

from dataclasses import replace
from typing import Final

from journeys.evidence import Way
from journeys_runners.judging.unbound import event_needs_browser, unsent_event
from journeys_runners.visiting.turn import Outcome, Turn
from journeys_runners.visiting.visitor import Visitor

_CAME_BEFORE: Final = frozenset({Way.REDIRECT, Way.PAGE})
"""Ways of a step whose page came with the step before, and with it what it sends as it loads."""


async def with_expected_events(visitor: Visitor, turn: Turn, outcome: Outcome) -> Outcome:
    """The outcome, or the first event that the scenario expects and that was not sent."""
    if outcome.problem:
        return outcome
    page, action = visitor.memory.page, turn.action
    for name in turn.step.expect.events:
        if not visitor.uses_pages:
            if not (page and name in page.announced):
                return replace(outcome, problem=event_needs_browser(action, name))
        elif not (page and outcome.way in _CAME_BEFORE and name in page.sent) and not (
            await visitor.step_sends(name)
        ):
            return replace(outcome, problem=unsent_event(action, name))
    return outcome
