"""The likeliest session through a transition that keeps the guards of the model.

The likeliest session at all is taken if it keeps them. Otherwise the search is made again, and now
remembers what the guard that was broken asks after; and again, until a session breaks none. The
first that breaks none is the likeliest of all that do not: each search leaves out only sessions
that break a guard.
"""

import heapq
import math
from collections import defaultdict
from collections.abc import Iterator
from typing import TypeAlias

from journeys.sampling.likeliest_paths import LikeliestPaths
from journeys_mining.chain.smoothing import Chain, Context
from journeys_mining.guards.keeping import Guards
from journeys_mining.model.guards import Guard, GuardRule
from journeys_mining.model.navigation_model import END

_MOST_IN_HAND = 4
"""How many times oftener `other` was done is remembered up to here; that more would be needed is
not found out."""
_MOST_GUARDS = 6
"""That one search remembers; its cost doubles with each."""

Memory: TypeAlias = tuple[int, ...]
"""For each guard of a search: whether `other` was done, or how often it was done oftener."""
State: TypeAlias = tuple[Context, Memory]


class GuardedPaths:
    """Likeliest sessions through transitions, under guards."""

    def __init__(self, chain: Chain, guards: Guards) -> None:
        self._chain = chain
        self._guards = guards
        self._paths = LikeliestPaths(chain)
        self._searches: dict[tuple[Guard, ...], _Search] = {}

    def through(self, context: Context, action: str) -> tuple[str, ...] | None:
        """Actions of the likeliest session that does `action` right after `context`.

        None if no session does that keeps the guards.
        """
        actions = self._paths.through(context, action)
        asked: tuple[Guard, ...] = ()
        while actions is not None:
            broken = self._guards.first_broken(actions)
            if broken is None:
                return actions
            if len(asked) == _MOST_GUARDS or broken[1] in asked:
                return None
            asked = tuple(sorted((*asked, broken[1]), key=lambda one: one.key))
            if asked not in self._searches:
                self._searches[asked] = _Search(self._chain, self._paths, asked)
            actions = self._searches[asked].through(context, action)
        return None


class _Search:
    """Shortest paths over contexts and what some guards remember (Dijkstra; onwards A*)."""

    def __init__(self, chain: Chain, paths: LikeliestPaths, guards: tuple[Guard, ...]) -> None:
        self._chain = chain
        self._paths = paths
        self._guards = guards
        self._costs, self._came_from = self._forwards()
        self._memories: defaultdict[Context, list[Memory]] = defaultdict(list)
        for context, memory in sorted(self._costs):
            self._memories[context].append(memory)

    def through(self, context: Context, action: str) -> tuple[str, ...] | None:
        best: tuple[float, tuple[str, ...]] | None = None
        for least, state in sorted(self._candidates(context, action)):
            if best is not None and least >= best[0]:
                break
            found = self._through_state(state, action)
            if found is not None and (best is None or found < best):
                best = found
        return best[1] if best else None

    def _candidates(self, context: Context, action: str) -> Iterator[tuple[float, State]]:
        """Where the transition can be made, and the least that a session through it costs."""
        for at in self._paths.ending_with(context):
            cost = self._paths.cost_onwards(at, action)
            if cost < math.inf:
                yield from ((self._costs[at, one] + cost, (at, one)) for one in self._memories[at])

    def _through_state(self, state: State, action: str) -> tuple[float, tuple[str, ...]] | None:
        context, memory = state
        before, cost = self._way_to(state), self._costs[state]
        prob = self._chain.next_in(context)[action]
        if action == END:
            return cost - math.log(prob), before
        after = self._after(memory, action)
        if after is None:
            return None
        onwards = self._onwards((self._chain.step(context, action), after))
        if onwards is None:
            return None
        return cost - math.log(prob) + onwards[0], (*before, action, *onwards[1])

    def _forwards(self) -> tuple[dict[State, float], dict[State, tuple[State, str]]]:
        start: State = (self._chain.context_of(()), tuple(0 for _ in self._guards))
        costs, came_from = {start: 0.0}, dict[State, tuple[State, str]]()
        queue = [(0.0, start)]
        while queue:
            cost, state = heapq.heappop(queue)
            if cost > costs[state]:
                continue
            for action, after, length in self._steps(state):
                if cost + length < costs.get(after, math.inf):
                    costs[after] = cost + length
                    came_from[after] = (state, action)
                    heapq.heappush(queue, (cost + length, after))
        return costs, came_from

    def _onwards(self, start: State) -> tuple[float, tuple[str, ...]] | None:
        """Cost and actions of the likeliest way to END."""
        costs, came_from = {start: 0.0}, dict[State, tuple[State, str]]()
        queue = [(self._paths.cost_to_end(start[0]), 0.0, start)]
        ended: State = ((), ())
        while queue:
            _, cost, state = heapq.heappop(queue)
            if state == ended:
                came = came_from[ended][0]
                return cost, _actions_to(came, came_from)
            if cost > costs[state]:
                continue
            end = self._chain.next_in(state[0]).get(END, 0.0)
            leaving = [(END, ended, -math.log(end))] if end > 0 else []
            for action, after, length in (*self._steps(state), *leaving):
                if cost + length < costs.get(after, math.inf):
                    costs[after] = cost + length
                    came_from[after] = (state, action)
                    least = 0.0 if after == ended else self._paths.cost_to_end(after[0])
                    if least < math.inf:
                        heapq.heappush(queue, (cost + length + least, cost + length, after))
        return None

    def _steps(self, state: State) -> Iterator[tuple[str, State, float]]:
        context, memory = state
        for action, after, length in self._paths.edges(context):
            remembered = self._after(memory, action)
            if remembered is not None:
                yield action, (after, remembered), length

    def _way_to(self, state: State) -> tuple[str, ...]:
        return _actions_to(state, self._came_from)

    def _after(self, memory: Memory, action: str) -> Memory | None:
        """What is remembered after an action; None if a guard forbids it."""
        remembered = []
        for guard, seen in zip(self._guards, memory, strict=True):
            if action == guard.action and not _allows(guard, seen):
                return None
            remembered.append(_remember(guard, seen, action))
        return tuple(remembered)


def _allows(guard: Guard, seen: int) -> bool:
    match guard.rule:
        case GuardRule.ALWAYS_AFTER:
            return seen > 0
        case GuardRule.NEVER_AFTER:
            return seen == 0
        case GuardRule.NO_MORE_THAN:
            return seen > (guard.margin or 0)
        case GuardRule.WHILE_MORE:
            return seen > 0


def _remember(guard: Guard, seen: int, action: str) -> int:
    if guard.rule in (GuardRule.NO_MORE_THAN, GuardRule.WHILE_MORE):
        less = guard.action if guard.rule is GuardRule.NO_MORE_THAN else guard.than
        change = (action == guard.other) - (action == less)
        return max(min(seen + change, _MOST_IN_HAND), -_MOST_IN_HAND)
    return int(seen > 0 or action == guard.other)


def _actions_to(state: State, came_from: dict[State, tuple[State, str]]) -> tuple[str, ...]:
    actions: list[str] = []
    while state in came_from:
        state, action = came_from[state]
        actions.append(action)
    return tuple(reversed(actions))
