"""`journeys learn`: try a staging application in a browser, and write down what does what."""

from pathlib import Path

import click

from journeys.cli.output import Output, output_options


@click.command(
    "learn",
    epilog="""\b
Examples:
  journeys learn journey_suite --base-url https://staging.example.com
  journeys learn --base-url http://127.0.0.1:8321 --budget 5m --max-pages 60""",
)
@click.argument("suite", default="journey_suite", type=click.Path(path_type=Path))
@click.option("--base-url", required=True, metavar="URL", help="The staging application.")
@click.option("--budget", default="2m", show_default=True, metavar="DURATION", help="In all.")
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
@click.option("-H", "--header", multiple=True, metavar="'NAME: VALUE'", help="Repeatable.")
@click.option("--allow-host", multiple=True, metavar="HOST", help="Repeatable.")
@click.option("--browser-path", type=click.Path(path_type=Path), metavar="FILE", help="A Chromium.")
@output_options
def command(
    out: Output,
    /,
    suite: Path,
    base_url: str,
    budget: str,
    max_pages: int,
    *,
    allow_destructive: bool,
    header: tuple[str, ...],
    allow_host: tuple[str, ...],
    browser_path: Path | None,
) -> int:
    """Find out which press on which page performs an action of SUITE (default: journey_suite).

    What links and plain forms explain needs no learning; what scripts do is tried, each press on a
    page that was opened anew. The result is bindings.learned.yaml in the suite, which replays in a
    browser use. Use it on staging only: it presses what it finds.
    """
    from journeys.cli.replay_options import parse_header
    from journeys.durations import parse_duration
    from journeys.errors import ExitCode
    from journeys.replay_plan import ReplayRequest, plan_replay
    from journeys.suite.layout import LEARNED_BINDINGS
    from journeys_runners.browser.learning import LearnOptions
    from journeys_runners.browser_options import BrowserOptions, ScreenshotMode
    from journeys_runners.learning import learn, write_learned

    request = ReplayRequest(
        folder=suite,
        base_url=base_url,
        runner="browser",
        allow_hosts=allow_host,
        headers=tuple(map(parse_header, header)),
        browser=BrowserOptions(path=browser_path, screenshot=ScreenshotMode.OFF),
    )
    plan = plan_replay(request)
    options = LearnOptions(
        budget_s=parse_duration(budget, where="--budget"),
        max_pages=max_pages,
        allows_destructive=allow_destructive,
    )
    wanted = {one.action for one in plan.model.actions}
    found = learn(plan.context, wanted, options, out.say)
    write_learned(suite / LEARNED_BINDINGS, found.bindings)
    out.say(
        f"{found.presses} presses on {found.pages} pages: {len(found.bindings)} bindings in"
        f" {suite / LEARNED_BINDINGS}"
    )
    left = sorted({name for name in found.left_alone if name})
    if left:
        out.say(f"left alone ({len(left)}): {', '.join(left[:10])}; --allow-destructive tries them")
    out.data(
        {"bindings": sorted(found.bindings), "pages": found.pages, "presses": found.presses,
         "left_alone": left}
    )  # fmt: skip
    return ExitCode.OK
