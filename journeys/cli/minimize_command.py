"""`journeys minimize`: the shortest journey that still fails."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from journeys.cli.browser_options import browser_options
from journeys.cli.output import Output, output_options
from journeys.cli.results_options import results_options
from journeys.cli.target_options import ConfiguredCommand, target_options

if TYPE_CHECKING:
    from journeys.replay_plan import ReplayPlan


@click.command(
    "minimize",
    cls=ConfiguredCommand,
    epilog="""\b
Examples:
  journeys minimize --base-url https://staging.example.com
  journeys minimize rare-apply-coupon-cart-c8e216 --base-url http://127.0.0.1:8321 --repeats 10""",
)
@click.argument("failure", required=False)
@click.option(
    "--suite",
    default="journey_suite",
    show_default=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The suite that has the journey, and that gets the shorter one.",
)
@click.option(
    "--repeats",
    default=5,
    show_default=True,
    type=click.IntRange(1, 100),
    help="Tries at the whole and at the shortest journey, which say how sure it is.",
)
@click.option(
    "--most-tries",
    default=200,
    show_default=True,
    type=click.IntRange(1),
    help="Different journeys that are tried in between.",
)
@target_options
@results_options
@browser_options
@output_options
def command(
    out: Output,
    /,
    failure: str | None,
    suite: Path,
    *,
    repeats: int,
    most_tries: int,
    **options: Any,
) -> None:
    """Find the shortest journey that fails as FAILURE does, on fresh data at each try.

    FAILURE is the id of a journey or a part of it; default: the worst failure of the latest run.
    The shorter journey is written into overrides/ of the suite.
    """
    from journeys.cli.minimizing_summary import print_passing, print_shortest
    from journeys.cli.replay_options import replay_request
    from journeys.minimizing import minimize, write_minimal
    from journeys.replay_plan import plan_replay

    chosen = {"grep": failure, "last_failed": failure is None, "shard": None, "budget": None}
    fixed = {"resume": False, "max_failures": None, "think_factor": 0.0, "app_version": None}
    alone = {"workers": 1, "retries": 0, "patience": "0s"}
    request = replay_request(suite, {**options, **chosen, **fixed, **alone})
    plan = _of_one(plan_replay(request), failure, out)
    with out.progress() as progress:
        task = progress.add_task("minimizing", total=None, note="")

        def on_try(steps: int, tries: int) -> None:
            progress.update(task, note=f"try {tries}: {steps} steps")

        found = minimize(request, plan, repeats=repeats, most_tries=most_tries, on_try=on_try)
    if shortest := found.shortest:
        path = write_minimal(shortest.journey, suite)
        line = request.reproduce(shortest.journey, shortest.seed)
        print_shortest(found, shortest, path, line, out)
    else:
        print_passing(found, out)


def _of_one(plan: "ReplayPlan", failure: str | None, out: Output) -> "ReplayPlan":
    """The plan of the one journey that is meant."""
    from dataclasses import replace

    from journeys.errors import InputError

    exact = [one for one in plan.journeys if one.id == failure] or list(plan.journeys)
    if failure is not None and len(exact) > 1:
        ids = ", ".join(one.id for one in exact[:5])
        raise InputError(
            f"{len(exact)} journeys are called so: {ids}", where=failure, remedy="name one of them"
        )
    if len(exact) > 1:
        out.say(f"{len(exact)} journeys failed; this is about {exact[0].id}")
    return replace(plan, journeys=(exact[0],))
