"""`journeys merge`: join the results of shards."""

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from journeys.cli.output import Output, Verbosity, output_options
from journeys.cli.results_options import results_options
from journeys.cli.target_options import ConfiguredCommand
from journeys.cli.verdict_options import verdict_options

if TYPE_CHECKING:
    from journeys.evidence import RunId
    from journeys.store import ResultsStore


@click.command(
    "merge",
    cls=ConfiguredCommand,
    epilog="""\b
Examples:
  journeys merge shard-1 shard-2 shard-3 shard-4 --results journeys-results
  journeys merge 20261121T020304Z-5f3a 20261121T020305Z-91c0 --database "$JOURNEYS_DATABASE"

The exit code is that of one replay of the whole suite.""",
)
@click.argument("sources", nargs=-1, required=True)
@results_options
@click.option("--allow-missing", is_flag=True, help="Merge although a shard is missing.")
@verdict_options
@output_options
def command(
    out: Output,
    /,
    sources: tuple[str, ...],
    *,
    results: Path,
    database: str | None,
    allow_missing: bool,
    max_inconclusive: float,
    fail_on_flaky: bool,
) -> int:
    """Join SOURCES into one run with a report of its own.

    A source is the results folder of a shard, of which the latest run counts, or the id of a run
    that is in the results already (all shards wrote into one database).
    """
    from datetime import UTC, datetime

    from journeys.cli.exit_codes import exit_code_of
    from journeys.errors import ExitCode
    from journeys.evidence import RunState, new_run_id
    from journeys.report import print_summary, report_content
    from journeys.results_folder import PAGE_FILE, copy_artifacts, open_results, write_reports

    with ExitStack() as stack:
        shards = [_shard(one, results, database, stack) for one in sources]
        target = stack.enter_context(open_results(results, database))
        run_id = new_run_id(datetime.now(UTC))
        parts = [(store, part_id) for _, store, part_id in shards]
        target.merge(parts, run_id, allow_missing=allow_missing)
        for folder, _, part_id in shards:
            copy_artifacts(folder, part_id, results, run_id)
        report = write_reports(target, [run_id], results)
    if out.verbosity >= Verbosity.NORMAL:
        print_summary(report, out.console)
    out.say(f"\nmerged into {run_id}; report: {results / PAGE_FILE}")
    out.data(report_content(report))
    code = exit_code_of(report, max_inconclusive=max_inconclusive, fail_on_flaky=fail_on_flaky)
    is_whole = all(run.state is RunState.FINISHED for run in report.runs)
    # What was not tested must not look like success.
    return code if is_whole or code is not ExitCode.OK else ExitCode.INCONCLUSIVE


def _shard(
    source: str, results: Path, database: str | None, stack: ExitStack
) -> "tuple[Path, ResultsStore, RunId]":
    """The folder, the store and the run of one source."""
    from journeys.evidence import RunId
    from journeys.results_folder import open_results

    folder = Path(source)
    is_folder = folder.is_dir() or not _looks_like_run(source)
    store = stack.enter_context(
        open_results(folder, create=False)
        if is_folder
        else open_results(results, database, create=False)
    )
    run = store.load_run(None if is_folder else RunId(source)).run
    return folder if is_folder else results, store, run.id


def _looks_like_run(source: str) -> bool:
    """Whether this is written as ids of runs are: `20261121T020304Z-5f3a`."""
    time, _, rest = source.partition("-")
    return len(time) == 16 and time.endswith("Z") and time[:8].isdigit() and bool(rest)
