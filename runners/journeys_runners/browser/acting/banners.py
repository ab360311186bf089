"""Answers the banners that stand before a page, as the bindings say: cookies, newsletters, tours.

Nobody waits for a banner: it is answered where it is there as the page comes to rest.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from playwright.async_api import Error, Page

from journeys.verdict import Problem
from journeys_runners.bindings.gestures import Gesture
from journeys_runners.browser.acting.gesturing import locator_of, make_gestures
from journeys_runners.browser.patience import answered

_PATIENCE_S: Final = 2.0
"""How long a banner that is there may take until it can be used."""


class Banners:
    """The banners of one window; each is answered at most once on a page that was loaded."""

    def __init__(self, gestures: Sequence[Gesture], told: Counter[tuple[str, str]]) -> None:
        """`told` counts the answers, by the gesture and what went wrong with it."""
        self._gestures = gestures
        self._told = told
        self._on: object = None
        self._answered: set[Gesture] = set()

    async def answer(self, tab: Page | None, loaded: object) -> bool:
        """Answer one that is shown, if any is; `loaded` tells pages that were loaded apart."""
        if loaded is not self._on:
            self._on, self._answered = loaded, set()
        for gesture in self._gestures:
            if tab and gesture not in self._answered and await _is_shown(tab, gesture):
                self._answered.add(gesture)
                met = await make_gestures(tab, (gesture,), "", _PATIENCE_S)
                self._told[str(gesture), met.reason if isinstance(met, Problem) else ""] += 1
                return True
        return False


async def _is_shown(tab: Page, gesture: Gesture) -> bool:
    try:
        return await answered(locator_of(tab, gesture).is_visible())
    except Error:
        return False
