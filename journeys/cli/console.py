"""A terminal that may go away: what nobody reads any more changes no exit code."""

import os
import sys
from typing import TextIO

from rich.console import Console


class LastingConsole(Console):
    """Writes to stderr until its reader has gone, as `head` goes, and then to nobody."""

    def __init__(self, *, no_color: bool) -> None:
        super().__init__(stderr=True, no_color=no_color or None)

    def on_broken_pipe(self) -> None:
        """As in `Console`, which would end the command with 1: that means that journeys failed."""
        self.quiet = True
        discard(sys.stderr)


def discard(stream: TextIO) -> None:
    """Let what is written to the stream go nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
