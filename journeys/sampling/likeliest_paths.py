"""The likeliest session through a given transition: shortest paths where length is −log P."""

import heapq
import math
from collections import defaultdict
from collections.abc import Sequence

from journeys_mining.chain.smoothing import Chain, Context
from journeys_mining.model.navigation_model import END


class LikeliestPaths:
    """Likeliest ways from START to every context of a chain, and from there to END.

    Dijkstra's algorithm over the contexts that the chain knows, once forwards and once backwards;
    exact, because the chain's next step depends on nothing but its context.
    """

    def __init__(self, chain: Chain) -> None:
        self._chain = chain
        self._edges = _edges(chain)
        self._from_start, self._came_from = self._forwards()
        self._to_end, self._goes_to = self._backwards()
        self._ending_with: dict[Context, list[Context]] = defaultdict(list)
        for context in sorted(self._from_start):
            for start in range(len(context)):
                self._ending_with[context[start:]].append(context)

    def through(self, context: Context, action: str) -> tuple[str, ...] | None:
        """Actions of the likeliest session that does `action` right after `context`.

        None if no session does: the context cannot be reached from START, or no END from there.
        """
        best: tuple[float, Context] | None = None
        for at in self.ending_with(context):
            cost = self._from_start[at] + self.cost_onwards(at, action)
            if cost < math.inf and (best is None or (cost, at) < best):
                best = (cost, at)
        if best is None:
            return None
        before = self._way_to(best[1])
        if action == END:
            return before
        return (*before, action, *self._way_on(self._chain.step(best[1], action)))

    def ending_with(self, context: Context) -> Sequence[Context]:
        """Every context within reach that ends with these actions."""
        return self._ending_with.get(context, ())

    def edges(self, context: Context) -> "Sequence[tuple[str, Context, float]]":
        """Each next action, the context it leads to, −log P; END is not among them."""
        return self._edges[context]

    def cost_to_end(self, context: Context) -> float:
        """−log P of the likeliest way from a context to END; infinite if there is none."""
        return self._to_end.get(context, math.inf)

    def cost_onwards(self, at: Context, action: str) -> float:
        """−log P of `action` after a context, and of the likeliest way from there to END."""
        prob = self._chain.next_in(at).get(action, 0.0)
        if prob == 0.0:
            return math.inf
        rest = 0.0 if action == END else self.cost_to_end(self._chain.step(at, action))
        return rest - math.log(prob)

    def _way_to(self, context: Context) -> tuple[str, ...]:
        actions: list[str] = []
        while context in self._came_from:
            context, action = self._came_from[context]
            actions.append(action)
        return tuple(reversed(actions))

    def _way_on(self, context: Context) -> tuple[str, ...]:
        actions: list[str] = []
        while context in self._goes_to:
            action, context = self._goes_to[context]
            actions.append(action)
        return tuple(actions)

    def _forwards(self) -> tuple[dict[Context, float], dict[Context, tuple[Context, str]]]:
        start = self._chain.context_of(())
        costs, came_from = {start: 0.0}, dict[Context, tuple[Context, str]]()
        queue = [(0.0, start)]
        while queue:
            cost, context = heapq.heappop(queue)
            if cost > costs[context]:
                continue
            for action, after, length in self._edges[context]:
                if cost + length < costs.get(after, math.inf):
                    costs[after] = cost + length
                    came_from[after] = (context, action)
                    heapq.heappush(queue, (cost + length, after))
        return costs, came_from

    def _backwards(self) -> tuple[dict[Context, float], dict[Context, tuple[str, Context]]]:
        into: dict[Context, list[tuple[str, Context, float]]] = defaultdict(list)
        costs: dict[Context, float] = {}
        for context, edges in self._edges.items():
            for action, after, length in edges:
                into[after].append((action, context, length))
            end = self._chain.next_in(context).get(END, 0.0)
            if end > 0:
                costs[context] = -math.log(end)
        goes_to: dict[Context, tuple[str, Context]] = {}
        queue = sorted((cost, context) for context, cost in costs.items())
        while queue:
            cost, context = heapq.heappop(queue)
            if cost > costs[context]:
                continue
            for action, before, length in into[context]:
                if cost + length < costs.get(before, math.inf):
                    costs[before] = cost + length
                    goes_to[before] = (action, context)
                    heapq.heappush(queue, (cost + length, before))
        return costs, goes_to


def _edges(chain: Chain) -> dict[Context, list[tuple[str, Context, float]]]:
    """For every context within reach: each next action, the context it leads to, −log P."""
    edges: dict[Context, list[tuple[str, Context, float]]] = {}
    waiting = [chain.context_of(())]
    while waiting:
        context = waiting.pop()
        if context in edges:
            continue
        edges[context] = [
            (action, chain.step(context, action), -math.log(prob))
            for action, prob in chain.next_in(context).items()
            if action != END
        ]
        waiting.extend(after for _, after, _ in edges[context])
    return edges
