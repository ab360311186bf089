"""The navigation graph as shapes: what is drawn, where, and what is left out for readability."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from journeys.page_parts.action_labels import label_lines
from journeys.page_parts.figures import counted
from journeys.page_parts.graph_layers import place
from journeys.report.data import EdgeReport, Walk
from journeys_mining.model.navigation_model import END, START

NODES_MAX: Final = 40
EDGES_MAX: Final = 90
_COLUMNS_MAX = 9
_COLUMN_PX = 142
_ROW_PX = 78
_MARGIN_PX = 64
_RADIUS_PX = (5.0, 17.0)
_LINE_PX = (1.0, 6.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeShape:
    """An action."""

    action: str
    label: str
    sublabel: str
    title: str
    x: float
    y: float
    radius: float
    walk: Walk


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeShape:
    """A transition. `before` and `after` are indexes into the picture's nodes."""

    before: int
    after: int
    path: str
    """SVG path data."""
    middle: tuple[float, float]
    line_px: float
    title: str
    walk: Walk
    leaves: bool
    """Whether it ends the session: every action has such a line, so they are drawn lightly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphPicture:
    """All there is to draw."""

    width: int
    height: int
    nodes: tuple[NodeShape, ...]
    edges: tuple[EdgeShape, ...]
    """Those not walked first, so that the others are drawn over them."""
    left_out: str
    """What is not drawn, in a sentence; empty if all is."""


def draw_graph(edges: Sequence[EdgeReport]) -> GraphPicture | None:
    """The picture of a model's transitions; None if there are none."""
    if not edges:
        return None
    traffic = _traffic(edges)
    kept_nodes = _choose_nodes(edges, traffic)
    between = [edge for edge in edges if {edge.before, edge.after} <= kept_nodes]
    drawn = _choose_edges(between)
    columns = place(between, columns_max=_COLUMNS_MAX)
    nodes = _shape_nodes(columns, traffic, edges)
    by_action = {node.action: (index, node) for index, node in enumerate(nodes)}
    most = max(edge.count for edge in drawn)
    order = {Walk.NOT_WALKED: 0, Walk.WALKED: 1, Walk.FAILED: 2}
    return GraphPicture(
        width=round(2 * _MARGIN_PX + (len(columns) - 1) * _COLUMN_PX),
        height=round(_MARGIN_PX + max(map(len, columns)) * _ROW_PX),
        nodes=nodes,
        edges=tuple(
            _shape_edge(edge, by_action, most)
            for edge in sorted(drawn, key=lambda edge: (order[edge.walk], edge.count))
        ),
        left_out=_left_out(len(traffic) - len(nodes), len(edges) - len(drawn)),
    )


def _traffic(edges: Iterable[EdgeReport]) -> dict[str, int]:
    into: Counter[str] = Counter()
    out_of: Counter[str] = Counter()
    for edge in edges:
        out_of[edge.before] += edge.count
        into[edge.after] += edge.count
    return {node: max(into[node], out_of[node]) for node in {*into, *out_of}}


def _choose_nodes(edges: Sequence[EdgeReport], traffic: Mapping[str, int]) -> set[str]:
    """START and END, then what failed, then what has the most traffic."""
    failed = {
        node for edge in edges if edge.walk is Walk.FAILED for node in (edge.before, edge.after)
    }
    ranked = sorted(
        traffic,
        key=lambda node: (node not in (START, END), node not in failed, -traffic[node], node),
    )
    return set(ranked[:NODES_MAX])


def _choose_edges(edges: Sequence[EdgeReport]) -> list[EdgeReport]:
    """What failed, the likeliest way to each node, then the most frequent ones."""
    first_to = {edge.after: edge for edge in reversed(edges) if edge.before != edge.after}
    ranked = sorted(
        edges,
        key=lambda edge: (
            edge.walk is not Walk.FAILED,
            first_to.get(edge.after) != edge,
            -edge.count,
        ),
    )
    return ranked[:EDGES_MAX]


def _left_out(nodes: int, edges: int) -> str:
    if not edges:
        return ""
    shapes = f"{counted(nodes, 'action')} and " if nodes else ""
    verb = "is" if (nodes, edges) == (0, 1) else "are"
    return f"{shapes}{counted(edges, 'transition')} with the least traffic {verb} not drawn."


def _shape_nodes(
    columns: Sequence[Sequence[str]], traffic: Mapping[str, int], edges: Iterable[EdgeReport]
) -> tuple[NodeShape, ...]:
    most = max(traffic.values())
    rows_max = max(map(len, columns))
    walks: dict[str, set[Walk]] = {}
    for edge in edges:
        walks.setdefault(edge.after, set()).add(edge.walk)
        if edge.before == START:
            walks.setdefault(START, set()).add(edge.walk)
    shapes = []
    for column_index, column in enumerate(columns):
        for row, node in enumerate(column):
            seen = walks.get(node, set())
            walk = next((one for one in Walk if one in seen), Walk.NOT_WALKED)
            y = _MARGIN_PX * 0.3 + (row + (rows_max - len(column)) / 2 + 0.5) * _ROW_PX
            # Every other column is shifted, so that lines along a row do not hide behind labels.
            shift = _ROW_PX * 0.22 if column_index % 2 else 0
            label, sublabel = label_lines(node)
            shapes.append(
                NodeShape(
                    action=node,
                    label=label,
                    sublabel=sublabel,
                    title=f"{node}: {traffic[node]:,} times in production, {walk}",
                    x=_MARGIN_PX + column_index * _COLUMN_PX,
                    y=y + shift,
                    radius=_scale(traffic[node], most, _RADIUS_PX),
                    walk=walk,
                )
            )
    return tuple(shapes)


def _shape_edge(
    edge: EdgeReport, by_action: Mapping[str, tuple[int, NodeShape]], most: int
) -> EdgeShape:
    before_index, before = by_action[edge.before]
    after_index, after = by_action[edge.after]
    points = _self_loop(before) if before is after else _curve(before, after)
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = points
    return EdgeShape(
        before=before_index,
        after=after_index,
        path=f"M{x0:.1f} {y0:.1f}C{x1:.1f} {y1:.1f} {x2:.1f} {y2:.1f} {x3:.1f} {y3:.1f}",
        # Of a cubic Bézier curve at half of its parameter.
        middle=((x0 + 3 * x1 + 3 * x2 + x3) / 8, (y0 + 3 * y1 + 3 * y2 + y3) / 8),
        line_px=_scale(edge.count, most, _LINE_PX),
        title=f"{edge.before} → {edge.after}: {edge.count:,} times in production, {edge.walk}",
        walk=edge.walk,
        leaves=edge.after == END,
    )


_Point = tuple[float, float]


def _self_loop(node: NodeShape) -> tuple[_Point, _Point, _Point, _Point]:
    top = node.y - node.radius
    return (
        (node.x - 4, top),
        (node.x - 22, top - 26),
        (node.x + 22, top - 26),
        (node.x + 4, top - 3),
    )


def _curve(before: NodeShape, after: NodeShape) -> tuple[_Point, _Point, _Point, _Point]:
    """Forward lines leave to the right; those that lead back bow around the labels."""
    dx, dy = after.x - before.x, after.y - before.y
    if dx > 0:
        # A line over several columns bows, or it would run through the nodes between.
        bow = -0.12 * (dx - _COLUMN_PX) if dy <= 0 else 0.12 * (dx - _COLUMN_PX)
        first = (before.x + dx * 0.4, before.y + bow)
        second = (after.x - dx * 0.4, after.y + bow)
    elif dx == 0:
        bulge = 30 + abs(dy) * 0.18
        first = (before.x + bulge, before.y + dy * 0.25)
        second = (before.x + bulge, before.y + dy * 0.75)
    else:
        lift = -34 + dx * 0.14
        first = (before.x + dx * 0.2, before.y + lift)
        second = (after.x - dx * 0.2, after.y + lift)
    return (
        _towards(before, first, gap=0),
        first,
        second,
        _towards(after, second, gap=3),
    )


def _towards(node: NodeShape, point: _Point, *, gap: float) -> _Point:
    """Where the line from a node's middle to a point leaves its circle."""
    dx, dy = point[0] - node.x, point[1] - node.y
    distance = math.hypot(dx, dy) or 1.0
    reach = node.radius + gap
    return (node.x + dx / distance * reach, node.y + dy / distance * reach)


def _scale(count: int, most: int, span: tuple[float, float]) -> float:
    """By the square root: a circle's area, and small counts stay visible."""
    low, high = span
    return round(low + (high - low) * math.sqrt(count / most), 2) if most else low
