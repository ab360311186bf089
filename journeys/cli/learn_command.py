"""`journeys learn`: try a staging application in a browser, and write down what does what."""

from pathlib import Path
from typing import Any

import click

from journeys.cli.output import Output, output_options
from journeys.cli.target_options import ConfiguredCommand, visiting_options


@click.command(
    "learn",
    cls=ConfiguredCommand,
    epilog="""\b
Examples:
  journeys learn journey_suite --base-url https://staging.example.com
  journeys learn --base-url http://127.0.0.1:8321 --budget 5m --max-pages 60

What journeys.yaml says of the target, of identities, hooks, data and secrets holds here, too.""",
)
@click.argument("suite", default="journey_suite", type=click.Path(path_type=Path))
# Not under the name that a replay's budget has in the settings.
@click.option(
    "--budget", "longest", default="2m", show_default=True, metavar="DURATION", help="In all."
)
@click.option(
    "--max-pages",
    default=30,
    show_default=True,
    type=click.IntRange(1, 1000),
    help="Pages whose controls are tried, one of each kind.",
)
@click.option(
    "--allow-destructive",
    is_flag=True,
    help="Also press what looks as if it deletes, pays, publishes or signs out.",
)
@visiting_options
@click.option("--browser-path", type=click.Path(path_type=Path), metavar="FILE", help="A Chromium.")
@output_options
def command(
    out: Output,
    /,
    suite: Path,
    *,
    longest: str,
    max_pages: int,
    allow_destructive: bool,
    browser_path: Path | None,
    **options: Any,
) -> int:
    """Find out which press on which page performs an action of SUITE (default: journey_suite).

    What links and plain forms explain needs no learning; what scripts do is tried, each press on a
    page that was opened anew. The result is bindings.learned.yaml in the suite, which replays in a
    browser use. Use it on staging only: it presses what it finds.
    """
    from dataclasses import replace

    from journeys.cli.replay_options import visit_request
    from journeys.durations import parse_duration
    from journeys.errors import ExitCode
    from journeys.replay_plan import plan_replay
    from journeys.suite.layout import LEARNED_BINDINGS
    from journeys_runners.browser.learning.learner import LearnOptions
    from journeys_runners.browser_options import BrowserOptions, ScreenshotMode
    from journeys_runners.learning import learn

    request = visit_request(suite, options, lambda: out.say(_STOPPING))
    browser = BrowserOptions(path=browser_path, screenshot=ScreenshotMode.OFF)
    plan = plan_replay(replace(request, runner="browser", browser=browser))
    learning = LearnOptions(
        budget_s=parse_duration(longest, where="--budget"),
        max_pages=max_pages,
        allows_destructive=allow_destructive,
        hooks=plan.options.hooks,
        stop=request.stop,
    )
    wanted = {one.action: one.count for one in plan.model.actions}
    path = suite / LEARNED_BINDINGS
    found = learn(plan.context, wanted, learning, path, out.say)
    out.say(
        f"{found.presses} presses on {found.pages} pages: {len(found.bindings)} bindings in {path}"
    )
    mask = plan.context.secrets.text
    left = sorted({mask(name) for name in found.left_alone if name})
    _tell_left_alone(out, left)
    out.data(
        {"bindings": sorted(found.bindings), "pages": found.pages, "presses": found.presses,
         "left_alone": left}
    )  # fmt: skip
    return ExitCode.INTERRUPTED if request.stop.is_pressed else ExitCode.OK


def _tell_left_alone(out: Output, left: list[str]) -> None:
    if left:
        shown = ", ".join(left[:10])
        out.say(
            f"left alone ({len(left)}): {shown}; with --allow-destructive what deletes is tried, "
            "with `identity:` in journeys.yaml what asks for an account's password"
        )


_STOPPING = "finishing the press at hand; Ctrl-C again stops at once"
