"""What chance alone would do to a rule, if where one action stands said nothing of the other.

Takes coded sessions, gives the chances of rules about two actions.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import betaincc, gammaln

from journeys_mining.chain.ngram_trie import END_CODE, START_CODE, Floats, Ints
from journeys_mining.guards.breaking import CodedGuard
from journeys_mining.guards.counts import Spans
from journeys_mining.model.guards import GuardRule

_LAST_POSITION = 100
"""Later ones are taken for this one."""
_TOGETHER = 5_000
"""Rules whose chances are worked out at once; bounds memory."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class PlacesInVisits:
    """Where in their sessions actions stand, by code and position from 0."""

    first: Ints
    """Sessions that do the action there for the first time."""
    last: Ints
    """Sessions that do it there for the last time."""
    done_before: Floats
    """Of all sessions that come so far, the share that has done the action before, 0–1."""

    def chances(self, guards: Sequence[CodedGuard], exceptions: Sequence[int]) -> Floats:
        """Probability of so few exceptions, each session's `action` being moved into another one.

        Of the sessions that come as far as this one did, the share that has done `other` before is
        the chance of each; the binomial of their mean is an upper bound (Hoeffding 1956).

        1 for rules that this says nothing of: about counts, or about one action.
        """
        chances = np.ones(len(guards))
        for rule, places in (
            (GuardRule.ALWAYS_AFTER, self.first),
            (GuardRule.NEVER_AFTER, self.last),
        ):
            rows = [
                row
                for row, one in enumerate(guards)
                if one.rule is rule and one.action != one.other
            ]
            for part in (rows[i : i + _TOGETHER] for i in range(0, len(rows), _TOGETHER)):
                standing = places[[guards[row].action for row in part]]
                done = self.done_before[[guards[row].other for row in part]]
                broken = done if rule is GuardRule.NEVER_AFTER else 1.0 - done
                sessions = standing.sum(axis=1)
                share = np.clip((standing * broken).sum(axis=1) / sessions, 0.0, 1.0)
                few = np.array([exceptions[row] for row in part])
                chances[part] = binomial_chance(few, sessions, share)
        return chances


def find_places(codes: Ints, spans: Spans, code_count: int) -> PlacesInVisits:
    """The places of all actions.

    Parameters
    ----------
    codes
        The sessions of the spans.
    """
    begins = np.flatnonzero(codes == START_CODE) + 1
    lengths = np.flatnonzero(codes == END_CODE) - begins
    of_length = np.bincount(np.minimum(lengths, _LAST_POSITION), minlength=_LAST_POSITION + 1)

    def table(places: Ints) -> Ints:
        """How many sessions, by code and place."""
        cells = spans.code * (_LAST_POSITION + 1) + np.minimum(places, _LAST_POSITION)
        size = code_count * (_LAST_POSITION + 1)
        return np.bincount(cells, minlength=size).reshape(code_count, -1)

    first = table(spans.first - begins[spans.session])
    ended = table(lengths[spans.session])
    coming_so_far = of_length.sum() - np.cumsum(of_length)
    # Those that ended before or at a position have done all that they do before it.
    done = np.cumsum(first, axis=1) - first - np.cumsum(ended, axis=1)
    share = np.divide(
        np.maximum(done, 0), coming_so_far, out=np.zeros(done.shape), where=coming_so_far > 0
    )
    # Nobody comes further than the last position; what holds just before it is taken.
    share[:, coming_so_far == 0] = share[:, [max(np.count_nonzero(coming_so_far) - 1, 0)]]
    return PlacesInVisits(
        first=first, last=table(spans.last - begins[spans.session]), done_before=share
    )


def binomial_chance(most: Ints, tries: Ints, chance: Floats) -> Floats:
    """Probability of no more than so many hits in independent tries of one chance each.

    SciPy's distributions take longer to import than guards to mine: hence its functions.

    >>> binomial_chance(np.array([1, 2]), np.array([2, 2]), np.array([0.5, 0.5])).tolist()
    [0.75, 1.0]
    """
    certain = most >= tries
    hits: Floats = betaincc(most + 1.0, np.where(certain, 1, tries - most), chance)
    return np.where(certain, 1.0, hits)


def drawn_chance(most: int, whole: int, marked: int, drawn: int) -> float:
    """Probability of no more than so many marked ones among those drawn from a whole, none of them
    twice: the hypergeometric distribution.

    >>> round(drawn_chance(0, whole=4, marked=2, drawn=2), 6)
    0.166667
    """
    hits = np.arange(max(drawn + marked - whole, 0), min(most, marked, drawn) + 1)
    logs = _log_ways(marked, hits) + _log_ways(whole - marked, drawn - hits)
    return min(float(np.exp(logs - _log_ways(whole, drawn)).sum()), 1.0)


def _log_ways(whole: int, chosen: Ints | int) -> Floats:
    """ln of the number of ways to choose some of a whole."""
    ways: Floats = gammaln(whole + 1.0) - gammaln(chosen + 1.0) - gammaln(whole - chosen + 1.0)
    return ways
