"""The command line: argv → stage calls → exit code. One file for each command.

Nothing heavy is imported here: `journeys --help` must be instant. This is also the one place
where exit codes are made.
"""

import importlib
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Final

import click

from journeys import __version__
from journeys.errors import ExitCode, JourneysError

COMMANDS: Final = {
    "demo": "Mine, generate and replay against the built-in shop, in under a minute.",
    "mine": "Turn a production export into a navigation model.",
    "inspect": "Show what is in a model.",
    "evaluate": "Measure a model by sessions it has not seen.",
    "diff": "Compare two models.",
    "convert": "Turn a model into the input of Locust, k6, GraphWalker, Mermaid or Graphviz.",
    "sample": "Draw journeys from a model.",
    "generate": "Write a suite of journeys into a repository.",
    "learn": "Try staging in a browser: which press performs which action.",
    "replay": "Perform a suite on staging.",
    "minimize": "Find the shortest journey that still fails.",
    "merge": "Join the results of shards into one run.",
    "report": "Show earlier runs: page, JUnit, JSON.",
    "init": "Write a journeys.yaml with this project's settings.",
    "validate": "Check models, suites, scenarios, bindings and settings.",
    "completion": "Print the shell completion script.",
}
"""Every command and its line of help; the command `x` is `journeys.cli.x_command.command`."""


class _LazyGroup(click.Group):
    """Imports a command's module when that command is called, not before."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"journeys.cli.{cmd_name}_command")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=_LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "JOURNEYS"},
    epilog="""\b
Examples:
  journeys demo
  journeys mine events.csv
  journeys generate model.json --into journey_suite
  journeys replay journey_suite --base-url https://staging.example.com

Every option can also be set by an environment variable: JOURNEYS_REPLAY_BASE_URL.""",
)
@click.version_option(__version__, "-V", "--version", message="%(prog)s %(version)s")
def cli() -> None:
    """Mine user journeys from production analytics and replay them on staging."""


def run() -> None:
    """Entry point of the `journeys` command."""
    sys.exit(main(sys.argv[1:]))


def main(arguments: list[str]) -> int:
    """Run one command and return its exit code; whatever goes wrong is told on stderr."""
    try:
        code = cli.main(arguments, prog_name="journeys", standalone_mode=False)
    except JourneysError as error:
        click.echo(f"journeys: {error}", err=True)
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return ExitCode.INPUT
    except (KeyboardInterrupt, click.Abort):
        click.echo("journeys: interrupted", err=True)
        return ExitCode.INTERRUPTED
    except Exception:
        click.echo(_report_bug(), err=True)
        return ExitCode.BUG
    return code if isinstance(code, int) else ExitCode.OK


def _report_bug() -> str:
    with tempfile.NamedTemporaryFile(
        "w", prefix="journeys-bug-", suffix=".log", delete=False, encoding="utf-8"
    ) as log:
        log.write(f"journeys {__version__}, Python {sys.version}\n\n{traceback.format_exc()}")
    last = traceback.format_exc().strip().splitlines()[-1]
    return f"journeys: a bug in journeys, sorry: {last}\n  → please report it with {Path(log.name)}"
