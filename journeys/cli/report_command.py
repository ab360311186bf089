"""`journeys report`: show earlier runs."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from journeys.cli.output import Output, Verbosity, output_options
from journeys.cli.results_options import results_options
from journeys.cli.target_options import ConfiguredCommand

if TYPE_CHECKING:
    from journeys.store import ResultsStore


@click.command(
    "report",
    cls=ConfiguredCommand,
    epilog="""\b
Examples:
  journeys report
  journeys report --list
  journeys report 20261121T020304Z-5f3a 20261122T020301Z-91c0 --html two-nights.html
  journeys report --junitxml junit.xml --json""",
)
@click.argument("runs", nargs=-1)
@results_options
@click.option("--list", "list_only", is_flag=True, help="Name the runs and stop.")
@click.option("--html", type=click.Path(path_type=Path), help="Write the page here.")
@click.option("--junitxml", type=click.Path(path_type=Path), help="Write JUnit XML here.")
@output_options
def command(
    out: Output,
    /,
    runs: tuple[str, ...],
    *,
    results: Path,
    database: str | None,
    list_only: bool,
    html: Path | None,
    junitxml: Path | None,
) -> None:
    """Show RUNS (default: the latest) again, from the evidence that was kept.

    Several runs make one report in which their journeys can be compared.
    """
    from journeys.evidence import RunId
    from journeys.report import (
        build_report,
        print_summary,
        report_content,
        write_junit,
        write_page,
    )
    from journeys.results_folder import ARTIFACTS_FOLDER, open_results, passes_before

    with open_results(results, database, create=False) as store:
        if list_only:
            _list(store, out)
            return
        wanted: list[RunId | None] = [RunId(one) for one in runs] or [None]
        loaded = [store.load_run(one) for one in wanted]
        report = build_report(loaded, results / ARTIFACTS_FOLDER, passes_before(store, loaded))
        if html:
            write_page(report, html)
            out.say(f"page written to {html}")
        if junitxml:
            write_junit(report, junitxml)
            out.say(f"JUnit written to {junitxml}")
        if out.verbosity >= Verbosity.NORMAL:
            print_summary(report, out.console)
        out.data(report_content(report))


def _list(store: "ResultsStore", out: Output) -> None:
    entries = store.runs()
    for one in entries:
        version = one.run.app_version or "-"
        out.say(f"{one.run.id}  {one.state:<12} {version:<14} {one.run.base_url}")
    out.data(
        [
            {
                "id": one.run.id,
                "state": one.state,
                "app_version": one.run.app_version,
                "base_url": one.run.base_url,
            }
            for one in entries
        ]
    )
