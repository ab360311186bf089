"""`journeys generate`: write a suite into a repository."""

from pathlib import Path

import click

from journeys.cli.drawing_options import Drawing, drawing_options, say_worth
from journeys.cli.output import Output, output_options


@click.command(
    "generate",
    epilog="""\b
Examples:
  journeys generate model.json --into journey_suite
  journeys generate model.json --into journey_suite --typical 50 --rare 100 --seed 7
  journeys generate model.json --into search_suite --profile search
  journeys generate model.json --into journey_suite --site-graph links.tsv --novelty 0.1""",
)
@click.argument("model", default="model.json", type=click.Path(path_type=Path))
@click.option(
    "--into",
    "folder",
    default="journey_suite",
    show_default=True,
    type=click.Path(path_type=Path),
    help="Folder of the suite; made, or brought up to date.",
)
@drawing_options(typical=20, rare=100)
@output_options
def command(out: Output, /, model: Path, *, folder: Path, drawing: Drawing) -> None:
    """Choose journeys from MODEL and write them as YAML scenarios, pytest suite and strategies.

    Generated files are overwritten; `bindings.yaml` and `overrides/` are yours and never are.
    """
    from journeys.cli.guards_file import load_guarded_model
    from journeys.suite.choosing import share_of
    from journeys.suite.writing import write_suite

    loaded = load_guarded_model(model, folder, out)
    suite = drawing.suite_from(loaded, out)
    written = write_suite(suite, loaded, folder)
    share = share_of(loaded, suite.journeys)
    out.say(
        f"{written.journey_count} journeys written to {folder} (seed {drawing.seed}): they make "
        f"{share.transition_share:.1%} of production's transitions"
    )
    say_worth(suite.journeys, out)
    for name in written.stale_overrides:
        out.say(f"  overrides/{name} no longer replaces a generated scenario; it still runs")
    out.say(f"next: journeys replay {folder} --base-url https://staging.example.com")
    out.say(f"  or: pytest {folder} --base-url https://staging.example.com")
    out.data(
        {
            "folder": str(folder),
            "seed": drawing.seed,
            "profile": drawing.profile,
            "novelty": drawing.novelty,
            "temper": drawing.temper,
            "model": suite.model_digest,
            "journeys": [str(one.id) for one in suite.journeys],
            "transition_share": share.transition_share,
            "session_share": share.session_share,
            "stale_overrides": list(written.stale_overrides),
        }
    )
