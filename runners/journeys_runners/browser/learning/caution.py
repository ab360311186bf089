"""Says which controls may be pressed to learn what they do: none that looks as if it destroyed."""

import re
from collections.abc import Collection
from typing import Final

from journeys_runners.pages.words import changes_state, is_destructive, words_of

_NO_ORDERING: Final = re.compile(
    r"\b(?:sort )?order(?:ed)? by\b|\bsort order\b|\borders\b|\border (?:no\.? ?|# ?)?\d+",
    re.IGNORECASE,
)
"""What orders a list and no goods, and what orders are called: in a menu, in a list."""
_HARMS: Final = words_of(
    "pay purchase buy order checkout transfer publish deploy archive reset revoke merge approve"
)

_STOPS: Final = words_of("restart reboot shutdown poweroff")
_STOPS_IN_TWO_WORDS: Final = (words_of("shut down"), words_of("power off"), words_of("stop server"))


class Caution:
    """What may be pressed on the page at hand."""

    def __init__(self, allowed: Collection[frozenset[str]], *, allows_destructive: bool) -> None:
        """`allowed` are the words of what the settings allow, whatever it destroys."""
        self.left_alone: list[str] = []
        """Names of controls that look destructive, or whose form nobody may fill in."""
        self._allowed, self._allows_destructive = allowed, allows_destructive
        self._sought: frozenset[str] = frozenset()
        self._may_harm = False
        """Whether journeys order or remove things on this page anyway, going by their events."""

    def heed(self, sought: frozenset[str]) -> None:
        """The page at hand is one on which events of these words are sought."""
        self._sought, self._may_harm = sought, _may_harm(sought)

    def allows(self, text: str, called: str) -> bool:
        """Whether a control of this text, and this name, may be pressed."""
        words = words_of(_NO_ORDERING.sub("", text))
        looks_harmful = is_destructive(words) or (_may_harm(words) and not self._may_harm)
        # Whoever stops the application ends the work of everybody on it.
        looks_harmful = looks_harmful or bool(_stops(words) - self._sought)
        own = words_of(called)
        is_allowed = self._allows_destructive or any(own and own <= one for one in self._allowed)
        if looks_harmful and not is_allowed:
            self.left_alone.append(called)
            return False
        return True


def _stops(words: frozenset[str]) -> frozenset[str]:
    """The words by which an application is stopped, or begun anew."""
    both = (one for one in _STOPS_IN_TWO_WORDS if one <= words)
    return (words & _STOPS).union(*both)


def _may_harm(words: frozenset[str]) -> bool:
    return changes_state(words) or bool(words & _HARMS)
