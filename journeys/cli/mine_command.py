"""`journeys mine`: an export becomes a model."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from journeys.cli.mining_input import ExportType, explain_exports, mine_exports
from journeys.cli.mining_options import mining_options
from journeys.cli.output import Output, output_options

if TYPE_CHECKING:
    from journeys_mining.mine import Mined
    from journeys_mining.options import MiningOptions


@click.command(
    "mine",
    epilog="""\b
Examples:
  journeys mine events.csv
  journeys mine access.log --output model.json
  journeys mine export.csv.gz --user visitor --time ts --event action
  journeys mine monday.csv tuesday.csv --json
  journeys mine amplitude-export.zip
  journeys mine recordings/ --floor 1
  journeys mine postgres://analytics@db.internal/shop --table events""",
)
@click.argument("exports", nargs=-1, required=True, type=ExportType())
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path),
    default="model.json",
    show_default=True,
    help="Where the model goes.",
)
@click.option("--table", metavar="NAME", help="Table of the database that the URL names.")
@click.option("--sql", metavar="QUERY", help="Query of that database, instead of a table.")
@click.option("--epsilon", type=float, help="Add noise: differentially private counts.")
@click.option("--steps-per-user", default=25, help="With --epsilon: count so many at most.")
@click.option("--explain-privacy", is_flag=True, help="Say which personal data was left behind.")
@click.option("--explain", is_flag=True, help="Show how the export is read, and mine nothing.")
@mining_options
@output_options
def command(
    out: Output,
    /,
    exports: tuple[str | Path, ...],
    target: Path,
    *,
    table: str | None,
    sql: str | None,
    epsilon: float | None,
    steps_per_user: int,
    explain_privacy: bool,
    explain: bool,
    options: "MiningOptions",
) -> None:
    """Turn production EXPORTS into a navigation model.

    Reads tables (CSV, TSV, JSON, Parquet), the exports of analytics (Segment, PostHog, GA4,
    Amplitude, Mixpanel, Snowplow, Matomo), access logs and HAR; from files, folders and zip
    archives, gzipped or not, and from standard input (`-`). The format and the columns are
    recognised; name them where the guess is wrong.

    The URL of a database (duckdb, postgres, bigquery, snowflake, clickhouse, databricks, trino,
    spark) is mined there: it does the counting, and only counts leave it.
    """
    from dataclasses import replace

    from journeys.errors import InputError

    options = replace(options, epsilon=epsilon, steps_per_user=steps_per_user)
    if explain:
        from journeys.cli.reading_summary import print_reading, reading_json

        explanation = explain_exports(exports, (table, sql), options)
        print_reading(explanation, out)
        out.data(reading_json(explanation))
        return
    if not target.parent.is_dir():
        raise InputError(
            "there is no such folder to write the model to",
            where=str(target.parent),
            remedy="make it, or choose another file with --output",
        )
    with out.progress() as progress:
        task = progress.add_task("mining", total=None, note="")
        mined = mine_exports(
            exports,
            (table, sql),
            options,
            lambda stage: progress.update(task, description=stage),
        )
    mined.model.save(target)
    _tell(mined, target, out, explains_privacy=explain_privacy)


def _tell(mined: "Mined", target: Path, out: Output, *, explains_privacy: bool) -> None:
    from journeys.cli.guard_summary import guard_shares, print_guards
    from journeys.cli.mining_summary import print_mining, print_profile_names, report_json
    from journeys.cli.privacy_summary import print_privacy

    print_mining(mined.report, out)
    if explains_privacy:
        print_privacy(mined.model, mined.report, out)
    guards = guard_shares(mined.model)
    print_guards(mined.model, guards, out, top=10)
    print_profile_names(mined.model, out)
    out.say(f"\nmodel {mined.model.digest} written to {target}")
    out.say(f"next: journeys generate {target} --into journey_suite")
    out.data(
        report_json(mined.report)
        | {"guards": guards, "model": mined.model.digest, "path": str(target)}
    )
