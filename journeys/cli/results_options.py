"""Options of the commands that write or read evidence: where it is kept."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS: Final = (
    click.option(
        "--results",
        default="journeys-results",
        show_default=True,
        metavar="DIR",
        type=click.Path(path_type=Path),
        help="Folder of evidence and report.",
    ),
    click.option(
        "--database",
        metavar="URL",
        envvar="JOURNEYS_DATABASE",
        help="Keep the evidence on a server: postgresql://user@host/name. Bodies stay in the "
        "results folder.",
    ),
)


def results_options(command: Command) -> Command:
    """Give a command the options of the results."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
