"""`journeys sample`: draw journeys from a model and show them."""

from pathlib import Path

import click

from journeys.cli.drawing_options import Drawing, drawing_options, say_worth
from journeys.cli.output import Output, output_options


@click.command(
    "sample",
    epilog="""\b
Examples:
  journeys sample model.json
  journeys sample model.json --typical 3 --rare 10
  journeys sample model.json --profile search
  journeys sample model.json --site-graph links.tsv --novelty 0.1
  journeys sample model.json --typical 200 --temper 0.5
  journeys sample model.json --seed 11 --json""",
)
@click.argument("model", default="model.json", type=click.Path(path_type=Path))
@drawing_options(typical=5, rare=5)
@output_options
def command(out: Output, /, model: Path, *, drawing: Drawing) -> None:
    """Draw from MODEL typical journeys, and the likeliest one through each rare transition.

    None breaks a guard of the model; `overrides/guards.yaml` beside MODEL drops and adds some.
    """
    from journeys.cli.guards_file import load_guarded_model
    from journeys.page_parts.figures import counted
    from journeys.scenario_yaml import scenario_content

    loaded = load_guarded_model(model, model.parent, out)
    suite = drawing.suite_from(loaded, out)
    for one in suite.journeys:
        of = f"  profile {one.profile}" if one.profile else ""
        weight = "" if one.weight is None else f"  weight {one.weight:.2g}"
        out.say(f"\n{one.id}  probability {one.prob:.2g}{weight}{of}\n  {one.reason}")
        for number, step in enumerate(one.steps, start=1):
            out.say(f"  {number:>3}  {step.action}")
    out.say(f"\n{counted(len(suite.journeys), 'journey')}, seed {drawing.seed}")
    say_worth(suite.journeys, out)
    out.data({"seed": drawing.seed, "journeys": [scenario_content(one) for one in suite.journeys]})
