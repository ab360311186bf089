"""Tables: CSV with any delimiter, TSV, JSON lines and Parquet, each column by name or content."""

from collections.abc import Callable

import duckdb
import ibis  # type: ignore[import-untyped]

from journeys.errors import InputError
from journeys_mining.engine import Engine, Table, Value, sql_name, sql_text
from journeys_mining.options import MiningOptions
from journeys_mining.readers.columns import choose_columns, duration_factor
from journeys_mining.readers.delimited import check_header, recognise_layout
from journeys_mining.readers.export_file import ExportFile
from journeys_mining.readers.interface import Reading, Recognition, shortened
from journeys_mining.readers.json_lines import (
    field,
    json_valid,
    looks_like_json_lines,
    sample_fields,
)
from journeys_mining.readers.text_rows import read_delimited, read_lines, refuse_other_encodings
from journeys_mining.readers.times import time_us
from journeys_mining.report import ColumnUse

_NULLS = ("", "NULL", "null", "(not set)", "None", "NaN", "nan", "\\N")
_NO_SESSION = ("-1", "0")
_FIRST_ROWS = 500

Cell = Callable[[str], Value]
"""Gives the text of a column by its name."""


class TableReader:
    """Reads tables of events."""

    name = "table"

    def recognise(self, file: ExportFile) -> Recognition:
        """By the magic of Parquet, by JSON objects, or by a delimiter that makes columns."""
        if file.parquet:
            return Recognition(sureness=1.0, why="a Parquet file")
        if (share := looks_like_json_lines(file)) >= 0.5:
            return Recognition(sureness=share, why="each line is a JSON object")
        layout = recognise_layout(file)
        if layout is None or layout.sureness < 0.3:
            return Recognition(sureness=0.0, why="no delimiter makes columns of the first lines")
        # Any text with commas is a table of a kind: a more specific reader goes first.
        return Recognition(sureness=0.8 * layout.sureness, why=layout.why)

    def read(self, engine: Engine, file: ExportFile, options: MiningOptions) -> Reading:
        """Each row is an event; columns are found by option, by name and by content."""
        if file.parquet:
            return _read_parquet(engine, file, options)
        if looks_like_json_lines(file) >= 0.5:
            return _read_json_lines(engine, file, options)
        return _read_delimited(engine, file, options)


def _read_delimited(engine: Engine, file: ExportFile, options: MiningOptions) -> Reading:
    layout = recognise_layout(file)
    if layout is None:
        raise InputError(
            "no delimiter makes columns of the first lines",
            where=file.name,
            remedy="separate the columns by commas, tabs, semicolons or bars",
        )
    check_header(layout, file.name)
    uses = choose_columns(layout.sample, options, file.name)

    def canonical(rows: Table) -> Table:
        text = ibis.literal(layout.delimiter).join(
            [rows[name].fill_null("") for name in layout.header]
        )
        return _canonical(rows, lambda name: rows[name], uses, text)

    events, broken = read_delimited(engine, file, layout.header, layout.delimiter, canonical)
    refuse_other_encodings(file, broken)
    return Reading(events=events, columns=uses, broken=broken, first_line=2)


def _read_json_lines(engine: Engine, file: ExportFile, options: MiningOptions) -> Reading:
    uses = choose_columns(sample_fields(file), options, file.name)

    def canonical(rows: Table) -> Table:
        rows = rows.filter(rows.line.strip() != "")
        json = ibis.cases((json_valid(rows.line), rows.line))
        return _canonical(
            rows,
            lambda name: field(json, name),
            uses,
            rows.line,
            broken=(json.isnull(), "the line is not JSON"),
        )

    events, broken = read_lines(engine, file, canonical)
    refuse_other_encodings(file, broken)
    return Reading(events=events, columns=uses, broken=broken, first_line=1)


def _read_parquet(engine: Engine, file: ExportFile, options: MiningOptions) -> Reading:
    source = f"read_parquet({sql_text(str(file.path))}, file_row_number=true)"
    try:
        columns = f"SELECT * EXCLUDE (file_row_number) FROM {source}"  # noqa: S608
        described = engine.run(f"DESCRIBE {columns}")
        names = [str(row[0]) for row in described]
        texts = ", ".join(f"{sql_name(name)}::VARCHAR AS {sql_name(name)}" for name in names)
        first = engine.run(f"SELECT {texts} FROM {source} LIMIT {_FIRST_ROWS}")  # noqa: S608
        sample = {
            name: [str(row[index] or "") for row in first] for index, name in enumerate(names)
        }
        uses = choose_columns(sample, options, file.name)
        rows = engine.sql(
            f"SELECT file_row_number + 1 AS _row,"  # noqa: S608
            f" hash({', '.join(map(sql_name, names))}) AS _digest, {texts} FROM {source}",
            {"_row": "int64", "_digest": "uint64", **dict.fromkeys(names, "string")},
        )
        text = ibis.literal(",").join([rows[name].fill_null("") for name in names])
        canonical = _canonical(rows, lambda name: rows[name], uses, text)
        events = engine.keep(engine.new_name("rows"), canonical)
    except duckdb.Error as error:
        raise InputError(
            f"the Parquet file cannot be read: {str(error).splitlines()[0]}",
            where=file.name,
            remedy="export or copy it again",
        ) from error
    return Reading(events=events, columns=uses, broken=(), first_line=None)


def _canonical(
    rows: Table,
    raw: Cell,
    uses: tuple[ColumnUse, ...],
    text: Value,
    broken: tuple[Value, str] | None = None,
) -> Table:
    columns = {use.role: use.column for use in uses}

    def cell(role: str) -> Value:
        if role not in columns:
            return ibis.null("string")
        value = raw(columns[role]).strip()
        return ibis.cases((value.notin(_NULLS), value))

    duration = cell("duration").try_cast("float64")
    if "duration" in columns:
        duration = duration * duration_factor(columns["duration"])
    session = cell("session")
    events = rows.select(
        row=rows._row,
        user=cell("user"),
        time_us=time_us(cell("time")),
        name=cell("event"),
        url=cell("url"),
        method=cell("method").upper(),
        status=cell("status").try_cast("float64").cast("int64"),
        duration_ms=ibis.cases((duration >= 0, duration)),
        session=ibis.cases((session.notin(_NO_SESSION), session)),
        agent=ibis.null("string"),
        referer=ibis.null("string"),
        digest=rows._digest,
        refused=ibis.cases(broken) if broken else ibis.null("string"),
        example=text,
    )
    refused = ibis.coalesce(events.refused, _refusal(events, columns))
    events = events.mutate(refused=refused)
    return events.mutate(example=ibis.cases((events.refused.notnull(), shortened(events.example))))


def _refusal(events: Table, columns: dict[str, str]) -> Value:
    said = " and ".join(repr(columns[role]) for role in ("event", "url") if role in columns)
    return ibis.cases(
        (events.user.isnull(), f"the user id is missing (column {columns['user']!r})"),
        (events.time_us.isnull(), f"the time cannot be read (column {columns['time']!r})"),
        (events.name.isnull() & events.url.isnull(), f"neither name nor URL (column {said})"),
    )
