"""Options of the commands that end with a run's verdict: what makes it inconclusive or red."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS: Final = (
    click.option(
        "--max-inconclusive",
        default=0.1,
        show_default=True,
        type=click.FloatRange(0, 1),
        help="Share of inconclusive journeys above which the run is.",
    ),
    click.option("--fail-on-flaky", is_flag=True, help="Exit with 1 also for flaky journeys."),
)


def verdict_options(command: Command) -> Command:
    """Give a command the options of the verdict."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
