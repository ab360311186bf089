"""`journeys evaluate`: how good a model is, on sessions that it was not mined from."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from journeys.cli.drawing_options import load_graph, site_graph_option
from journeys.cli.gate_options import gate_options
from journeys.cli.mining_options import mining_options
from journeys.cli.output import Output, output_options

if TYPE_CHECKING:
    from journeys.audit.model_evaluation.gates import Gate
    from journeys_mining.options import MiningOptions


@click.command(
    "evaluate",
    epilog="""\b
Examples:
  journeys evaluate events.csv
  journeys evaluate model.json next-week.csv --html evaluation.html
  journeys evaluate model.json next-week.csv --fail-over two-sample-auc=0.6
  journeys evaluate model.json next-week.csv --site-graph links.tsv
  journeys evaluate events.csv --fail-under gain=0.05 --json""",
)
@click.argument(
    "files",
    nargs=-1,
    required=True,
    metavar="[MODEL] EXPORTS...",
    type=click.Path(path_type=Path),
)
@click.option(
    "--apart",
    default=0.2,
    show_default=True,
    metavar="SHARE",
    type=click.FloatRange(0.01, 0.9),
    help="Without MODEL: share of the users that are set apart before mining.",
)
@gate_options
@click.option(
    "--html", metavar="FILE", type=click.Path(path_type=Path), help="Write a page of the figures."
)
@site_graph_option
@click.option("--seed", default=0, show_default=True, help="Of what is drawn.")
@mining_options
@output_options
def command(
    out: Output,
    /,
    files: tuple[Path, ...],
    *,
    apart: float,
    gates: "tuple[Gate, ...]",
    html: Path | None,
    site_graph: Path | None,
    seed: int,
    options: "MiningOptions",
) -> int:
    """Measure how well a model foretells real sessions, and how real those are that it draws.

    With MODEL, by the sessions of EXPORTS, which should be later than those it was mined from.
    Without, some users of EXPORTS are set apart, a model is mined from the others, and measured by
    those set apart. Nothing about a single session is written.
    """
    from journeys.audit.model_evaluation.evaluating import evaluate
    from journeys.audit.model_evaluation.gates import check_gates
    from journeys.audit.model_evaluation.measuring import measure_by
    from journeys.cli.evaluation_summary import print_evaluation
    from journeys.errors import ExitCode

    with out.progress() as progress:
        task = progress.add_task("reading", total=None, note="")

        def tell(stage: str) -> None:
            progress.update(task, description=stage)

        measured = measure_by(files, options, apart, tell)
        graph = load_graph(measured.model, site_graph, out)
        measured = replace(measured, site_graph=graph)
        tell("measuring")
        evaluation = evaluate(measured, seed)
    missed = check_gates(evaluation, gates)
    print_evaluation(evaluation, missed, out)
    if html:
        from journeys.evaluation_page import write_evaluation_page

        write_evaluation_page(evaluation, missed, html)
        out.say(f"\npage written to {html}")
    from journeys.audit.model_evaluation.evaluation_json import evaluation_json

    out.data(evaluation_json(evaluation, missed))
    return ExitCode.FAILED if missed else ExitCode.OK
