"""What a reader is: a module-level object that fits `Reader`, for one family of export formats.

A reader turns one file into the canonical event table, with these columns:

    row          int64   order in the file, from 1; of files that are read as one, the later ones'
                         rows begin at `ROWS_OF_A_FILE` times the file's place among them
    user         string  the export's user id
    time_us      int64   microseconds since 1970 UTC
    name         string  name of the event; NULL for a plain page view or request
    url          string  URL or path
    method       string  HTTP method, upper case
    status       int64   HTTP status
    duration_ms  float64 time production took
    session      string  the export's session id
    agent        string  user agent
    referer      string  URL of the page before
    digest       uint64  hash of the whole row; NULL where repeated rows are real repetitions
    refused      string  why the row cannot be read; NULL for a good row
    example      string  text of a refused row, shortened; NULL for a good row

A reader may add these:

    account      string  the account that was signed in, where `user` is a device
    ordinal      string  its place among the events of one moment, as text that sorts
    content      string  what was sent and answered (`recorded.content`)
    redirect     string  URL or path that the answer led to
    mark         string  a rule of `marks.MARKED` by which the row is no step of a user

All columns may be NULL but `row`; a row that is not refused has user, time_us, and a name or a url.
"""

from dataclasses import dataclass
from typing import Final, Protocol, runtime_checkable

import ibis  # type: ignore[import-untyped]

from journeys_mining.engine import Engine, Table, Value
from journeys_mining.options import MiningOptions
from journeys_mining.readers.export_file import ExportFile
from journeys_mining.report import ColumnUse

ROWS_OF_A_FILE: Final = 2**40
"""More than any file has: it keeps the rows of a later file after those of an earlier one."""
EXAMPLE_CHARS = 200
"""A refused row is shown up to this length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """Whether a reader understands a file."""

    sureness: float
    """0 (not at all) to 1 (certain)."""
    why: str
    """For a person: `9,990 of 10,000 lines are combined log lines`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenRow:
    """Text that broke the structure of its file, so that no row came of it."""

    reason: str
    line: int
    """Where it begins, from 1."""
    place: int = 0
    """Of its file among those that are read as one."""
    line_count: int
    """An open quote may swallow many lines."""
    byte: int
    """Where its line begins in the unpacked file, from 0."""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How a file is laid out, as far as it decides how its rows are read."""

    kind: str
    """`delimited`, `JSON lines`, the name of a log's format, …"""
    details: tuple[str, ...] = ()
    """Columns, delimiter, …"""
    lines_above: int | None = 0
    """Lines before the first row, in each file anew; None where rows are no lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One file, read, or several as one."""

    events: Table
    """The canonical event table, kept in the engine."""
    columns: tuple[ColumnUse, ...]
    broken: tuple[BrokenRow, ...]
    first_line: int | None
    """Line of row 1 if every row is one line; None for files without lines."""


class Reader(Protocol):
    """Reads one family of export formats."""

    name: str

    def recognise(self, file: ExportFile) -> Recognition:
        """How sure the reader is that it understands the file, from its beginning alone."""
        ...

    def read(self, engine: Engine, file: ExportFile, options: MiningOptions) -> Reading:
        """The canonical event table of the file.

        Raises
        ------
        InputError
            The file as a whole cannot be read: a column is missing, the text is not UTF-8, …
        """
        ...


@runtime_checkable
class ReadsMany(Reader, Protocol):
    """A reader that may be given many files as one (`ExportFile.others`).

    To compile what reads a file takes the engine longer than to read an hour's events.
    """

    def shape(self, file: ExportFile, options: MiningOptions) -> Shape | None:
        """Files that follow each other and have equal shapes are read as one; None: alone."""
        ...


def file_place(row: Value) -> Value:
    """The place of a row's file among those that are read as one, from 0."""
    # Whole numbers throughout: the engine divides in doubles, exactly below 2^53.
    return ((row - row % ROWS_OF_A_FILE) / ROWS_OF_A_FILE).cast("int64")


def with_optional(events: Table) -> Table:
    """The events with the columns that only some readers give, in the same place for all."""
    optional = {
        name: events[name] if name in events.columns else ibis.null("string")
        for name in ("account", "content", "redirect", "mark")
    }
    others = [name for name in events.columns if name not in optional]
    return events.select(*others, **optional)


def shortened(text: Value) -> Value:
    """A text column as it is shown in examples."""
    return text.substr(0, EXAMPLE_CHARS)
