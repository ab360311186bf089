"""Rules that production's sessions keep but for noise, before anything says that this means much.

Takes visits in the engine, production's and drawn ones, gives rules with their exceptions. Pairs of
actions are narrowed down inside the engine: of tens of thousands of actions only those come back.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from journeys_mining.chain.ngram_trie import Ints
from journeys_mining.engine import Engine, Table
from journeys_mining.guards.breaking import CodedGuard
from journeys_mining.guards.counts import (
    Visits,
    count_actions_in_visits,
    count_pairs,
    count_surpluses,
)
from journeys_mining.guards.thresholds import (
    LEAST_SESSIONS,
    MARGINS,
    NOISE_PERCENT,
    is_noise,
    tried_about_pairs,
)
from journeys_mining.model.guards import GuardRule

LEAST_BROKEN = 10
"""Of drawn sessions, for rules that are found by what is missing in production."""


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


def count_all_actions(engine: Engine, visits: Visits, code_count: int, floor: int) -> ActionCounts:
    """The counts of each action; nothing for those that are not in the model."""
    frame = count_actions_in_visits(engine, visits)
    columns: dict[str, Ints] = {}
    for name in ("sessions", "users", "sessions_twice", "users_twice"):
        columns[name] = np.zeros(code_count, dtype=np.int64)
        columns[name][frame["code"].to_numpy()] = frame[name].to_numpy()
    return ActionCounts(floor=floor, **columns)


def find_kept_rules(
    engine: Engine, visits: Visits, drawn_pairs: Table, counts: ActionCounts
) -> list[KeptRule]:
    """Every rule that `LEAST_SESSIONS` sessions and k users could have broken, and few did.

    Parameters
    ----------
    drawn_pairs
        Of sessions that no rule binds: what comes after something else in none of them is no rule.
    """
    sums = engine.put(
        engine.new_name("sums"),
        pd.DataFrame(
            {
                "action": np.arange(len(counts.sessions)),
                "sessions": np.where(counts.users >= counts.floor, counts.sessions, 0),
                "twice": np.where(counts.users_twice >= counts.floor, counts.sessions_twice, 0),
            }
        ),
    )
    pairs = count_pairs(engine, visits)
    rules = [*_never_after(engine, pairs, drawn_pairs, counts)]
    rules += _done_once(counts)
    rules += _after(engine, visits, pairs, sums, counts)
    return sorted(rules, key=lambda one: (one.guard.action, one.guard.other, one.guard.margin))


def _after(
    engine: Engine, visits: Visits, pairs: Table, sums: Table, counts: ActionCounts
) -> Iterator[KeptRule]:
    """Rules that ask for `other` before `action`, once or as often."""
    told = pairs.join(sums, "action")
    first = (told.sessions >= LEAST_SESSIONS) & (
        (told.sessions - told.ahead) * 100 <= told.sessions * NOISE_PERCENT
    )
    second = (told.twice >= LEAST_SESSIONS) & (
        (told.twice - told.ahead_of_second) * 100 <= told.twice * NOISE_PERCENT
    )
    kept = engine.fetch(
        told.filter(first | second).select("action", "other", "ahead", first_kept=first)
    ).sort_values(["action", "other"])
    # That one comes first is asked before it is asked how often: only such pairs are tried again.
    counted_pairs = len(MARGINS) * int(kept["first_kept"].sum())
    surpluses = count_surpluses(engine, visits, kept) if len(kept) else pd.DataFrame()
    short: dict[tuple[int, int, int], int] = {}
    for action, other, surplus, sessions in surpluses.itertuples(index=False):
        for margin in MARGINS:
            if surplus < margin:
                key = (int(action), int(other), margin)
                short[key] = short.get(key, 0) + int(sessions)
    for action, other, ahead, first_kept in kept.itertuples(index=False):
        exceptions = int(counts.sessions[action]) - int(ahead)
        if first_kept:
            yield KeptRule(
                guard=CodedGuard(action=action, rule=GuardRule.ALWAYS_AFTER, other=other),
                exceptions=exceptions,
                tried_count=counts.tried_count,
            )
        for one in _no_more_than(action, other, exceptions, short, counts):
            if one.guard.margin >= 0 and first_kept:
                yield replace(one, tried_count=counted_pairs)
            else:
                yield one


def _no_more_than(
    action: int,
    other: int,
    unpreceded: int,
    short: dict[tuple[int, int, int], int],
    counts: ActionCounts,
) -> Iterator[KeptRule]:
    weaker = {-1: 0, 0: unpreceded, 1: short.get((action, other, 0), 0)}
    for margin in MARGINS:
        exceptions = short.get((action, other, margin), 0)
        guard = CodedGuard(action=action, rule=GuardRule.NO_MORE_THAN, other=other, margin=margin)
        asked = sessions_asked(guard, counts)
        if asked >= LEAST_SESSIONS and is_noise(exceptions - weaker[margin], asked):
            yield KeptRule(
                guard=guard,
                exceptions=exceptions,
                tried_count=counts.tried_count,
                weaker_exceptions=weaker[margin],
            )


def _never_after(
    engine: Engine, pairs: Table, drawn_pairs: Table, counts: ActionCounts
) -> Iterator[KeptRule]:
    """Rules that forbid `action` after `other`, and that drawn sessions do break."""
    often = drawn_pairs.filter(drawn_pairs.behind >= LEAST_BROKEN).select("action", "other")
    told = often.left_join(pairs, ["action", "other"])
    frame = engine.fetch(told.select("action", "other", exceptions=told.behind.fill_null(0)))
    for action, other, exceptions in frame.sort_values(["action", "other"]).itertuples(index=False):
        rarer = counts.rarer(action, other)
        asked = int(counts.sessions[rarer])
        if (
            counts.users[rarer] >= counts.floor
            and asked >= LEAST_SESSIONS
            and is_noise(exceptions, asked)
        ):
            yield KeptRule(
                guard=CodedGuard(action=action, rule=GuardRule.NEVER_AFTER, other=other),
                exceptions=int(exceptions),
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
