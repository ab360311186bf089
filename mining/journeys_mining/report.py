"""What a mining run tells a person: how the export was read, and what was made of it."""

from dataclasses import dataclass

from journeys_mining.model.navigation_model import Transition


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRows:
    """Rows that could not be read, all for the same reason."""

    reason: str
    count: int
    """Lines of text that are lost, for rows that broke the structure of the file."""
    file: str
    line: int | None
    """Line of the example in its file, from 1; None where rows and lines differ."""
    example: str
    """One such row, shortened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOutRows:
    """Rows that were read and are no step of a user."""

    rule: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnUse:
    """Which column of the export became which part of an event."""

    role: str
    """`user`, `time`, `event`, `url`, `session`, `method`, `status`, `duration`,
    `agent`, `account`, `redirect`, `ordinal`, or `mark`: whether it is a step of a user at all."""
    column: str
    why: str
    """`named by an option`, `by its name`, `by its content`."""
    beside: str | None = None
    """A second column that makes the part with the first: the time of day beside the day alone,
    the query beside the URL, the user agent beside the address of a visitor who has no id."""
    forms: tuple[str, ...] = ()
    """Of a time that is neither ISO 8601 nor an epoch, how it is written, as for `strptime`."""
    zone: str | None = None
    """Of a time that names no zone; None: UTC."""
    names_no_zone: bool = False
    """Of a time: its first values name none, and nothing else was said."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that make the part."""
        return (self.column,) if self.beside is None else (self.column, self.beside)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReading:
    """How one file was read."""

    file: str
    """Name without folders."""
    reader: str
    why: str
    """How the format was recognised."""
    columns: tuple[ColumnUse, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoosingKey:
    """A query key that chooses what is shown: its values make actions of their own."""

    template: str
    """Of the path."""
    key: str
    names: int
    """How many of its values do, before the floor of users is applied."""
    bits: float | None
    """How much better they foretell what follows, for each event; None where the name of the key
    has decided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MiningReport:
    """Everything a person should know about one mining run."""

    files: tuple[FileReading, ...]
    rows: int
    """Rows of all files, with those that were refused or left out."""
    refused: tuple[RefusedRows, ...]
    """Most frequent reason first."""
    left_out: tuple[LeftOutRows, ...]
    """Most frequent rule first."""
    events: int
    users: int
    sessions: int
    first_event: str
    """UTC, ISO 8601."""
    last_event: str
    actions_seen: int
    actions_kept: int
    """Those that rest on at least `floor` users."""
    joined_events: tuple[str, ...]
    """Names of events of several pages that are one action, not one for each page."""
    most_frequent: tuple[Transition, ...]
    """Ten transitions after one action, most frequent first."""
    rarest: tuple[Transition, ...]
    """Ten transitions after one action, rarest first."""
    choosing_keys: tuple[ChoosingKey, ...] = ()
    without_rows: tuple[str, ...] = ()
    """Names of files that were passed over, for they hold no row."""
