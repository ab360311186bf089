"""`journeys demo`: the whole line on the built-in shop."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from journeys.cli.output import Output, output_options

if TYPE_CHECKING:
    from journeys.report import Report

_SAMPLE = Path("sample_data") / "events.csv"
_RELEASES = (1, 2)


@click.command(
    "demo",
    epilog="""\b
Examples:
  journeys demo
  journeys demo --into /tmp/shop-demo --seed 7""",
)
@click.option(
    "--into",
    "folder",
    default="journeys-demo",
    show_default=True,
    type=click.Path(path_type=Path),
    help="Folder of everything the demo writes.",
)
@click.option("--seed", default=0, show_default=True, help="Of the suite and the replay.")
@output_options
def command(out: Output, /, folder: Path, seed: int) -> None:
    """Mine a shop's export, generate a suite, replay it on two releases, name what broke.

    The shop is a small real application that is started here, on free ports of this machine:
    release 1 is sound, release 2 has faults that only real behaviour finds.
    """
    from journeys.cli.demo_summary import broken_by, print_broken
    from journeys.suite.choosing import choose_suite, share_of
    from journeys.suite.writing import write_suite
    from journeys_mining.mine import mine
    from journeys_mining.options import MiningOptions

    begin_s = time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    with out.progress() as progress:
        task = progress.add_task("reading the export", total=None, note="")
        export = _export(folder)
        mined = mine([export], MiningOptions(), lambda at: progress.update(task, description=at))
    mined.model.save(folder / "model.json")
    out.say(
        f"mine      {export}: {mined.report.events:,} events, {mined.report.sessions:,} sessions, "
        f"{mined.report.users:,} users, {mined.report.actions_kept} actions"
    )
    suite = choose_suite(mined.model, typical=20, rare=100, seed=seed)
    write_suite(suite, mined.model, folder / "journey_suite")
    share = share_of(mined.model, suite.journeys).transition_share
    out.say(
        f"generate  {folder / 'journey_suite'}: {len(suite.journeys)} journeys (seed {seed}) make "
        f"{share:.1%} of production's transitions"
    )
    report = _replay_releases(folder, seed, out)
    broken = broken_by(report)
    print_broken(broken, folder, out)
    out.say(
        f"\n{time.monotonic() - begin_s:.0f} s; report: {folder / 'journeys-results/report.html'}"
    )
    out.data(
        {"seed": seed, "broken": broken, "report": str(folder / "journeys-results/report.html")}
    )


def _export(folder: Path) -> Path:
    """The sample data of a clone; without one, the same file, made by its simulator."""
    if _SAMPLE.exists():
        return _SAMPLE
    from journeys.demo.visitors import write_events_csv

    write_events_csv(folder / "events.csv")
    return folder / "events.csv"


def _replay_releases(folder: Path, seed: int, out: Output) -> "Report":
    from journeys.demo.shop import run_shop
    from journeys.evidence import RunId
    from journeys.replay_plan import ReplayRequest, plan_replay
    from journeys.replaying import replay_suite
    from journeys.report import Outcome
    from journeys.results_folder import open_results, write_reports

    results, runs = folder / "journeys-results", list[RunId]()
    for release in _RELEASES:
        with run_shop(release) as shop, out.progress() as progress:
            request = ReplayRequest(
                folder=folder / "journey_suite",
                base_url=shop.base_url,
                results=results,
                seed=seed,
                app_version=f"release {release}",
            )
            plan = plan_replay(request)
            task = progress.add_task(
                f"replaying on release {release}", total=len(plan.journeys), note=""
            )
            report = replay_suite(request, lambda _: progress.advance(task), plan)  # noqa: B023
        (run,) = report.runs
        runs.append(run.run.id)
        counts = ", ".join(f"{run.counts.of(o)} {o}" for o in Outcome if run.counts.of(o))
        out.say(f"replay    release {release}: {counts}")
    with open_results(results) as store:
        return write_reports(store, runs, results)
