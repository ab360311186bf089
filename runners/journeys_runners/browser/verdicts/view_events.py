"""Judges the event by which a page tells that it is viewed: lost or doubled on one page alone.

Production's rows of a page's views came as this event, so each of them sent it. Whether staging's
pages send it at all, and to a place that we see, only other pages tell: a consent that nobody gave,
a library that is kept off the network or that counts no robots is silent everywhere. Where the run
has not seen enough of them yet, they are opened beside the visit, and so is the page itself.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from typing import Final

from playwright.async_api import Error

from journeys.verdict import Problem
from journeys_mining.actions.action import ActionKind
from journeys_runners.browser.second_window import OpenWindow, second_window, times_sent
from journeys_runners.browser.traffic.seen import Mark
from journeys_runners.browser.window import Window
from journeys_runners.judging.control_pages import control_pages
from journeys_runners.judging.unbound import doubled_event, lost_view
from journeys_runners.pages.page import Page
from journeys_runners.visiting.turn import Turn
from journeys_runners.visiting.visitor import Visitor

_ENOUGH_PAGES: Final = 3
"""So many other pages have to send it, each once at each of its views."""
_ENOUGH_SILENCE: Final = 3
"""So often it is waited for in vain on a page before nobody waits for it there any more."""
_SILENT_PAGES: Final = 2
"""Where so many other pages do not send it, and no more of them do, no further one is opened."""
_MOST_OPENED: Final = 8


class ViewEvents:
    """Those of one visit; what others saw is in the run's knowledge."""

    def __init__(
        self, visitor: Visitor, window: Window, open_window: OpenWindow, longest_s: float
    ) -> None:
        """`open_window` opens one beside the visit; a batch takes `longest_s` at most."""
        self._visitor = visitor
        self._names = dict(visitor.context.suite.view_events)
        self._knowledge = visitor.context.knowledge
        self._window = window
        self._open_window = open_window
        self._longest_s = longest_s

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
        seen, traffic = self._knowledge.view_events[template], self._window.traffic
        times = 2 if name in page.sent_twice else int(name in traffic.events(since))
        is_loaded = any(one.is_page for one in traffic.seen[since.request_count :])
        if times != 1 and is_loaded:
            with suppress(Error):
                await self._ask_others(turn, name, template)
        is_told_elsewhere = self._is_told_elsewhere(name, template)
        if times == 0 and not is_told_elsewhere:
            # Perhaps it comes with a batch: for that nobody waits where other pages do not send it.
            return None
        if times == 0 and seen[0] < _ENOUGH_SILENCE:
            times = int(await comes(name))
        seen[times] += 1
        if times != 1 and is_told_elsewhere and seen.total() == 1 and is_loaded:
            with suppress(Error):
                await self._ask_again(turn, name, page)
        is_always_so = seen[times] == seen.total()
        if times == 1 or not is_told_elsewhere or not is_always_so:
            return None
        return doubled_event(name, template) if times else lost_view(name, template)

    async def _ask_others(self, turn: Turn, name: str, template: str) -> None:
        """Open other pages until enough of them were seen to send the event, or not to."""
        site, known = self._visitor.memory.site, self._knowledge.view_events
        context, memory = self._visitor.context, self._visitor.memory
        urls = [
            url
            for url in control_pages(memory, context.suite, template)
            if (other := site.template_of(url)) and self._names.get(other) == name
            if not (other in known and known[other].total())
        ]
        if not urls or self._is_known_elsewhere(name, template):
            return
        async with second_window(self._window, self._open_window) as window:
            for url in islice(urls, _MOST_OPENED):
                found = await times_sent(window, turn, url, name, self._longest_s)
                if found and self._names.get(found[0]) == name and found[0] != template:
                    known[found[0]][found[1]] += 1
                if self._is_known_elsewhere(name, template):
                    return

    async def _ask_again(self, turn: Turn, name: str, page: Page) -> None:
        """Open the page itself once more: what came by chance is no fault of it."""
        if not page.has_address:
            return
        async with second_window(self._window, self._open_window) as window:
            found = await times_sent(window, turn, page.url, name, self._longest_s)
            if found and found[0] == turn.action.template:
                self._knowledge.view_events[found[0]][found[1]] += 1

    def _is_known_elsewhere(self, name: str, template: str) -> bool:
        """Whether there is nothing more to learn from other pages."""
        sound, others = self._sound_of(name, template)
        is_silent = others - sound >= max(_SILENT_PAGES, sound)
        return is_silent or self._is_told_elsewhere(name, template)

    def _is_told_elsewhere(self, name: str, template: str) -> bool:
        """Whether other pages send it once, and more of them than do not."""
        sound, others = self._sound_of(name, template)
        return sound >= max(_ENOUGH_PAGES, others - sound + 1)

    def _sound_of(self, name: str, template: str) -> tuple[int, int]:
        """How many other pages send it once at each view, of how many that the run has seen."""
        others = [
            times
            for other, times in self._knowledge.view_events.items()
            if other != template and self._names.get(other) == name and times.total()
        ]
        return sum(set(times) == {1} for times in others), len(others)


def since_load(begun: Mark, loading_at: int) -> Mark:
    """When the present page began to load, as far as requests go."""
    return replace(begun, request_count=loading_at)
