"""What learning still seeks, and what share of its time each page is worth.

Takes the actions of the model with production's counts, what has been found of them, and the pages
that were seen. Time goes where production does most of what is still sought. Not sought is what
needs no learning: events that a page's marks give by themselves, pages that have an address of
their own or that some page links to.
"""

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import Final

from journeys.journey import Journey, actions_of
from journeys_mining.actions.action import Action, ActionKind, slots_of
from journeys_runners.pages.page import Page
from journeys_runners.pages.words import words_of

_SAME: Final = (
    words_of("add create new plus compose"),
    words_of("change edit modify pencil save update"),
)
"""What is written on the buttons that begin a deed, beside the words for the deed itself."""


class Seeking:
    """The actions that take a press which nobody knows yet."""

    def __init__(
        self, wanted: Mapping[str, int], found: Collection[str], journeys: Sequence[Journey] = ()
    ) -> None:
        """`wanted` counts how often production does each; `found` grows as presses are learned.

        The `journeys` say from which page visitors come to which.
        """
        self._counts, self._found = wanted, found
        self._ways_on = _ways_on(journeys)
        self._seen: set[str | None] = set()
        """Templates of pages that were seen."""
        self._actions = {text: Action.parse(text) for text in wanted}
        self._page_count = len({one.template for one in self._actions.values() if _is_at(one)})
        self._given = {text for text, one in self._actions.items() if _has_address(one)}

    def see(self, page: Page, template: str | None, linked: Collection[str]) -> frozenset[str]:
        """Take note of a page, with the templates it links to; gives the events that it marks."""
        self._seen.add(template)
        names = {one.name for one in self._actions.values() if one.name}
        marked = page.marked(names)
        for text, one in self._actions.items():
            is_marked = one.name in marked and one.template in (None, template)
            if is_marked or (one.kind is ActionKind.VIEW and one.template in linked):
                self._given.add(text)
        return marked

    @property
    def is_over(self) -> bool:
        """Whether nothing is sought any more."""
        return not self._open()

    def words(self, template: str | None) -> frozenset[str]:
        """The words of events that happen on this page."""
        return frozenset().union(*self._words_of_events(template))

    def likeness(self, words: frozenset[str], template: str | None) -> float:
        """How much of one event sought here, or of one request, these words say (0-1)."""
        of_place = words_of(template or "")
        requests = (self._actions[one] for one in self._open() if not self._is_event(one))
        named = [
            *self._words_of_events(template),
            *(words_of(one.template or "") for one in requests if one.kind is ActionKind.REQUEST),
        ]
        # What nearly all events of a page are about tells none from another.
        telling = [one - of_place or one for one in named if one]
        words = words.union(*(same for same in _SAME if same & words))
        return max((len(one & words) / len(one) for one in telling), default=0.0)

    def share(self, template: str | None) -> float:
        """The share of all that is sought, by production's counts, that this page may hold (0-1).

        Requests, and presses that lead to a page, may be anywhere: on each page of the model
        alike. What happens on pages that nobody has seen yet lies behind those that lead to them.
        0 where nothing is sought.
        """
        open_ones, behind = self._open(), self.unseen_behind(template)
        anywhere = sum(self._counts[one] for one in open_ones if not self._is_event(one))
        here = sum(
            self._counts[one]
            for one in open_ones
            if self._is_of(one, template) or self._actions[one].template in behind
        )
        total = sum(self._counts[one] for one in open_ones)
        return min(1.0, (here + anywhere / max(1, self._page_count)) / total) if total else 0.0

    def unseen_behind(self, template: str | None) -> frozenset[str]:
        """Pages of records on which something is sought, that nobody has seen, and that
        production's visitors come to from here.
        """
        sought = {self._actions[one].template or "" for one in self._open()}
        unseen = {one for one in sought if slots_of(one)} - self._seen
        return frozenset(unseen & self._ways_on.get(template or "", set()))

    def _words_of_events(self, template: str | None) -> list[frozenset[str]]:
        names = (
            self._actions[one].name or "" for one in self._open() if self._is_of(one, template)
        )
        return [words_of(one) for one in names]

    def _open(self) -> set[str]:
        return self._actions.keys() - set(self._found) - self._given

    def _is_of(self, action: str, template: str | None) -> bool:
        """Whether it is an event that happens on this page."""
        return self._is_event(action) and self._actions[action].template in (None, template)

    def _is_event(self, action: str) -> bool:
        return self._actions[action].kind is ActionKind.EVENT


def _is_at(action: Action) -> bool:
    """Whether it stands or happens on a page of its own."""
    return action.kind is not ActionKind.REQUEST and action.template is not None


def _has_address(action: Action) -> bool:
    return action.kind is ActionKind.VIEW and not slots_of(action.template or "")


def _ways_on(journeys: Sequence[Journey]) -> dict[str, set[str]]:
    """The pages that are come to from each page, by template."""
    found: dict[str, set[str]] = {}
    for journey in journeys:
        places = [Action.parse(one).template or "" for one in actions_of(journey.steps)]
        for here, there in pairwise(places):
            found.setdefault(here, set()).add(there)
    return found
