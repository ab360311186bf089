"""Rows that could not be read: counted by reason, with an example each; too many stop the run."""

from collections.abc import Iterator, Sequence
from itertools import islice

from journeys.errors import InputError
from journeys_mining.engine import Engine, Table
from journeys_mining.readers.export_file import ExportFile, open_bytes
from journeys_mining.readers.interface import BrokenRow, Reading, file_place
from journeys_mining.report import RefusedRows

_HANDFUL = 2
"""So few refused rows stop no run, however few the others are; not if all are refused."""


def collect_refusals(
    engine: Engine, file: ExportFile, reading: Reading
) -> tuple[int, tuple[RefusedRows, ...]]:
    """How many rows the file has, and those that were refused."""
    events = reading.events
    size = engine.numbers(events.aggregate(rows=events.count(), refused=events.refused.count()))
    row_count = size["rows"] + sum(one.line_count for one in reading.broken)
    found = list(_refused(engine, file, reading)) if size["refused"] else []
    found += _broken(file, reading.broken)
    return row_count, tuple(one for _, one in sorted(found, key=_by_file))


def _refused(
    engine: Engine, file: ExportFile, reading: Reading
) -> Iterator[tuple[int, RefusedRows]]:
    """By the place of their file and by reason."""
    events = reading.events
    refused = events.filter(events.refused.notnull())
    refused = refused.mutate(place=file_place(refused.row))
    counted = engine.fetch(
        refused.group_by(["place", "refused"]).agg(count=refused.count(), row=refused.row.min())
    )
    rows = counted["row"].tolist()
    shown = engine.fetch(refused.filter(refused.row.isin(rows)).select("row", "example"))
    examples: dict[int, str] = dict(zip(shown["row"], shown["example"], strict=True))
    # The first file alone is known to begin with row 1.
    firsts = {**(_first_rows(engine, events) if file.others else {}), 0: 1}
    for place, reason, count, row in counted[["place", "refused", "count", "row"]].itertuples(
        index=False
    ):
        yield (
            place,
            RefusedRows(
                reason=str(reason),
                count=int(count),
                file=file.members[place].name,
                line=_line_of(file, reading, place, int(row) - firsts[place], examples[row]),
                example=examples[row],
            ),
        )


def _first_rows(engine: Engine, events: Table) -> dict[int, int]:
    """The first row of each file, by the file's place among those that are read as one."""
    frame = engine.fetch(events.group_by(place=file_place(events.row)).agg(row=events.row.min()))
    return {int(place): int(row) for place, row in frame.itertuples(index=False)}


def check_refusals(refused: Sequence[RefusedRows], row_count: int, max_share: float) -> None:
    """Stop when more than `max_share` of the rows were refused, and more than a handful."""
    count = sum(one.count for one in refused)
    if count <= max_share * row_count or (count <= _HANDFUL and count < row_count):
        return
    reasons = "".join(
        f"\n  {one.count:,} rows: {one.reason}"
        + (f"; for example {place_of(one)}: {one.example!r}" if one.example else "")
        for one in sorted(refused, key=_by_count)[:4]
    )
    raise InputError(
        f"{count:,} of {row_count:,} rows cannot be read{reasons}",
        where=", ".join(dict.fromkeys(one.file for one in refused)),
        remedy="name the columns with `--user`, `--time`, `--event` and `--url`,"
        " mend the export, or allow more with `--max-refused SHARE`",
    )


def place_of(refused: RefusedRows) -> str:
    """Where the example stands, for a person."""
    return refused.file if refused.line is None else f"{refused.file} line {refused.line:,}"


def _by_count(one: RefusedRows) -> tuple[int, str]:
    return (-one.count, one.reason)


def _by_file(found: tuple[int, RefusedRows]) -> tuple[int, int, str]:
    place, one = found
    return (place, *_by_count(one))


def _broken(file: ExportFile, broken: Sequence[BrokenRow]) -> Iterator[tuple[int, RefusedRows]]:
    for place, reason in dict.fromkeys((one.place, one.reason) for one in broken):
        same = [one for one in broken if (one.place, one.reason) == (place, reason)]
        yield (
            place,
            RefusedRows(
                reason=reason,
                count=sum(one.line_count for one in same),
                file=file.members[place].name,
                line=same[0].line,
                example=same[0].text,
            ),
        )


def _line_of(
    file: ExportFile, reading: Reading, place: int, rows_before: int, example: str
) -> int | None:
    """The line of a row; None if it turns out that rows and lines of this file differ."""
    if reading.first_line is None:
        return None
    line = reading.first_line + rows_before
    for one in sorted(reading.broken, key=lambda one: one.line):
        if one.place == place and one.line <= line:
            line += one.line_count
    # Quoted line breaks and blank lines shift the count, so look whether the row is there.
    with open_bytes(file.members[place].path) as stream:
        found = next(islice(stream, line - 1, line), b"").decode("utf-8", errors="replace")
    cells = example.split(", ") if reading.columns else [example]
    values = (one.partition("=")[2] if reading.columns else one for one in cells)
    return line if all(_bare(value) in _bare(found) for value in values) else None


def _bare(text: str) -> str:
    return "".join(text.replace('"', "").split())
