"""CSV and its kin: which delimiter, which columns, and what the first rows hold."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from journeys.errors import InputError
from journeys_mining.readers.column_values import Sample, looks_like_url
from journeys_mining.readers.export_file import ExportFile
from journeys_mining.readers.times import looks_like_time

_DELIMITERS = {",": "commas", "\t": "tabs", ";": "semicolons", "|": "bars"}
_FIRST_ROWS = 500
_MOST_ABOVE = 10
_LEAST_SURENESS = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class DelimitedLayout:
    """How a delimited file is built."""

    delimiter: str
    header: tuple[str, ...]
    sureness: float
    """The share of the first rows that have as many fields as the header."""
    rows: tuple[tuple[str, ...], ...]
    """The first rows that do."""
    lines_above: int
    """Lines above the header, such as a report's title."""

    @property
    def why(self) -> str:
        """For a person."""
        above = f" below {self.lines_above} other lines" if self.lines_above else ""
        return f"{len(self.header)} columns separated by {_DELIMITERS[self.delimiter]}{above}"

    @property
    def sample(self) -> Sample:
        """The first values of each column."""
        return {
            name: [row[index].strip() for row in self.rows]
            for index, name in enumerate(self.header)
        }


def recognise_layout(file: ExportFile, width: int | None = None) -> DelimitedLayout | None:
    """The layout that fits the first rows best; None if no delimiter makes columns of them.

    With a `width` those alone that have so many columns.
    """
    layouts = [
        layout
        for delimiter in _DELIMITERS
        if (layout := _layout(file.head, delimiter)) is not None
        and width in (None, len(layout.header))
    ]
    # Lines above the header are a way out: any text with commas may look as if it had some.
    return max(
        layouts,
        key=lambda one: (
            one.sureness >= _LEAST_SURENESS and not one.lines_above,
            one.sureness,
            len(one.header),
        ),
        default=None,
    )


def check_header(layout: DelimitedLayout, where: str) -> None:
    """Refuse a file that has no header."""
    if _is_data(layout.header):
        raise InputError(
            f"the first row is data, not a header: {', '.join(layout.header)}",
            where=where,
            remedy="name the columns with `--columns user,time,…`, or put a row with their names"
            " first",
        )


def _is_data(row: Sequence[str]) -> bool:
    return any(looks_like_time(cell) or looks_like_url(cell) for cell in row)


def _layout(head: str, delimiter: str) -> DelimitedLayout | None:
    numbered = _parse(head, delimiter)
    if not numbered:
        return None
    place = _header_place([row for _, row in numbered])
    header, rows = numbered[place][1], [row for _, row in numbered[place + 1 :]]
    if len(header) < 2:
        return None
    fitting = [tuple(row) for row in rows if len(row) == len(header)]
    return DelimitedLayout(
        delimiter=delimiter,
        header=_unique(header),
        sureness=len(fitting) / len(rows) if rows else 0.5,
        rows=tuple(fitting),
        lines_above=numbered[place][0] if place else 0,
    )


def _header_place(rows: Sequence[Sequence[str]]) -> int:
    """The first row, or the first as wide as most, where only a few narrower ones are above it;
    comments above it may be of any width."""
    comments = next((n for n, row in enumerate(rows) if not row[0].startswith("#")), 0)
    if comments and not _is_data(rows[comments]):
        return comments + _header_place(rows[comments:])
    widths = [len(row) for row in rows]
    usual = max(set(widths), key=widths.count)
    first = widths.index(usual)
    is_title = first <= _MOST_ABOVE and all(width < usual for width in widths[:first])
    return first if is_title and widths.count(usual) > len(rows) / 2 else 0


def _parse(head: str, delimiter: str) -> Sequence[tuple[int, list[str]]]:
    """The rows that are not blank, each with the number of lines above it."""
    rows: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
    above = 0
    try:
        for row in reader:
            if row:
                rows.append((above, row))
            above = reader.line_num
            if len(rows) > _FIRST_ROWS:
                break
    except csv.Error:
        return rows
    return rows


def _unique(header: Sequence[str]) -> tuple[str, ...]:
    # DuckDB's names do not tell capitals apart. A recording in one line has ten thousands.
    names: list[str] = []
    taken: set[str] = set()
    for index, cell in enumerate(header, start=1):
        name = cell.strip() or f"column_{index}"
        names.append(f"{name}_{index}" if name.lower() in taken else name)
        taken.add(names[-1].lower())
    return tuple(names)
