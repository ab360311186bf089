"""Judges the event by which a page tells that it is viewed: lost or doubled on one page alone.

Production's rows of a page's views came as this event, so each of them sent it. Whether staging's
pages send it at all, and to a place that we see, only other pages tell: a consent that nobody gave,
a library that is kept off the network or that counts no robots is silent everywhere.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final

from journeys.evidence import Problem
from journeys_mining.actions.action import ActionKind
from journeys_runners.browser.traffic import Mark, Traffic
from journeys_runners.interface import RunContext
from journeys_runners.judging.unbound import doubled_event, lost_view
from journeys_runners.pages.page import Page
from journeys_runners.visiting.turn import Turn

_ENOUGH_PAGES: Final = 3
"""So many other pages have to send it, each once at each of its views."""
_ENOUGH_SILENCE: Final = 3
"""So often it is waited for in vain on a page before nobody waits for it there any more."""


class ViewEvents:
    """Those of one visit; what others saw is in the run's knowledge."""

    def __init__(self, context: RunContext, traffic: Traffic) -> None:
        self._names = dict(context.suite.view_events)
        self._knowledge = context.knowledge
        self._traffic = traffic

    def name_of(self, turn: Turn) -> str | None:
        """The event that a step sends if it is a view; None where production does not tell."""
        is_view = turn.action.kind is ActionKind.VIEW
        return self._names.get(turn.action.template or "") if is_view else None

    async def check(
        self, turn: Turn, page: Page | None, since: Mark, comes: Callable[[str], Awaitable[bool]]
    ) -> Problem | None:
        """The problem of the page before the visitor; None where others do no better.

        Parameters
        ----------
        since
            When it began to load.
        comes
            Waits for an event, within the time of a batch.
        """
        name, template = self.name_of(turn), turn.action.template or ""
        if name is None or page is None or not page.is_live:
            return None
        if turn.step.action in self._knowledge.late:
            return None
        seen = self._knowledge.view_events[template]
        is_told_elsewhere = self._is_told_elsewhere(name, template)
        times = 2 if name in page.sent_twice else int(name in self._traffic.events(since))
        if times == 0 and not is_told_elsewhere:
            # Perhaps it comes with a batch: for that nobody waits before other pages have sent it.
            return None
        if times == 0 and seen[0] < _ENOUGH_SILENCE:
            times = int(await comes(name))
        seen[times] += 1
        is_always_so = seen[times] == seen.total()
        if times == 1 or not is_told_elsewhere or not is_always_so:
            return None
        return doubled_event(name, template) if times else lost_view(name, template)

    def _is_told_elsewhere(self, name: str, template: str) -> bool:
        """Whether other pages send it once, and more of them than do not."""
        others = [
            times
            for other, times in self._knowledge.view_events.items()
            if other != template and self._names.get(other) == name and times.total()
        ]
        sound = sum(set(times) == {1} for times in others)
        return sound >= max(_ENOUGH_PAGES, len(others) - sound + 1)


def since_load(begun: Mark, loading_at: int) -> Mark:
    """When the present page began to load, as far as requests go."""
    return replace(begun, request_count=loading_at)
