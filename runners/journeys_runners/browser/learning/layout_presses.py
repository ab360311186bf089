"""Knows presses that belong to a layout: they lead from every page to the same one, and do no more.

Takes what presses led to, and says which need not be tried on a further page.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from journeys_mining.actions.action import slots_of
from journeys_runners.bindings.gestures import Gesture

_ENOUGH_PAGES: Final = 2
"""*Next* leads from each page of a wizard somewhere else."""


class LayoutPresses:
    """What was seen of presses that lead to a page."""

    def __init__(self) -> None:
        self._pages: dict[tuple[str, str], set[str | None]] = defaultdict(set)
        """From which pages a press led where; the records of a list lead to one of many."""
        self._known: set[str] = set()

    def note(self, gestures: Sequence[Gesture], here: str | None, there: str | None) -> None:
        """The gestures led from one page to the other, by template, and did nothing else."""
        if there is None or there == here or slots_of(there):
            return
        pages = self._pages[str(gestures), there]
        pages.add(here)
        if len(pages) >= _ENOUGH_PAGES:
            self._known.add(str(gestures))

    def __contains__(self, gestures: Sequence[Gesture]) -> bool:
        return str(gestures) in self._known
