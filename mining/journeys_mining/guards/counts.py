"""What is counted to learn guards: in how many sessions one action comes before another.

Takes coded sessions, production's or drawn ones, so that both are counted alike.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from journeys_mining.chain.drawn_sessions import DrawnSessions
from journeys_mining.chain.ngram_trie import FIRST_ACTION_CODE, START_CODE, UNKNOWN, Flags, Ints
from journeys_mining.guards.breaking import different
from journeys_mining.guards.thresholds import tried_about_pairs

_MOST_KINDS = 100
"""Sessions with more different actions are not looked at: robots, and the cost is its square."""
_PAIRS_TOGETHER = 2_000_000
"""Of spans of one session, that are counted at once, about; bounds memory."""


def known_actions(drawn: DrawnSessions, code_count: int) -> DrawnSessions:
    """The sessions that are looked at, as if nothing had been done that the model does not know."""
    is_known = drawn.codes != UNKNOWN
    known = DrawnSessions(codes=drawn.codes[is_known], users=drawn.users[is_known])
    return known.only(are_looked_at(known.codes, code_count))


def are_looked_at(codes: Ints, code_count: int) -> Flags:
    """Of coded sessions, those that do something, but not too many different things."""
    session = np.cumsum(codes == START_CODE) - 1
    done = codes >= FIRST_ACTION_CODE
    pairs = different(np.sort(session[done] * code_count + codes[done]))
    kinds = np.bincount(pairs // code_count, minlength=int(session[-1]) + 1 if len(session) else 0)
    flags: Flags = (kinds > 0) & (kinds <= _MOST_KINDS)
    return flags


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Spans:
    """Each action of each session, session after session, those of one as they were first done."""

    session: Ints
    code: Ints
    first: Ints
    """Where it is done first, a place among the codes."""
    second: Ints
    """-1 where it is done once."""
    last: Ints


def find_spans(codes: Ints, code_count: int) -> Spans:
    """The spans of coded sessions, one after the other, each from START to END."""
    session = np.cumsum(codes == START_CODE) - 1
    places = np.flatnonzero(codes >= FIRST_ACTION_CODE)
    keys = session[places] * code_count + codes[places]
    order = np.argsort(keys, kind="stable")
    places, keys = places[order], keys[order]
    begins = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])[: len(keys)])
    times = np.diff(begins, append=len(keys))
    first, last = places[begins], places[begins + times - 1]
    second = np.where(times > 1, places[np.minimum(begins + 1, len(places) - 1)], -1)
    order = np.argsort(first)
    return Spans(
        session=session[first][order],
        code=codes[first][order],
        first=first[order],
        second=second[order],
        last=last[order],
    )


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class ActionCounts:
    """Sessions and users that did each action once or more, and twice or more, by code."""

    floor: int
    sessions: Ints
    users: Ints
    sessions_twice: Ints
    users_twice: Ints

    @property
    def tried_count(self) -> int:
        """How many rules about two of the actions there are."""
        return tried_about_pairs(int(np.count_nonzero(self.sessions)))

    def rarer(self, one: int, other: int) -> int:
        """Of two actions the one of fewer sessions."""
        return one if self.sessions[one] <= self.sessions[other] else other


def count_actions(spans: Spans, users: Ints, code_count: int, floor: int) -> ActionCounts:
    """The counts of each action.

    Parameters
    ----------
    users
        Of each session, from 0 on.
    """
    twice = spans.second >= 0

    def users_of(chosen: Flags) -> Ints:
        pairs = np.sort(users[spans.session[chosen]] * code_count + spans.code[chosen])
        return np.bincount(different(pairs) % code_count, minlength=code_count)

    return ActionCounts(
        floor=floor,
        sessions=np.bincount(spans.code, minlength=code_count),
        users=users_of(np.ones(len(twice), dtype=np.bool_)),
        sessions_twice=np.bincount(spans.code[twice], minlength=code_count),
        users_twice=users_of(twice),
    )


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class OrderedPairs:
    """In how many sessions `other` comes before `action`, of all pairs where it ever does."""

    keys: Ints
    """action · code_count + other; ascending."""
    code_count: int
    ahead: Ints
    """Before the first `action`."""
    ahead_of_second: Ints
    """Before the second."""
    behind: Ints
    """Before the last."""

    @property
    def action(self) -> Ints:
        """The action of each pair."""
        return self.keys // self.code_count

    @property
    def other(self) -> Ints:
        """What comes before it."""
        return self.keys % self.code_count

    def often_behind(self, least: int) -> Ints:
        """Keys of the pairs whose `other` so many sessions do before the last `action`."""
        return self.keys[self.behind >= least]

    def behind_of(self, keys: Ints) -> Ints:
        """`behind` of each of these keys."""
        places = np.searchsorted(self.keys, keys)
        is_there = np.append(self.keys, -1)[places] == keys
        return np.where(is_there, np.append(self.behind, 0)[places], 0)


_KINDS = 4
_SECOND, _IN_BETWEEN = 1, 2
"""How `other` comes before `action`: before its second, too; and after its first."""


def count_pairs(spans: Spans, code_count: int) -> OrderedPairs:
    """The pairs of actions of the same session."""
    found = [
        np.unique(np.concatenate(keys), return_counts=True)
        for keys in _keyed_pairs(spans, code_count)
    ]
    keys, counts = (
        np.concatenate([part[which] for part in found] or [np.zeros(0, np.int64)])
        for which in (0, 1)
    )
    pairs, of_pair = np.unique(keys // _KINDS, return_inverse=True)
    kinds = keys % _KINDS

    def summed(chosen: Flags) -> Ints:
        whole = np.bincount(of_pair[chosen], weights=counts[chosen], minlength=len(pairs))
        return whole.astype(np.int64)

    return OrderedPairs(
        keys=pairs,
        code_count=code_count,
        ahead=summed(kinds & _IN_BETWEEN == 0),
        ahead_of_second=summed(kinds & _SECOND > 0),
        behind=summed(kinds >= 0),
    )


def _keyed_pairs(spans: Spans, code_count: int) -> Iterator[tuple[Ints, Ints]]:
    """A key for each two spans of a session, and for each two where the later begins within the
    earlier; some sessions at a time."""
    is_first = np.append(True, spans.session[1:] != spans.session[:-1])[: len(spans.session)]
    begins = np.flatnonzero(is_first)
    earlier_count = np.arange(len(is_first)) - begins[np.cumsum(is_first) - 1]
    part = np.cumsum(earlier_count) // _PAIRS_TOGETHER
    for chosen in np.split(np.arange(len(part)), np.flatnonzero(np.diff(part)) + 1):
        times = earlier_count[chosen]
        later = np.repeat(chosen, times)
        back = np.arange(len(later)) - np.repeat(np.cumsum(times) - times, times) + 1
        earlier = later - back
        one, other = spans.code[later], spans.code[earlier]
        ahead = (one * code_count + other) * _KINDS
        ahead += _SECOND * (spans.second[later] >= 0)
        within = np.flatnonzero(spans.first[later] < spans.last[earlier])
        between = (other[within] * code_count + one[within]) * _KINDS + _IN_BETWEEN
        between += _SECOND * (spans.first[later[within]] < spans.second[earlier[within]])
        yield ahead, between
