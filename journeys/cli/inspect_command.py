"""`journeys inspect`: show what is in a model."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from journeys.cli.output import Output, output_options

if TYPE_CHECKING:
    from journeys_mining.navigation_model import NavigationModel, Transition


@click.command(
    "inspect",
    epilog="""\b
Examples:
  journeys inspect model.json
  journeys inspect model.json --top 50
  journeys inspect model.json --html model.html
  journeys inspect model.json --json | jq .transitions""",
)
@click.argument("model", type=click.Path(path_type=Path))
@click.option(
    "--top", default=15, show_default=True, type=click.IntRange(1), help="Rows of a table."
)
@click.option(
    "--html",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write a page to explore the model in: its graph, tables and journeys.",
)
@output_options
def command(out: Output, /, model: Path, top: int, html: Path | None) -> None:
    """Show the actions of MODEL, its most frequent transitions and its rarest."""
    import json

    from journeys_mining.navigation_model import load_model

    loaded = load_model(model)
    source = loaded.source
    out.say(f"model {loaded.digest}: {source.description}, read as {source.reader}")
    out.say(
        f"{source.events:,} events, {source.sessions:,} sessions, {source.users:,} users, "
        f"{source.first_event} to {source.last_event}"
    )
    out.say(
        f"{len(loaded.actions)} actions and {len(loaded.transitions):,} transitions with contexts "
        f"of up to {loaded.order}; each rests on at least {loaded.floor} users"
    )
    _print_actions(loaded, top, out)
    singles = [one for one in loaded.transitions if len(one.context) == 1]
    ranked = sorted(singles, key=lambda one: (-one.count, one.context, one.action))
    _print_transitions("Most frequent transitions", ranked[:top], out)
    _print_transitions("Rarest transitions", ranked[: -top - 1 : -1], out)
    if html:
        from journeys.model_page import write_model_page

        write_model_page(loaded, html)
        out.say(f"page written to {html}")
    out.data(json.loads(loaded.to_json()))


def _print_actions(model: "NavigationModel", top: int, out: Output) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table("action", title="Actions", title_justify="left", box=None)
    for heading in ("count", "users", "answered", "p95 ms"):
        table.add_column(heading, justify="right")
    for one in sorted(model.actions, key=lambda one: (-one.count, one.action))[:top]:
        statuses = " ".join(f"{name}:{count}" for name, count in one.statuses)
        slowest = str(one.duration_ms[1]) if one.duration_ms else ""
        table.add_row(Text(one.action), f"{one.count:,}", f"{one.users:,}", statuses, slowest)
    out.show(table)


def _print_transitions(title: str, rows: Sequence["Transition"], out: Output) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table("from", "to", title=title, title_justify="left", box=None)
    for heading in ("count", "users", "think s"):
        table.add_column(heading, justify="right")
    for one in rows:
        think = f"{one.think_s[0]:g}" if one.think_s else ""
        table.add_row(
            Text(one.context[0]), Text(one.action), f"{one.count:,}", f"{one.users:,}", think
        )
    out.show(table)
