"""`journeys sample`: draw journeys from a model and show them."""

from pathlib import Path

import click

from journeys.cli.drawing_options import load_novelty, novelty_options, say_worth, temper_option
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
@click.option(
    "--typical", default=5, show_default=True, type=click.IntRange(0), help="Typical ones."
)
@click.option("--rare", default=5, show_default=True, type=click.IntRange(0), help="Rare ones.")
@click.option("--seed", default=0, show_default=True, help="Same seed, same journeys.")
@click.option("--profile", metavar="NAME", help="Only visitors of this profile of the model.")
@novelty_options
@temper_option
@output_options
def command(
    out: Output,
    /,
    model: Path,
    *,
    typical: int,
    rare: int,
    seed: int,
    profile: str | None,
    site_graph: Path | None,
    novelty: float,
    temper: float,
) -> None:
    """Draw from MODEL typical journeys, and the likeliest one through each rare transition.

    None breaks a guard of the model; `overrides/guards.yaml` beside MODEL drops and adds some.
    """
    from journeys.cli.guards_file import load_guarded_model
    from journeys.page_parts.figures import counted
    from journeys.scenario_yaml import scenario_content
    from journeys.suite.choosing import choose_suite

    loaded = load_guarded_model(model, model.parent, out)
    along = load_novelty(loaded, site_graph, novelty, out)
    suite = choose_suite(
        loaded,
        typical=typical,
        rare=rare,
        seed=seed,
        profile=profile,
        novelty=along,
        temper=temper,
    )
    for one in suite.journeys:
        of = f"  profile {one.profile}" if one.profile else ""
        weight = "" if one.weight is None else f"  weight {one.weight:.2g}"
        out.say(f"\n{one.id}  probability {one.prob:.2g}{weight}{of}\n  {one.reason}")
        for number, step in enumerate(one.steps, start=1):
            out.say(f"  {number:>3}  {step.action}")
    out.say(f"\n{counted(len(suite.journeys), 'journey')}, seed {seed}")
    say_worth(suite.journeys, out)
    out.data({"seed": seed, "journeys": [scenario_content(one) for one in suite.journeys]})
