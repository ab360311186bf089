"""Which of many sessions break a guard, all at once. Takes coded sessions, gives numbers of theirs.

`guard_keeping` asks the other way round: step by step, of sessions that are still being made.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from journeys_mining.chain.ngram_trie import FIRST_ACTION_CODE, START_CODE, Ints
from journeys_mining.model.guards import GuardRule


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedGuard:
    """A guard whose actions are codes."""

    action: int
    rule: GuardRule
    other: int
    margin: int = 0
    than: int = 0


def different(ascending: Ints) -> Ints:
    """Each number once; NumPy's `unique` would hash numbers that are in order already."""
    once: Ints = ascending[np.append(True, ascending[1:] != ascending[:-1])[: len(ascending)]]
    return once


class PlacedActions:
    """Where each action stands in coded sessions."""

    def __init__(self, codes: Ints, code_count: int) -> None:
        """
        Parameters
        ----------
        codes
            Sessions one after the other, each from START to END.
        """
        self.session_count = int(np.count_nonzero(codes == START_CODE))
        session = np.cumsum(codes == START_CODE) - 1
        places = np.flatnonzero(codes >= FIRST_ACTION_CODE)
        places = places[np.argsort(codes[places], kind="stable")]
        borders = np.searchsorted(codes[places], np.arange(code_count + 1))
        self._places = [places[begin:end] for begin, end in pairwise(borders)]
        self._session = session
        self._begin = np.flatnonzero(codes == START_CODE)

    def with_action(self, code: int) -> Ints:
        """Sessions that do an action, ascending."""
        return different(self._session[self._places[code]])

    def with_action_twice(self, code: int) -> Ints:
        """Sessions that do an action two times or more, ascending."""
        sessions = self._session[self._places[code]]
        return different(sessions[1:][sessions[1:] == sessions[:-1]])

    def breaking(self, guard: CodedGuard) -> Ints:
        """Sessions that break a guard, ascending."""
        at = self._places[guard.action]
        sessions = self._session[at]
        begin = self._begin[sessions]
        before = self._count_between(guard.other, begin, at)
        match guard.rule:
            case GuardRule.ALWAYS_AFTER:
                broken = before == 0
            case GuardRule.NEVER_AFTER:
                broken = before > 0
            case GuardRule.NO_MORE_THAN:
                own = np.arange(len(at)) - np.searchsorted(at, begin) + 1
                broken = before < own + guard.margin
            case GuardRule.WHILE_MORE:
                broken = before <= self._count_between(guard.than, begin, at)
        return different(sessions[broken])

    def running_out(self, guard: CodedGuard) -> Ints:
        """Sessions where `than` comes before an `action`, and by then `other` was not done oftener;
        ascending."""
        at = self._places[guard.action]
        sessions = self._session[at]
        begin = self._begin[sessions]
        than = self._count_between(guard.than, begin, at)
        ran_out = (than > 0) & (self._count_between(guard.other, begin, at) <= than)
        return different(sessions[ran_out])

    def _count_between(self, code: int, begin: Ints, end: Ints) -> Ints:
        """How often an action is done from one place on, before another."""
        places = self._places[code]
        count: Ints = np.searchsorted(places, end) - np.searchsorted(places, begin)
        return count
