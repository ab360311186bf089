"""Runs the commands that a project's settings name: hooks, tokens, data."""

import os
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass

_MOST_TOLD = 400
"""Characters of a command's output that are told when it fails: its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandResult:
    """How a command ended."""

    output: str
    """What it printed on standard output."""
    fault: str | None
    """What went wrong, with the end of what it said; None if nothing."""


def run_command(
    command: str, *, timeout_s: float, variables: Mapping[str, str] | None = None
) -> CommandResult:
    """Run a command line in a shell, in the current folder, with these variables added.

    It is ended with everything that it started when it takes too long. Ctrl-C does not reach it: it
    may be cleaning up.
    """
    process = subprocess.Popen(  # noqa: S602 - the project's own settings name it
        command,
        shell=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        env={**os.environ, **(variables or {})},
        start_new_session=True,
    )
    try:
        output, said = process.communicate(timeout=timeout_s)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return CommandResult(output="", fault=f"it was not done after {timeout_s:g} s")
    if process.returncode == 0:
        return CommandResult(output=output, fault=None)
    told = (said.strip() or output.strip())[-_MOST_TOLD:]
    how = (
        f"it was ended by signal {-process.returncode}"
        if process.returncode < 0
        else f"it ended with {process.returncode}"
    )
    return CommandResult(output=output, fault=f"{how}{f': {told}' if told else ''}")
