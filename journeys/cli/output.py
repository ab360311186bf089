"""What commands print: data on stdout when asked for with --json, everything else on stderr."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

import click

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.progress import Progress

P = ParamSpec("P")
R = TypeVar("R")


class Verbosity(IntEnum):
    """-q, nothing, -v."""

    QUIET = 0
    NORMAL = 1
    VERBOSE = 2


@dataclass(frozen=True, slots=True)
class Output:
    """Where a command writes."""

    console: "Console"
    verbosity: Verbosity
    as_json: bool

    def say(self, text: str) -> None:
        """A line for a person; never read as markup, so that data cannot colour the terminal."""
        if self.verbosity >= Verbosity.NORMAL:
            self.console.print(text, markup=False, highlight=False, soft_wrap=True)

    def detail(self, text: str) -> None:
        """A line for a person who asked for more (-v)."""
        if self.verbosity >= Verbosity.VERBOSE:
            self.console.print(text, markup=False, highlight=False, soft_wrap=True, style="dim")

    def show(self, renderable: "RenderableType") -> None:
        """A table or the like for a person."""
        if self.verbosity >= Verbosity.NORMAL:
            self.console.print()
            self.console.print(renderable)

    def data(self, content: object) -> None:
        """Machine output, if it was asked for."""
        if self.as_json:
            try:
                click.echo(json.dumps(content, ensure_ascii=False, indent=2))
            except BrokenPipeError:
                from journeys.cli.console import discard

                discard(sys.stdout)

    @contextmanager
    def progress(self) -> Iterator["Progress"]:
        """A progress display on stderr that leaves nothing behind; silent if not a terminal."""
        from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[note]}"),
            TimeElapsedColumn(),
        )
        hidden = self.verbosity is Verbosity.QUIET or not self.console.is_terminal
        with Progress(*columns, console=self.console, transient=True, disable=hidden) as progress:
            yield progress


def output_options(command: Callable[Concatenate[Output, P], R]) -> Callable[P, R]:
    """Adds -q, -v, --no-color and --json, and passes an `Output` as the first argument."""

    @click.option("-q", "--quiet", is_flag=True, help="Print errors only.")
    @click.option("-v", "--verbose", is_flag=True, help="Print more.")
    @click.option("--no-color", is_flag=True, help="No colours; NO_COLOR does the same.")
    @click.option("--json", "as_json", is_flag=True, help="Print the result as JSON on stdout.")
    @wraps(command)
    def with_output(*args: P.args, **kwargs: P.kwargs) -> R:
        from journeys.cli.console import LastingConsole

        flags = [bool(kwargs.pop(name)) for name in ("quiet", "verbose", "no_color", "as_json")]
        quiet, verbose, no_color, as_json = flags
        if quiet and verbose:
            raise click.UsageError("-q and -v exclude each other")
        verbosity = Verbosity.QUIET if quiet else Verbosity(1 + verbose)
        console = LastingConsole(no_color=no_color)
        return command(Output(console, verbosity, as_json), *args, **kwargs)

    return with_output
