"""`journeys convert`: a model for another tool."""

from pathlib import Path

import click

from journeys.cli.output import Output, output_options

_TOOLS = ("graphviz", "graphwalker", "k6", "locust", "mermaid")


@click.command(
    "convert",
    epilog="""\b
Examples:
  journeys convert model.json --to mermaid
  journeys convert model.json --to locust --output locustfile.py
  journeys convert model.json --to k6 --profile search
  journeys convert model.json --to graphviz | dot -Tsvg > model.svg""",
)
@click.argument("model", default="model.json", type=click.Path(path_type=Path))
@click.option("--to", "tool", required=True, type=click.Choice(_TOOLS), help="The other tool.")
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path),
    help="File to write; stdout if not given.",
)
@click.option("--profile", metavar="NAME", help="Only visitors of this profile of the model.")
@output_options
def command(
    out: Output, /, model: Path, tool: str, target: Path | None, profile: str | None
) -> None:
    """Write MODEL as the input of another tool.

    Such tools know first-order chains; what a format cannot hold is told.
    """
    from journeys.convert import CONVERTERS
    from journeys.whole_file import write_whole_file
    from journeys_mining.chain.profile_model import model_of_profile
    from journeys_mining.model.model_file import load_model

    loaded = load_model(model)
    conversion = CONVERTERS[tool](model_of_profile(loaded, profile) if profile else loaded)
    if target is None and not out.as_json:
        click.echo(conversion.text, nl=False)
    elif target is not None:
        write_whole_file(target, conversion.text.encode())
        out.say(f"{tool} written to {target}")
    for note in conversion.notes:
        out.say(f"note: {note}")
    out.data({"tool": tool, "text": conversion.text, "notes": list(conversion.notes)})
