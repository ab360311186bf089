"""Rules that production's sessions keep but for noise, before anything says that this means much.

Takes production's sessions and how often actions come before others, gives rules with their
exceptions.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from journeys_mining.guards.breaking import CodedGuard, PlacedActions
from journeys_mining.guards.counts import ActionCounts, OrderedPairs
from journeys_mining.guards.thresholds import (
    LEAST_SESSIONS,
    MARGINS,
    NOISE_PERCENT,
    is_noise,
)
from journeys_mining.model.guards import GuardRule

LEAST_BROKEN = 10
"""Of drawn sessions, for rules that are found by what is missing in production."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRule:
    """A rule that production's sessions keep but for noise."""

    guard: CodedGuard
    exceptions: int
    """Sessions that break it."""
    tried_count: int
    """Of such rules: how many there were to try."""
    weaker_exceptions: int = 0
    """Of those, the ones that break the weaker rule of the same pair too."""


def find_kept_rules(
    visits: PlacedActions, pairs: OrderedPairs, drawn_pairs: OrderedPairs, counts: ActionCounts
) -> list[KeptRule]:
    """Every rule that `LEAST_SESSIONS` sessions and k users could have broken, and few did.

    Parameters
    ----------
    drawn_pairs
        Of sessions that no rule binds: what comes after something else in none of them is no rule.
    """
    rules = [*_never_after(pairs, drawn_pairs, counts), *_done_once(counts)]
    rules += _after(visits, pairs, counts)
    return sorted(rules, key=lambda one: (one.guard.action, one.guard.other, one.guard.margin))


def _after(visits: PlacedActions, pairs: OrderedPairs, counts: ActionCounts) -> Iterator[KeptRule]:
    """Rules that ask for `other` before `action`, once or as often."""
    done, twice = (
        np.where(users >= counts.floor, sessions, 0)[pairs.action]
        for sessions, users in (
            (counts.sessions, counts.users),
            (counts.sessions_twice, counts.users_twice),
        )
    )
    first = (done >= LEAST_SESSIONS) & ((done - pairs.ahead) * 100 <= done * NOISE_PERCENT)
    second = (twice >= LEAST_SESSIONS) & (
        (twice - pairs.ahead_of_second) * 100 <= twice * NOISE_PERCENT
    )
    # That one comes first is asked before it is asked how often: only such pairs are tried again.
    counted_pairs = len(MARGINS) * int(np.count_nonzero(first))
    for place in np.flatnonzero(first | second).tolist():
        action, other = int(pairs.action[place]), int(pairs.other[place])
        exceptions = int(counts.sessions[action] - pairs.ahead[place])
        if first[place]:
            yield KeptRule(
                guard=CodedGuard(action=action, rule=GuardRule.ALWAYS_AFTER, other=other),
                exceptions=exceptions,
                tried_count=counts.tried_count,
            )
        for one in _no_more_than(visits, action, other, exceptions, counts):
            if one.guard.margin < 0:
                yield one
            elif first[place]:
                yield replace(one, tried_count=counted_pairs)


def _no_more_than(
    visits: PlacedActions, action: int, other: int, unpreceded: int, counts: ActionCounts
) -> Iterator[KeptRule]:
    """Rules about how often; of those that ask for `other` at all, up to the first that is broken:
    what no session keeps cannot be broken beyond that.
    """
    guards = [
        CodedGuard(action=action, rule=GuardRule.NO_MORE_THAN, other=other, margin=margin)
        for margin in MARGINS
    ]
    short = {one.margin: len(visits.breaking(one)) for one in guards}
    weaker = {-1: 0, 0: unpreceded, 1: short[0]}
    for guard in guards:
        exceptions, weaker_exceptions = short[guard.margin], weaker[guard.margin]
        asked = sessions_asked(guard, counts)
        if not is_noise(exceptions - weaker_exceptions, asked):
            if guard.margin >= 0:
                return
            continue
        if asked >= LEAST_SESSIONS:
            yield KeptRule(
                guard=guard,
                exceptions=exceptions,
                tried_count=counts.tried_count,
                weaker_exceptions=weaker_exceptions,
            )


def _never_after(
    pairs: OrderedPairs, drawn_pairs: OrderedPairs, counts: ActionCounts
) -> Iterator[KeptRule]:
    """Rules that forbid `action` after `other`, and that drawn sessions do break."""
    often = drawn_pairs.often_behind(LEAST_BROKEN)
    for key, exceptions in zip(often.tolist(), pairs.behind_of(often).tolist(), strict=True):
        action, other = divmod(key, pairs.code_count)
        rarer = counts.rarer(action, other)
        asked = int(counts.sessions[rarer])
        if (
            counts.users[rarer] >= counts.floor
            and asked >= LEAST_SESSIONS
            and is_noise(exceptions, asked)
        ):
            yield KeptRule(
                guard=CodedGuard(action=action, rule=GuardRule.NEVER_AFTER, other=other),
                exceptions=exceptions,
                tried_count=counts.tried_count,
            )


def _done_once(counts: ActionCounts) -> Iterator[KeptRule]:
    for action in np.flatnonzero(counts.sessions >= LEAST_SESSIONS).tolist():
        exceptions = int(counts.sessions_twice[action])
        if counts.users[action] >= counts.floor and is_noise(
            exceptions, int(counts.sessions[action])
        ):
            yield KeptRule(
                guard=CodedGuard(action=action, rule=GuardRule.NEVER_AFTER, other=action),
                exceptions=exceptions,
                tried_count=counts.tried_count,
            )


def sessions_asked(guard: CodedGuard, counts: ActionCounts) -> int:
    """Sessions of production that could break a rule while they keep the weaker of its pair."""
    if guard.rule is GuardRule.NO_MORE_THAN and guard.margin <= 0:
        return int(counts.sessions_twice[guard.action])
    return int(counts.sessions[asked_about(guard, counts)])


def asked_about(guard: CodedGuard, counts: ActionCounts) -> int:
    """The action whose sessions could break a rule: where two must meet, the rarer one."""
    match guard.rule:
        case GuardRule.NEVER_AFTER:
            return counts.rarer(guard.action, guard.other)
        case GuardRule.WHILE_MORE:
            return counts.rarer(guard.action, guard.than)
        case _:
            return guard.action
