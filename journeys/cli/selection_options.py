"""Options of `journeys replay` that say which journeys are performed, and when it is enough."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS: Final = (
    click.option(
        "-g",
        "--grep",
        metavar="REGEX",
        help="Only the journey of this id, or those whose id this fits: rare-|typical-cart.",
    ),
    click.option("--shard", metavar="I/N", help="Only the I-th of N parts: 2/4."),
    click.option(
        "--last-failed", is_flag=True, help="Only what failed or was flaky in the latest run."
    ),
    click.option(
        "--budget",
        metavar="DURATION",
        help="As much production behaviour as can be covered in this time: 20m.",
    ),
    click.option("--resume", is_flag=True, help="Go on with the latest run, which broke off."),
    click.option(
        "--max-failures",
        metavar="N",
        type=click.IntRange(1),
        help="Begin no further journey after so many have failed.",
    ),
    click.option(
        "--patience",
        default="30s",
        show_default=True,
        metavar="DURATION",
        help="How long to wait for an application that went away before the run ends.",
    ),
    click.option(
        "--think",
        "think_factor",
        default=0.0,
        show_default=True,
        metavar="FACTOR",
        type=click.FloatRange(0),
        help="Wait before steps as production's users did: 1 as long, 0 not at all.",
    ),
)


def selection_options(command: Command) -> Command:
    """Give a command the options of the selection."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
