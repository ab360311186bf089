"""Every way in which `journeys` itself can fail to do its work, and the exit code of each.

A journey that fails on staging is not here: it is evidence (`journeys.evidence`).

    JourneysError
    ├── InputError            2   a flag, a file or an export is not what it should be
    │   ├── FaultyFileError   2   a file with several faults, each with its path
    │   └── NotKeptError      4   what was seen could not be kept: the disk is full, …
    ├── ProductionHostError   2   the target is a host that the export was recorded on
    ├── EnvironmentUnusableError  4   staging cannot be tested at all: nothing listens, it hangs, …
    └── NothingToReplayError  5   there was nothing to do, which must never look like success
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar


class ExitCode(IntEnum):
    """What the `journeys` command tells its caller; the README lists the same."""

    OK = 0
    """All journeys held, or the command did its work."""
    FAILED = 1
    """At least one journey failed: the product is at fault."""
    INPUT = 2
    """Usage, configuration or input."""
    BUG = 3
    """A bug in journeys; a log was written and its path printed."""
    INCONCLUSIVE = 4
    """The environment, not the product, was at fault."""
    NOTHING = 5
    """There was nothing to replay."""
    INTERRUPTED = 130
    """Ctrl-C."""


class JourneysError(Exception):
    """Something we could not do: what happened, where, and what to do next."""

    exit_code: ClassVar[ExitCode] = ExitCode.BUG

    def __init__(self, what: str, *, where: str | None = None, remedy: str | None = None) -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        super().__init__(str(self))

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f"\n  → {self.remedy}" if self.remedy else ""
        return f"{place}{self.what}{advice}"


class InputError(JourneysError):
    """A flag, a file or an export is not what it should be."""

    exit_code = ExitCode.INPUT


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong in a file."""

    path: str
    """Where, as a JSON path: `$.steps[3].expect.status`."""
    message: str


class FaultyFileError(InputError):
    """A file with one or more faults; all of them are told at once."""

    def __init__(self, file: str, faults: Sequence[Fault], *, remedy: str | None = None) -> None:
        self.faults = tuple(faults)
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        lines = "".join(f"\n  {fault.path}: {fault.message}" for fault in faults)
        super().__init__(f"{count}{lines}", where=file, remedy=remedy)


class NotKeptError(InputError):
    """What was seen could not be kept, so the run says nothing about the product."""

    exit_code = ExitCode.INCONCLUSIVE


class ProductionHostError(JourneysError):
    """The target is a host that the mined export was recorded on."""

    exit_code = ExitCode.INPUT


class EnvironmentUnusableError(JourneysError):
    """Staging cannot be tested at all."""

    exit_code = ExitCode.INCONCLUSIVE


class NothingToReplayError(JourneysError):
    """There was nothing to do, which must never look like success."""

    exit_code = ExitCode.NOTHING
