"""Guards: rules about the order of actions that production's sessions keep.

A guard says when an `action` may be done, by what the session did before, and by nothing else: each
rule can be checked step by step, and a session that broke one stays broken, whatever follows.
Takes nothing; the record of all other modules about guards.
"""

import math
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TypeAlias

GuardKey: TypeAlias = tuple[str, str, str, str, int]
"""Action, rule, other, than and margin: what makes two guards the same."""


class GuardRule(StrEnum):
    """What is asked each time `action` is done."""

    ALWAYS_AFTER = "always_after"
    """`other` was done before: other always precedes action."""
    NEVER_AFTER = "never_after"
    """`other` was not done before: other is never followed by action. With itself as `other`, an
    action is done once."""
    NO_MORE_THAN = "no_more_than"
    """Counting this time: count(other) ≥ count(action) + margin."""
    WHILE_MORE = "while_more"
    """count(other) ≥ count(than) + 1: what `other` put there is not all taken away by `than`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardSupport:
    """How well production keeps a learned guard."""

    sessions: int
    """Where it could have been broken: those that do `action`; where two actions must meet for that
    (NEVER_AFTER: `other`, WHILE_MORE: `than`), those that do the rarer of the two."""
    users: int
    """Of these sessions."""
    exceptions: int
    """Sessions that broke it all the same."""
    expected: float
    """Sessions that would break it if each action depended on the one before alone."""
    p_value: float
    """That so few exceptions are chance, times the number of rules tried; at most 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """One rule about the order of actions."""

    action: str
    rule: GuardRule
    other: str
    margin: int | None = None
    """Of NO_MORE_THAN only: how many times more `other` must have been done; -1 for once less."""
    than: str | None = None
    """Of WHILE_MORE only."""
    support: GuardSupport | None = None
    """None for a rule that a person wrote."""

    @property
    def key(self) -> GuardKey:
        """Equal for two guards that say the same."""
        return (self.action, str(self.rule), self.other, self.than or "", self.margin or 0)

    @property
    def names(self) -> tuple[str, ...]:
        """The actions that it is about, each once."""
        named = (self.action, self.other, *([self.than] if self.than else []))
        return tuple(dict.fromkeys(named))

    def as_line(self) -> dict[str, object]:
        """As the model file has it: the rule first, then the support's numbers."""
        line: dict[str, object] = {"action": self.action, "rule": str(self.rule)}
        line["other"] = self.other
        if self.margin is not None:
            line["margin"] = self.margin
        if self.than is not None:
            line["than"] = self.than
        return line | ({"support": asdict(self.support)} if self.support else {})


def in_words(guard: Guard) -> str:
    """The rule as a sentence.

    >>> in_words(Guard(action="pay", rule=GuardRule.ALWAYS_AFTER, other="add"))
    'pay never comes before the first add'
    >>> in_words(Guard(action="remove", rule=GuardRule.NO_MORE_THAN, other="add", margin=-1))
    'remove is never done more than once oftener than add was'
    """
    action, other = guard.action, guard.other
    match guard.rule:
        case GuardRule.ALWAYS_AFTER:
            return f"{action} never comes before the first {other}"
        case GuardRule.NEVER_AFTER if action == other:
            return f"{action} is never done twice"
        case GuardRule.NEVER_AFTER:
            return f"{action} never comes after {other}"
        case GuardRule.NO_MORE_THAN:
            return _count_in_words(action, other, guard.margin or 0)
        case GuardRule.WHILE_MORE:
            return f"{action} is done only while {other} was done oftener than {guard.than}"


def support_in_words(guard: Guard) -> str:
    """In how many sessions it held; that it is written by hand where nobody counted.

    >>> support_in_words(Guard(action="pay", rule=GuardRule.ALWAYS_AFTER, other="add"))
    'written by hand'
    """
    if guard.support is None:
        return "written by hand"
    kept = guard.support.sessions - guard.support.exceptions
    return f"{kept:,} of {guard.support.sessions:,} sessions"


def by_effect(guard: Guard) -> tuple[float, GuardKey]:
    """Sorts guards: those first that forbid most sessions, written ones before all."""
    return (-guard.support.expected if guard.support else -math.inf, guard.key)


def _count_in_words(action: str, other: str, margin: int) -> str:
    if margin == 0:
        return f"{action} is never done more often than {other} was"
    if margin > 0:
        times = "once" if margin == 1 else f"{margin} times"
        return f"{other} is always done at least {times} oftener than {action}"
    times = "once" if margin == -1 else f"{-margin} times"
    return f"{action} is never done more than {times} oftener than {other} was"
