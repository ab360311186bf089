"""Keeps guards: which of many sessions break one, and what may come next in one.

Takes a model's guards, knows them by the actions' codes or names. For many whole sessions at once,
`obeying`; for one that is made step by step, `Guards`.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from journeys_mining.chain.ngram_trie import FIRST_ACTION_CODE, Flags, Ints
from journeys_mining.guards.breaking import CodedGuard, PlacedActions
from journeys_mining.model.guards import Guard, GuardRule


def obeying(codes: Ints, guards: Sequence[CodedGuard], code_count: int) -> Flags:
    """Of coded sessions, those that break none of the guards.

    Parameters
    ----------
    codes
        Sessions one after the other, each from START to END.
    """
    placed = PlacedActions(codes, code_count)
    obeys = np.ones(placed.session_count, dtype=np.bool_)
    for guard in guards:
        obeys[placed.breaking(guard)] = False
    return obeys


def coded_guards(guards: Iterable[Guard], actions: Iterable[str]) -> tuple[CodedGuard, ...]:
    """The guards by the codes of a model's actions; one about an action it has not has no effect.

    An unknown `other` is done by nobody, so what needs it is never allowed.
    """
    codes = {name: code for code, name in enumerate(actions, start=FIRST_ACTION_CODE)}
    nobody = FIRST_ACTION_CODE + len(codes)
    return tuple(
        CodedGuard(
            action=codes[one.action],
            rule=one.rule,
            other=codes.get(one.other, nobody),
            margin=one.margin or 0,
            than=codes.get(one.than or "", nobody),
        )
        for one in guards
        if one.action in codes
    )


class Guards:
    """The guards of a model, by the actions that they are about."""

    def __init__(self, guards: Iterable[Guard]) -> None:
        self.all = tuple(guards)
        self._of_action: defaultdict[str, list[Guard]] = defaultdict(list)
        for one in self.all:
            self._of_action[one.action].append(one)

    def broken_by(self, done: "Counter[str]", action: str) -> Guard | None:
        """The first guard that `action` breaks after what was done; None if it may be done."""
        for guard in self._of_action.get(action, ()):
            if not _allows(guard, done):
                return guard
        return None

    def first_broken(self, actions: Iterable[str]) -> tuple[int, Guard] | None:
        """Index of the first step of a session that breaks a guard, and the guard."""
        done: Counter[str] = Counter()
        for index, action in enumerate(actions):
            guard = self.broken_by(done, action)
            if guard is not None:
                return index, guard
            done[action] += 1
        return None


def breaking_share(guards: Guards, sessions: Sequence[Sequence[str]]) -> float:
    """Share of sessions that break one of the guards or more, 0–1; 0 of no sessions."""
    broken = sum(guards.first_broken(session) is not None for session in sessions)
    return broken / len(sessions) if sessions else 0.0


def _allows(guard: Guard, done: "Counter[str]") -> bool:
    match guard.rule:
        case GuardRule.ALWAYS_AFTER:
            return done[guard.other] > 0
        case GuardRule.NEVER_AFTER:
            return done[guard.other] == 0
        case GuardRule.NO_MORE_THAN:
            return done[guard.other] > done[guard.action] + (guard.margin or 0)
        case GuardRule.WHILE_MORE:
            return done[guard.other] > done[guard.than or ""]
