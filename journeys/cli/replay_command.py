"""`journeys replay`: perform a suite on staging."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from journeys.cli.browser_options import browser_options
from journeys.cli.output import Output, output_options
from journeys.cli.results_options import results_options
from journeys.cli.selection_options import selection_options
from journeys.cli.target_options import ConfiguredCommand, target_options
from journeys.cli.verdict_options import verdict_options

if TYPE_CHECKING:
    from journeys.replay_plan import ReplayPlan, ReplayRequest
    from journeys.report import Report


@click.command(
    "replay",
    cls=ConfiguredCommand,
    epilog="""\b
Examples:
  journeys replay journey_suite --base-url https://staging.example.com
  journeys replay journey_suite --list
  journeys replay journey_suite --base-url http://127.0.0.1:8321 --grep rare- --workers 8
  journeys replay journey_suite --runner browser --trace-mode retain-on-failure
  journeys replay journey_suite -H "Authorization: Bearer $TOKEN" --rate-limit 100/m

Settings can be kept in journeys.yaml (`journeys init`).""",
)
@click.argument("suite", type=click.Path(path_type=Path), default="journey_suite")
@target_options
@selection_options
@click.option("--list", "list_only", is_flag=True, help="Name the journeys and stop.")
@click.option(
    "-j",
    "--workers",
    type=click.IntRange(1, 64),
    help="Journeys at once; default: 4, in a browser 2.",
)
@click.option(
    "--retries",
    default=1,
    show_default=True,
    type=click.IntRange(0, 10),
    help="Further attempts at a journey that failed.",
)
@click.option("--app-version", metavar="VERSION", help="Default: the git commit.")
@verdict_options
@results_options
@browser_options
@output_options
def command(
    out: Output,
    /,
    suite: Path,
    *,
    list_only: bool,
    max_inconclusive: float,
    fail_on_flaky: bool,
    **options: Any,
) -> int:
    """Perform the journeys of SUITE (default: journey_suite) on a staging application.

    Evidence, report.html and junit.xml go to the results folder.
    """
    from journeys.cli.exit_codes import exit_code_of
    from journeys.cli.replay_options import replay_request
    from journeys.errors import ExitCode
    from journeys.replay_plan import plan_replay
    from journeys.report import report_content

    if list_only:
        return _list(suite, options["grep"], out)
    request = replay_request(suite, options, lambda: out.say(_STOPPING))
    plan = plan_replay(request)
    for one in plan.context.suite.left_out:
        out.say(f"{one} breaks a guard and is left out")
    report = _replay(request, plan, out)
    _tell(request, plan, report, out)
    out.data(report_content(report))
    if request.stop.is_pressed:
        return ExitCode.INTERRUPTED
    return exit_code_of(report, max_inconclusive=max_inconclusive, fail_on_flaky=fail_on_flaky)


_STOPPING = "finishing the journeys at hand; Ctrl-C again stops at once"


def _list(folder: Path, grep: str | None, out: Output) -> int:
    from journeys.errors import ExitCode
    from journeys.suite.loading import load_suite
    from journeys.suite.selecting import with_text

    suite, _ = load_suite(folder)
    chosen = with_text(suite, grep)
    for one in chosen:
        out.say(f"{one.id}  ({len(one.steps)} steps)  {one.reason}")
    out.data([str(one.id) for one in chosen])
    return ExitCode.OK if chosen else ExitCode.NOTHING


def _replay(request: "ReplayRequest", plan: "ReplayPlan", out: Output) -> "Report":
    from journeys.replaying import replay_suite
    from journeys.results_folder import PAGE_FILE

    with out.progress() as progress:
        task = progress.add_task("replaying", total=len(plan.journeys), note="")
        done: set[str] = set()

        def on_journey(evidence: Any) -> None:
            done.add(evidence.journey_id)
            progress.update(task, completed=len(done), note=f"{len(done)} journeys")

        try:
            return replay_suite(request, on_journey, plan)
        except KeyboardInterrupt:
            if done:
                out.say(f"interrupted; what was done is in {request.results / PAGE_FILE}")
            raise


def _tell(request: "ReplayRequest", plan: "ReplayPlan", report: "Report", out: Output) -> None:
    from journeys.cli.output import Verbosity
    from journeys.report import print_summary
    from journeys.results_folder import PAGE_FILE

    if out.verbosity >= Verbosity.NORMAL:
        print_summary(report, out.console)
    context = plan.context
    marker = context.marker or context.run_id
    out.say(f"\nmarker {marker}: in the header X-Journeys-Run and in what was invented")
    out.say(f"seed {context.seed}; report: {request.results / PAGE_FILE}")
