"""Options of `journeys replay --runner browser`; names and values are Playwright's."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

if TYPE_CHECKING:
    from journeys_runners.browser_options import BrowserOptions

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS: Final = (
    click.option("--headed", is_flag=True, help="Show the browser."),
    click.option(
        "--slowmo",
        default=0.0,
        metavar="MS",
        type=click.FloatRange(min=0),
        help="Pause after each thing that is done in the browser.",
    ),
    click.option(
        "--trace-mode",
        default="off",
        show_default=True,
        type=click.Choice(["off", "on", "retain-on-failure"]),
        help="Keep Playwright's trace.zip of a journey.",
    ),
    click.option(
        "--screenshot",
        default="only-on-failure",
        show_default=True,
        type=click.Choice(["off", "on", "only-on-failure"]),
        help="Take a picture as a journey ends.",
    ),
    click.option(
        "--video",
        default="off",
        show_default=True,
        type=click.Choice(["off", "on", "retain-on-failure"]),
        help="Keep a video of a journey.",
    ),
    click.option(
        "--browser-path",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="A Chromium; default: $JOURNEYS_BROWSER, Playwright's own, the system's.",
    ),
)


def browser_options(command: Command) -> Command:
    """Give a command the options of the browser."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def browser_options_of(options: dict[str, Any]) -> "BrowserOptions":
    """How the browser is used, as the command line says."""
    from journeys_runners.browser_options import (
        BrowserOptions,
        ScreenshotMode,
        TraceMode,
        VideoMode,
    )

    return BrowserOptions(
        path=Path(options["browser_path"]) if options["browser_path"] else None,
        is_headed=options["headed"],
        slow_motion_ms=options["slowmo"],
        trace=TraceMode(options["trace_mode"]),
        screenshot=ScreenshotMode(options["screenshot"]),
        video=VideoMode(options["video"]),
    )
