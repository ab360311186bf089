"""Mermaid flowcharts, as GitHub and GitLab draw them in Markdown."""

from journeys.convert.conversion import Conversion, first_order, identifiers
from journeys_mining.model.navigation_model import NavigationModel

_LEAST_SHARE = 0.02


def to_mermaid(model: NavigationModel) -> Conversion:
    """A flowchart of the transitions that at least 2% of their action's visits make."""
    rows = first_order(model)
    names = identifiers(rows)
    lines = ["flowchart LR", "  do_start((start))", "  do_end((end))"]
    lines += [f'  do_{names[row.action]}["{_quoted(row.action)}"]' for row in rows[1:]]
    left_out = 0
    for row in rows:
        for one in row.nexts:
            share = one.count / row.total
            if share < _LEAST_SHARE:
                left_out += 1
                continue
            before, after = names[row.action], names[one.action]
            lines.append(f"  do_{before} -->|{share:.0%}| do_{after}")
    notes = (f"{left_out} transitions below {_LEAST_SHARE:.0%} of their action are not drawn",)
    return Conversion(text="\n".join(lines) + "\n", notes=notes if left_out else ())


def _quoted(text: str) -> str:
    """Mermaid reads `#quot;` as a quotation mark, and brackets would end a node's text."""
    return text.replace("#", "#35;").replace('"', "#quot;")
