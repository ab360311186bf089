"""Options of the commands that perform journeys: where, how, and as whom."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


class ConfiguredCommand(click.Command):
    """Takes what `journeys.yaml` says of replays as the defaults of its options."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        from journeys.config import CONFIG_FILE, replay_defaults

        if not {"-h", "--help"} & set(args):
            known = {one.name for one in self.params if one.name}
            extra["default_map"] = replay_defaults(Path(CONFIG_FILE), known)
        return super().make_context(info_name, args, parent, **extra)


_BASE_URL: Final = click.option("--base-url", metavar="URL", help="The staging application.")
_CHOICES: Final = (
    click.option(
        "--runner",
        default="http",
        show_default=True,
        metavar="NAME",
        help="How steps are performed: http, or browser for a real Chromium.",
    ),
    click.option("--seed", type=int, help="Decides between equal choices; default: the suite's."),
)
_REQUESTS: Final = (
    click.option("--rate-limit", metavar="N/UNIT", help="Requests in all: 5/s, 100/m, 1000/h."),
    click.option(
        "--request-timeout",
        default="10s",
        show_default=True,
        metavar="DURATION",
        help="For one request.",
    ),
    click.option(
        "--tls-verify/--no-tls-verify",
        default=True,
        help="Whether the certificate of the application must be trusted here; default: it must.",
    ),
    click.option(
        "-H",
        "--header",
        multiple=True,
        metavar="'NAME: VALUE'",
        help="Sent to the application's own origin only. Repeatable.",
    ),
    click.option(
        "--allow-host",
        multiple=True,
        metavar="HOST",
        help="Allow a host that the export was recorded on. Repeatable.",
    ),
)


def target_options(command: Command) -> Command:
    """Give a command the options of the target."""
    return _with(command, _BASE_URL, *_CHOICES, *_REQUESTS)


def visiting_options(command: Command) -> Command:
    """Give a command that opens the target, but performs no journey, the options for that."""
    return _with(command, _BASE_URL, *_REQUESTS)


def _with(command: Command, *options: Callable[[Command], Command]) -> Command:
    for option in reversed(options):
        command = option(command)
    return command
