"""Graphviz: `dot -Tsvg model.dot`."""

import json

from journeys.convert.conversion import Conversion, first_order
from journeys_mining.model.navigation_model import END, START, NavigationModel


def to_graphviz(model: NavigationModel) -> Conversion:
    """A digraph of all first-order transitions, lines as wide as their share of the action."""
    lines = ["digraph journeys {", "  rankdir=LR", '  node [shape=box, fontname="sans-serif"]']
    lines += [f"  {json.dumps(name)} [shape=circle]" for name in (START, END)]
    for row in first_order(model):
        for one in row.nexts:
            share = one.count / row.total
            lines.append(
                f"  {_name(row.action)} -> {_name(one.action)} "
                f'[label="{share:.1%}", penwidth={0.5 + 4 * share:.2f}]'
            )
    return Conversion(text="\n".join((*lines, "}")) + "\n")


def _name(action: str) -> str:
    return json.dumps(action, ensure_ascii=False)
