"""`journeys inspect`: show what is in a model."""

from pathlib import Path

import click

from journeys.cli.output import Output, output_options

_FORMATS = ("table", "json", "mermaid", "graphviz")


@click.command(
    "inspect",
    epilog="""\b
Examples:
  journeys inspect model.json
  journeys inspect model.json --top 50
  journeys inspect model.json --html model.html
  journeys inspect model.json --profile search
  journeys inspect model.json --format mermaid
  journeys inspect model.json --json | jq .transitions""",
)
@click.argument("model", default="model.json", type=click.Path(path_type=Path))
@click.option(
    "--top", default=15, show_default=True, type=click.IntRange(1), help="Rows of a table."
)
@click.option(
    "--html",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write a page to explore the model in: its graph, tables and journeys.",
)
@click.option(
    "--format",
    "shown_as",
    default="table",
    show_default=True,
    type=click.Choice(_FORMATS),
    help="Tables, or the model on stdout: as JSON, or drawn for Mermaid or Graphviz.",
)
@click.option("--profile", metavar="NAME", help="Only visitors of this profile of the model.")
@output_options
def command(
    out: Output,
    /,
    model: Path,
    top: int,
    html: Path | None,
    *,
    shown_as: str,
    profile: str | None,
) -> None:
    """Show the actions of MODEL, its frequent and rare transitions, slots, guards and profiles.

    Guards are the rules about the order of actions that journeys keep; what
    `overrides/guards.yaml` beside MODEL drops and adds is done first.
    """
    import json

    from journeys.cli.guards_file import load_guarded_model
    from journeys_mining.chain.profile_model import model_of_profile

    whole = load_guarded_model(model, model.parent, out)
    loaded = model_of_profile(whole, profile) if profile else whole
    if html:
        from journeys.model_page import write_model_page

        write_model_page(whole, html, profile=profile)
        out.say(f"page written to {html}")
    if shown_as == "table":
        from journeys.cli.model_tables import print_model

        print_model(whole, profile, top, out)
        out.data(json.loads(loaded.to_json()))
    elif shown_as == "json":
        click.echo(loaded.to_json(), nl=False)
    else:
        from journeys.convert import CONVERTERS

        conversion = CONVERTERS[shown_as](loaded)
        click.echo(conversion.text, nl=False)
        for note in conversion.notes:
            out.say(f"note: {note}")
