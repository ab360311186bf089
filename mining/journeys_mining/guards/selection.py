"""Chooses guards: what production keeps, and actions that depend on the one before alone would not.

Takes how often each rule was broken, by production and by sessions drawn from a first-order chain.
Knows nothing of the engine.

A candidate is a rule that chance does not explain. It stands out if production breaks it much more
seldom than drawn sessions do (Fisher's exact test of two shares).

Most candidates follow from others: if B needs A, what is reached through B needs it too. So rules
are taken one at a time, that first which most sessions would break, and the drawn sessions that
break it are left out of all that comes after: a rule that the remaining ones keep as production
does is explained by those taken before. Of the rules about one pair the weaker is asked first; the
stronger has to be worth something beyond it. At last, rules that later ones made needless go.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from journeys_mining.chain.ngram_trie import Flags, Ints
from journeys_mining.guards.breaking import CodedGuard
from journeys_mining.guards.chance import drawn_chance
from journeys_mining.guards.thresholds import LEAST_LIFT

_FALSE_CHANCE = 0.2
"""That a rule which drawn sessions keep just as well is taken all the same."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Candidate:
    """A rule, and what is to be told of it beyond the weaker rule of the same pair."""

    guard: CodedGuard
    level: int
    """Weaker rules of a pair come first: 0, 1, 2."""
    sessions: int
    """Of production, where the rule could be broken and the weaker one be kept."""
    exceptions: int
    """Of those, the ones where it was so."""
    asked: Ints
    """Drawn sessions where the rule could be broken and the weaker one be kept."""
    broken: Ints
    """Of those, the ones where it was so."""
    excluded: Ints
    """All drawn sessions that break the rule."""

    p_value: float
    """That chance explains it, times the number of rules tried."""


def select_guards(candidates: Iterable[Candidate], drawn_count: int) -> tuple[Candidate, ...]:
    """The candidates that are guards, in the order in which they were taken.

    Parameters
    ----------
    drawn_count
        Number of drawn sessions.
    """
    everything = np.ones(drawn_count, dtype=np.bool_)
    rows = [one for one in candidates if _stands_out(one, everything)]
    choice = _Choice(rows, drawn_count)
    for level in sorted({one.level for one in rows}):
        choice.take_level(level)
    choice.drop_needless()
    return tuple(rows[index] for index in choice.taken)


class _Choice:
    """The rules taken so far, and the drawn sessions that keep them."""

    def __init__(self, rows: Sequence[Candidate], drawn_count: int) -> None:
        self._rows = rows
        self._alive = np.ones(drawn_count, dtype=np.bool_)
        self.taken: list[int] = []

    def take_level(self, level: int) -> None:
        """Take rules of one level until none of the others stands out any more."""
        gains = {
            index: _gain(one, self._alive)
            for index, one in enumerate(self._rows)
            if one.level == level
        }
        while gains:
            best = max(gains, key=lambda index: (gains[index], -index))
            # Rules taken since have left it less to gain: it is asked again when it is first.
            gain = _gain(self._rows[best], self._alive)
            if gain < gains[best]:
                gains[best] = gain
                continue
            del gains[best]
            if _stands_out(self._rows[best], self._alive):
                self.taken.append(best)
                self._alive[self._rows[best].excluded] = False

    def drop_needless(self) -> None:
        """Drop each rule that the others, taken together, leave nothing to forbid."""
        for index in sorted(self.taken, key=lambda index: -self._rows[index].level):
            kept = np.ones(len(self._alive), dtype=np.bool_)
            for other in self.taken:
                if other != index:
                    kept[self._rows[other].excluded] = False
            if not _stands_out(self._rows[index], kept):
                self.taken.remove(index)


def _gain(one: Candidate, drawn: Flags) -> float:
    """Sessions of production that would break the rule without it, and do not."""
    asked, broken = _counts(one, drawn)
    return one.sessions * broken / asked - one.exceptions if asked else -1.0


def _stands_out(one: Candidate, drawn: Flags) -> bool:
    asked, broken = _counts(one, drawn)
    if not broken or one.exceptions * asked * LEAST_LIFT > broken * one.sessions:
        return False
    return chance_of_exceptions(one, drawn) <= _FALSE_CHANCE


def chance_of_exceptions(one: Candidate, drawn: Flags) -> float:
    """Probability of so few exceptions if production broke the rule as often as drawn sessions."""
    asked, broken = _counts(one, drawn)
    return drawn_chance(
        one.exceptions,
        whole=one.sessions + asked,
        marked=one.exceptions + broken,
        drawn=one.sessions,
    )


def _counts(one: Candidate, drawn: Flags) -> tuple[int, int]:
    return int(np.count_nonzero(drawn[one.asked])), int(np.count_nonzero(drawn[one.broken]))
