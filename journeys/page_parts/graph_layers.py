"""Where the actions of a model stand in its picture: columns from left to right, rows in them.

An action's column is the number of steps on the likeliest way to it from the start of a session.
Rows are found by the barycentre heuristic (Sugiyama, Tagawa and Toda 1981, section III): each
action stands near the mean of those it is joined with, which keeps lines short and crossings few.
"""

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from journeys_mining.model.navigation_model import END, START

_SWEEPS = 8


class Edge(Protocol):
    """A transition from one action to the next, and how often it was taken."""

    @property
    def before(self) -> str: ...

    @property
    def after(self) -> str: ...

    @property
    def count(self) -> int: ...


def place(edges: Sequence[Edge], *, columns_max: int) -> list[list[str]]:
    """The nodes of these edges in columns, each from top to bottom; START first, END last."""
    column_of = _columns(edges)
    last = max((column for node, column in column_of.items() if node != END), default=0)
    columns: list[list[str]] = [[] for _ in range(min(last + 1, columns_max))]
    for node in sorted(column_of):
        if node != END:
            columns[min(column_of[node], len(columns) - 1)].append(node)
    if END in column_of:
        columns.append([END])
    return _order([column for column in columns if column], edges)


def _columns(edges: Iterable[Edge]) -> dict[str, int]:
    following: defaultdict[str, dict[str, int]] = defaultdict(dict)
    nodes: set[str] = set()
    for edge in edges:
        nodes |= {edge.before, edge.after}
        if edge.count > 0:
            following[edge.before][edge.after] = edge.count
    columns: dict[str, int] = {}
    # Dijkstra over -log p: the shortest way is the likeliest.
    queue: list[tuple[float, int, str]] = [(0.0, 0, START)]
    while queue:
        cost, column, node = heapq.heappop(queue)
        if node in columns:
            continue
        columns[node] = column
        total = sum(following[node].values())
        for after, count in following[node].items():
            if after not in columns:
                heapq.heappush(queue, (cost - math.log(count / total), column + 1, after))
    # What the kept edges do not reach from the start stands beside the first actions.
    return {node: columns.get(node, 1) for node in nodes}


def _order(columns: list[list[str]], edges: Sequence[Edge]) -> list[list[str]]:
    joined: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for edge in edges:
        if edge.before != edge.after:
            weight = math.sqrt(edge.count)
            joined[edge.before][edge.after] = joined[edge.before].get(edge.after, 0) + weight
            joined[edge.after][edge.before] = joined[edge.after].get(edge.before, 0) + weight
    row_of = {node: row for column in columns for node, row in _centred(column).items()}
    for sweep in range(_SWEEPS):
        order = columns if sweep % 2 == 0 else columns[::-1]
        for column in order:
            column.sort(key=lambda node: (_barycentre(node, joined[node], row_of), node))
            row_of.update(_centred(column))
    return columns


def _centred(column: Sequence[str]) -> dict[str, float]:
    middle = (len(column) - 1) / 2
    return {node: row - middle for row, node in enumerate(column)}


def _barycentre(node: str, neighbours: Mapping[str, float], row_of: Mapping[str, float]) -> float:
    total = sum(neighbours.values())
    if not total:
        return row_of[node]
    return sum(row_of[other] * weight for other, weight in neighbours.items()) / total
