"""Joins the stages of a replay: suite → runner → store → report. Used by `journeys replay`, by
`journeys demo` and by the pytest plugin.
"""

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from journeys.journey import Journey

if TYPE_CHECKING:
    pass

RESULTS_FILE = "results.db"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayRequest:
    """What to replay, where, and how hard."""

    folder: Path
    base_url: str
    results: Path = Path("journeys-results")
    runner: str = "http"
    grep: str | None = None
    seed: int | None = None
    """None for the suite's own."""
    workers: int = 4
    retries: int = 1
    rate_per_s: float | None = None
    timeout_s: float = 10.0
    allow_hosts: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    app_version: str | None = None
    """None for the commit of the current folder's git repository."""
    test: str | None = None

    def reproduce(self, journey: Journey, seed: int) -> str:
        """The command line that performs one journey as this run does; secrets are not in it."""
        words = ["journeys", "replay", str(self.folder), "--base-url", self.base_url]
        words += ["--grep", str(journey.id), "--seed", str(seed)]
        if self.runner != "http":
            words += ["--runner", self.runner]
        for host in self.allow_hosts:
            words += ["--allow-host", host]
        return shlex.join(words)
