"""What learning still seeks, and what share of its time each page is worth.

Takes the actions of the model with production's counts, and what has been found of them. Time goes
where production does most of what is still sought.
"""

from collections.abc import Collection, Mapping

from journeys_mining.actions.action import Action, ActionKind
from journeys_runners.pages.page import Page
from journeys_runners.pages.words import words_of


class Seeking:
    """The actions that take a press which nobody knows yet."""

    def __init__(self, wanted: Mapping[str, int], found: Collection[str]) -> None:
        """`wanted` counts how often production does each; `found` grows as presses are learned."""
        # Pages are reached by links: few take a press that only a script knows.
        actions = {text: Action.parse(text) for text in wanted}
        self._actions = {k: one for k, one in actions.items() if one.kind is not ActionKind.VIEW}
        self._counts, self._found = wanted, found
        self._given: set[str] = set()
        """Events for which a page marks a control: that is used without learning."""

    def see(self, page: Page, template: str | None) -> frozenset[str]:
        """Take note of a page; gives the events of it that its marks give by themselves."""
        names = {one.name or "" for one in self._actions.values()}
        marked = page.marked(names - {""})
        here = {text for text, one in self._actions.items() if one.template in (None, template)}
        self._given |= {one for one in here if self._actions[one].name in marked}
        return marked

    def words(self, template: str | None) -> frozenset[str]:
        """The words of events that happen on this page."""
        names = (self._actions[one].name or "" for one in self._open_events(template))
        return frozenset().union(*map(words_of, names))

    def share(self, template: str | None) -> float:
        """The share of all that is sought, by production's counts, that this page may hold (0-1).

        What belongs to no page, a request, is on each of them alike. 1 where nothing is sought.
        """
        pages = {self._actions[one].template for one in self._open() if self._is_event(one)}
        anywhere = sum(self._counts[one] for one in self._open() if not self._is_event(one))
        total = sum(self._counts[one] for one in self._open())
        here = sum(self._counts[one] for one in self._open_events(template))
        return (here + anywhere / (len(pages | {template}))) / total if total else 1.0

    def _open(self) -> set[str]:
        return self._actions.keys() - set(self._found) - self._given

    def _open_events(self, template: str | None) -> list[str]:
        return [
            one
            for one in self._open()
            if self._is_event(one) and self._actions[one].template in (None, template)
        ]

    def _is_event(self, action: str) -> bool:
        return self._actions[action].kind is ActionKind.EVENT
