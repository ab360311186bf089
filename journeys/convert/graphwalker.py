"""GraphWalker 4 models (JSON).

GraphWalker draws a whole number below 100 and takes the edge it falls on, so it cannot follow an
edge of less than 1%. Weights are rounded here to whole percents that sum to 100, by largest
remainder; what falls to 0 is told, never hidden. GraphWalker refuses a vertex whose weights sum to
more than 1, be it by the last digit of a float, and an edge without a weight gets what the others
leave: so the likeliest edge of each vertex has none.
"""

import json
import math

from journeys.convert.conversion import Conversion, Row, first_order, guards_note, identifiers
from journeys_mining.model.navigation_model import NavigationModel


def to_graphwalker(model: NavigationModel) -> Conversion:
    """One GraphWalker model, `v_` for pages and actions, `e_` for transitions."""
    rows = first_order(model)
    names = identifiers(rows)
    vertices = [{"id": names[name], "name": f"v_{names[name]}"} for name in names]
    edges: list[dict[str, object]] = []
    lost = 0
    for row in rows:
        for action, percent in _percents(row).items():
            if percent == 0:
                lost += 1
                continue
            weight = {} if action == row.nexts[0].action else {"weight": percent / 100}
            edges.append(_edge(names[row.action], names[action]) | weight)
    edges.append(
        {"id": "again", "name": "e_new_visit", "sourceVertexId": "end", "targetVertexId": "start"}
    )
    content = {
        "name": "journeys",
        "models": [
            {
                "name": "Journeys",
                "id": model.digest,
                "generator": "weighted_random(edge_coverage(100))",
                "startElementId": "start",
                "vertices": vertices,
                "edges": edges,
            }
        ],
    }
    notes = ["probabilities are rounded to whole percents: GraphWalker knows no others"]
    if lost:
        notes.append(f"left out, being below 1%: {lost} transitions")
    notes.append("its edges are first-order: an action's longer history is not in them")
    return Conversion(
        text=json.dumps(content, indent=2) + "\n", notes=(*notes, *guards_note(model))
    )


def _edge(source: str, target: str) -> dict[str, object]:
    return {
        "id": f"{source}__{target}",
        "name": f"e_{target}",
        "sourceVertexId": source,
        "targetVertexId": target,
    }


def _percents(row: Row) -> dict[str, int]:
    """Whole percents that sum to 100: the largest remainders are rounded up."""
    exact = {one.action: 100 * one.count / row.total for one in row.nexts}
    percents = {action: math.floor(share) for action, share in exact.items()}
    missing = 100 - sum(percents.values())
    by_remainder = sorted(
        exact, key=lambda action: (percents[action] - exact[action], -exact[action], action)
    )
    for action in by_remainder[:missing]:
        percents[action] += 1
    return percents
