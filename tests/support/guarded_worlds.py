"""Worlds whose rules are known: random Markov chains in which some steps are not offered.

A world offers an action only while its planted rules allow it, as a shop offers a checkout only
over a filled cart. All that can happen in it is a graph of states (the action, and what the rules
remember), so whether any rule holds in it, planted or not, is found out by searching that graph.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

import numpy as np
import numpy.typing as npt

from journeys_mining.model.guards import Guard, GuardRule

Ints = npt.NDArray[np.int64]
_MOST_IN_STOCK = 3
"""A rule about counts remembers no more: a cart is full."""
_PLANTED = (GuardRule.ALWAYS_AFTER, GuardRule.NEVER_AFTER, GuardRule.NO_MORE_THAN)
"""Where less is left than was done, `WHILE_MORE` is found too; it is never planted."""
_LOOKED_AT = 1_000
_TRIES = 300
END = -1

Weights = tuple[tuple[tuple[int, float], ...], ...]
"""For the start (the last entry) and each action: what may follow, END too, and its weight."""
Memory = tuple[int, ...]
"""For each rule: whether the other was done, or how often it was done oftener."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule over numbers of actions."""

    action: int
    rule: GuardRule
    other: int
    margin: int = 0
    than: int = -1

    def allows(self, remembered: int) -> bool:
        match self.rule:
            case GuardRule.ALWAYS_AFTER:
                return remembered > 0
            case GuardRule.NEVER_AFTER:
                return remembered == 0
            case GuardRule.NO_MORE_THAN:
                return remembered > self.margin
            case GuardRule.WHILE_MORE:
                raise NotImplementedError("is never planted, only found")

    def remember(self, remembered: int, done: int) -> int:
        if self.rule is GuardRule.NO_MORE_THAN:
            change = (done == self.other) - (done == self.action)
            return min(remembered + change, _MOST_IN_STOCK)
        return int(remembered or done == self.other)


class World:
    """All states that can be reached, and the steps between them."""

    def __init__(self, weights: Weights, rules: tuple[Rule, ...]) -> None:
        self.rules = rules
        self.action_count = len(weights) - 1
        self.weights = weights
        start = (self.action_count, tuple(0 for _ in rules))
        numbers: dict[tuple[int, Memory], int] = {start: 0}
        edges: list[tuple[int, int, float]] = []
        waiting = deque([start])
        ends = {0: 0.0}
        while waiting:
            state = waiting.popleft()
            here = numbers[state]
            offers = list(self._offers(*state))
            whole = sum(weight for _, weight in offers)
            ends[here] = 1.0 - sum(weight for to, weight in offers if to is not None) / whole
            for to, weight in offers:
                if to is None:
                    continue
                if to not in numbers:
                    numbers[to] = len(numbers)
                    waiting.append(to)
                edges.append((here, numbers[to], weight / whole))
        self.action_of = np.array([action for action, _ in numbers])
        self._from = np.array([one[0] for one in edges])
        self._to = np.array([one[1] for one in edges])
        self._prob = np.array([one[2] for one in edges])
        order = np.argsort(self._from, kind="stable")
        self._from, self._to, self._prob = self._from[order], self._to[order], self._prob[order]
        self._first = np.searchsorted(self._from, np.arange(len(numbers) + 1))

    def _offers(
        self, action: int, memory: Memory
    ) -> Iterator[tuple[tuple[int, Memory] | None, float]]:
        for following, weight in self.weights[action]:
            if following == END:
                yield None, weight
            elif all(
                one.allows(seen)
                for one, seen in zip(self.rules, memory, strict=True)
                if one.action == following
            ):
                after = tuple(
                    one.remember(seen, following)
                    for one, seen in zip(self.rules, memory, strict=True)
                )
                yield (following, after), weight

    def draw(self, count: int, seed: int, *, most_steps: int = 60) -> list[list[int]]:
        """Sessions of this world; one that is too long is cut."""
        rng = np.random.default_rng(seed)
        before = np.concatenate(([0.0], np.cumsum(self._prob)))
        sessions: list[list[int]] = [[] for _ in range(count)]
        walking, states = np.arange(count), np.zeros(count, dtype=np.int64)
        for _ in range(most_steps):
            mass = before[self._first[states]] + rng.random(len(states))
            edge = np.searchsorted(before, mass, side="right") - 1
            goes_on = edge < self._first[states + 1]
            walking, states = walking[goes_on], self._to[edge[goes_on]]
            for session, action in zip(
                walking.tolist(), self.action_of[states].tolist(), strict=True
            ):
                sessions[session].append(action)
        return sessions

    def keeps(self, rule: Rule) -> bool:
        """Whether no session that can happen breaks the rule."""
        action, other = self.action_of == rule.action, self.action_of == rule.other
        match rule.rule:
            case GuardRule.ALWAYS_AFTER:
                reached = self._reached_from(np.arange(len(action)) == 0, lambda at: ~other[at])
                return not (reached & action).any()
            case GuardRule.NEVER_AFTER:
                after = np.zeros(len(action), dtype=np.bool_)
                after[self._to[other[self._from]]] = True
                return not (self._reached_from(after, lambda at: at >= 0) & action).any()
            case GuardRule.NO_MORE_THAN:
                least = self._least_surplus(other, action)
                return bool((least[action] >= rule.margin).all())
            case GuardRule.WHILE_MORE:
                least = self._least_surplus(other, self.action_of == rule.than)
                return bool((least[action] > 0).all())

    def _reached_from(
        self, start: npt.NDArray[np.bool_], may_enter: Callable[[Ints], npt.NDArray[np.bool_]]
    ) -> npt.NDArray[np.bool_]:
        reached = start.copy()
        while True:
            entered = self._to[reached[self._from]]
            entered = entered[may_enter(entered) & ~reached[entered]]
            if not len(entered):
                return reached
            reached[entered] = True

    def _least_surplus(self, more: npt.NDArray[np.bool_], less: npt.NDArray[np.bool_]) -> Ints:
        """Of each state the least count(more) - count(less) on any way there, from -5 up."""
        change = more.astype(int) - less
        least = np.full(len(change), 10**6)
        least[0] = 0
        while True:
            found = least.copy()
            np.minimum.at(found, self._to, np.maximum(least[self._from] + change[self._to], -5))
            if (found == least).all():
                return least
            least = found


def plant_world(seed: int) -> World:
    """A world of 12 to 30 actions with up to two rules of each kind; each forbids something."""
    rng = Random(seed)
    weights = _random_chain(rng, rng.randint(12, 30))
    world = World(weights, ())
    for kind in (*_PLANTED, *_PLANTED):
        world = _with_one_more(rng, world, kind, seed)
    drawn = world.draw(_LOOKED_AT, seed)
    still = tuple(one for one in world.rules if _is_done(one, drawn))
    return world if still == world.rules else World(weights, still)


def _with_one_more(rng: Random, world: World, kind: GuardRule, seed: int) -> World:
    """The world with one rule more, if one is found that forbids what many sessions do."""
    drawn = world.draw(_LOOKED_AT, seed)
    taken = {one.action for one in world.rules}
    for _ in range(_TRIES):
        action, other = rng.sample(range(world.action_count), 2)
        margin = rng.choice((-1, -1, 0, 0, 0, 0, 1)) if kind is GuardRule.NO_MORE_THAN else 0
        rule = Rule(action=action, rule=kind, other=other, margin=margin)
        if action in taken:
            continue
        asked = [one for one in drawn if could_break(one, rule)]
        if len(asked) < 0.03 * len(drawn):
            continue
        if sum(breaks(one, rule) for one in asked) >= 0.2 * len(asked):
            ruled = World(world.weights, (*world.rules, rule))
            if _is_done(rule, ruled.draw(_LOOKED_AT, seed)):
                return ruled
    return world


def _is_done(rule: Rule, drawn: list[list[int]]) -> bool:
    """Whether sessions could have broken the rule often enough for anybody to tell."""
    return sum(could_break(one, rule) for one in drawn) >= 0.02 * len(drawn)


def _random_chain(rng: Random, action_count: int) -> Weights:
    rows = []
    for _ in range(action_count):
        following = rng.sample(range(action_count), rng.randint(3, 6))
        weights = [rng.uniform(0.05, 1.0) for _ in following]
        leaving = rng.uniform(0.05, 0.2) * sum(weights)
        rows.append((*zip(following, weights, strict=True), (END, leaving)))
    first = rng.sample(range(action_count), rng.randint(3, 6))
    rows.append(tuple((action, rng.uniform(0.2, 1.0)) for action in first))
    return tuple(rows)


def could_break(session: list[int], rule: Rule) -> bool:
    """Whether a session could break the rule and yet keep the weaker rule of the same pair."""
    match rule.rule:
        case GuardRule.ALWAYS_AFTER:
            return rule.action in session
        case GuardRule.NEVER_AFTER:
            return rule.other in session
        case GuardRule.NO_MORE_THAN:
            if breaks(session, Rule(rule.action, GuardRule.ALWAYS_AFTER, rule.other)):
                return False
            return session.count(rule.action) >= (1 if rule.margin > 0 else 2)
        case GuardRule.WHILE_MORE:
            return rule.action in session and rule.than in session


def breaks(session: list[int], rule: Rule) -> bool:
    """Whether a session breaks the rule; asked the plain way."""
    for place, action in enumerate(session):
        if action != rule.action:
            continue
        before = session[:place]
        match rule.rule:
            case GuardRule.ALWAYS_AFTER:
                broken = rule.other not in before
            case GuardRule.NEVER_AFTER:
                broken = rule.other in before
            case GuardRule.NO_MORE_THAN:
                broken = before.count(rule.other) < before.count(action) + 1 + rule.margin
            case GuardRule.WHILE_MORE:
                broken = before.count(rule.other) <= before.count(rule.than)
        if broken:
            return True
    return False


def with_loss(sessions: list[list[int]], share: float, seed: int) -> list[list[int]]:
    """The sessions as an export has them that has lost a share of all rows."""
    rng = Random(seed)
    lossy = [[action for action in one if rng.random() >= share] for one in sessions]
    return [one for one in lossy if one]


def rule_of(guard: Guard, names: list[str]) -> Rule:
    """A guard over numbers of actions."""
    return Rule(
        action=names.index(guard.action),
        rule=guard.rule,
        other=names.index(guard.other),
        margin=guard.margin or 0,
        than=names.index(guard.than) if guard.than else -1,
    )
