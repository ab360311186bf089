"""The rows of a file as records, whatever holds them: JSON, delimited text or Parquet.

A *place* says where a value stands in a record: the name of a column, or names joined by dots that
lead into nested objects, also into a column that holds JSON as text: `properties.$current_url`,
`contexts.0.type`.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import duckdb
import ibis  # type: ignore[import-untyped]

from journeys.errors import InputError
from journeys_mining.engine import Engine, Table, Value
from journeys_mining.readers.column_values import Sample
from journeys_mining.readers.delimited import DelimitedLayout, check_header, recognise_layout
from journeys_mining.readers.export_file import (
    HEAD_BYTES,
    ExportFile,
    open_bytes,
    unreadable_parquet,
)
from journeys_mining.readers.interface import ROWS_OF_A_FILE, BrokenRow, Shape, shortened
from journeys_mining.readers.json_documents import JsonHead, look_at_json, write_lines
from journeys_mining.readers.json_lines import (
    json_valid,
    sample_fields,
    text_column,
    with_json_texts,
)
from journeys_mining.readers.text_rows import read_delimited, read_lines, refuse_other_encodings
from journeys_mining.sql_texts import sql_name, sql_text

_FIRST_ROWS = 500
_MOST_BYTES = 2**25

Cell = Callable[[str], Value]
"""Gives the text at a place; NULL where there is none."""
Pick = Callable[[Table, Cell, Value], Table]
"""Chooses from the rows (`_row`, `_digest`) with a cell and the text of a broken row, else NULL.

Leaves out no row, and gives `_row` as `row`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRows:
    """What was picked, in the engine."""

    table: Table
    broken: tuple[BrokenRow, ...]
    first_line: int | None
    """As in `Reading`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Records(ABC):
    """A file whose rows can be picked from."""

    file: ExportFile
    sample: Sample
    """The first values at each place that holds a text or a number."""

    @abstractmethod
    def keep(self, engine: Engine, places: Sequence[str], pick: Pick) -> KeptRows:
        """What `pick` makes of the rows, kept; its cell need only know the given places."""


def open_records(engine: Engine, file: ExportFile) -> Records:
    """The records of a file.

    Raises
    ------
    InputError
        The file is none of JSON, delimited text with a header, and Parquet, or cannot be read.
    """
    if file.parquet:
        return _ParquetRecords(file=file, sample=with_json_texts(_parquet_sample(engine, file)))
    head = look_at_json(file)
    if head is not None:
        return _JsonRecords(
            file=file if head.is_lines else _as_lines(engine, file, head),
            sample=with_json_texts(sample_fields(head.records)),
            first_line=1 if head.is_lines else None,
        )
    layout = recognise_layout(file)
    if layout is None:
        raise InputError(
            "no delimiter makes columns of the first lines",
            where=file.name,
            remedy="separate the columns by commas, tabs, semicolons or bars",
        )
    check_header(layout, file.name)
    return _DelimitedRecords(file=file, sample=with_json_texts(layout.sample), layout=layout)


def shape_of_records(file: ExportFile) -> Shape | None:
    """How a file of records is laid out; None if it is none."""
    if file.parquet:
        return Shape(kind="Parquet", details=(*file.columns, *file.types), lines_above=None)
    head = look_at_json(file)
    if head is not None and head.is_lines:
        return Shape(kind="JSON lines")
    if head is not None:
        details = (repr(head.place), *head.columns)
        return Shape(kind="JSON document", details=details, lines_above=None)
    layout = recognise_layout(file)
    if layout is None or not _has_paired_quotes(file):
        return None
    return Shape(
        kind="delimited",
        details=(layout.delimiter, *layout.header),
        lines_above=layout.lines_above + 1,
    )


def _has_paired_quotes(file: ExportFile) -> bool:
    """Whether a file that is small enough to look through has an even number of quotes.

    Of many files read as one the engine (DuckDB 2.0) drops, without a word, what follows a quote
    that is never closed.
    """
    if file.path.stat().st_size > _MOST_BYTES:
        return False
    count = 0
    with open_bytes(file.path, file.name) as stream:
        while chunk := stream.read(HEAD_BYTES):
            count += chunk.count(b'"')
    return count % 2 == 0


def _as_lines(engine: Engine, file: ExportFile, head: JsonHead) -> ExportFile:
    first, *others = (write_lines(engine, one, head) for one in file.members)
    return replace(first, others=tuple(replace(one, head="") for one in others))


def json_path(place: str) -> str:
    """The place as a path of DuckDB's JSON functions.

    >>> json_path("contexts.0.$type")
    '$."contexts"[0]."$type"'
    """
    return "$" + "".join(
        f"[{part}]" if part.isdigit() else f'."{part}"' for part in place.split(".")
    )


@ibis.udf.scalar.builtin(  # type: ignore[untyped-decorator]
    name="json_extract_string", signature=(("string", "array<string>"), "array<string>")
)
def json_texts(line: str, paths: list[str]) -> list[str]:  # type: ignore[empty-body]
    """The values at several paths in one pass (DuckDB's own function)."""


@ibis.udf.scalar.builtin(  # type: ignore[untyped-decorator]
    name="json_extract_string", signature=(("string", "string"), "string")
)
def json_text(line: str, path: str) -> str:  # type: ignore[empty-body]
    """The value at a path, without quotes (DuckDB's own function)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _JsonRecords(Records):
    first_line: int | None

    def keep(self, engine: Engine, places: Sequence[str], pick: Pick) -> KeptRows:
        within = {place: text_column(place, self.sample) for place in places}
        names = list(dict.fromkeys(column or place for place, column in within.items()))

        def parsed(lines: Table) -> Table:
            json = ibis.cases((json_valid(lines.line), lines.line))
            return lines.select(
                "_digest",
                row=lines._row,
                written=lines.line.strip() != "",
                texts=json_texts(json, [json_path(name) for name in names]),
                broken=ibis.cases((json.isnull(), shortened(lines.line))),
            )

        # In two steps: the engine would parse a line for each use of one of its values.
        lines, broken = read_lines(engine, self.file, parsed)
        rows = lines.filter(lines.written).rename(_row="row")

        def cell(place: str) -> Value:
            column = within[place]
            text = rows.texts[names.index(column or place)]
            return text if column is None else _inside(text, place.removeprefix(f"{column}."))

        picked = pick(rows, cell, rows.broken)
        table = engine.keep(engine.new_name("cells"), picked)
        engine.drop(lines)
        refuse_other_encodings(self.file, broken)
        return KeptRows(table=table, broken=broken, first_line=self.first_line)


@dataclass(frozen=True, slots=True, kw_only=True)
class _DelimitedRecords(Records):
    layout: DelimitedLayout

    def keep(self, engine: Engine, places: Sequence[str], pick: Pick) -> KeptRows:  # noqa: ARG002
        def picked(rows: Table) -> Table:
            return pick(rows, column_cell(rows, self.layout.header), ibis.null("string"))

        above = self.layout.lines_above
        table, broken = read_delimited(
            engine, self.file, self.layout.header, (self.layout.delimiter, above), picked
        )
        refuse_other_encodings(self.file, broken)
        return KeptRows(table=table, broken=broken, first_line=2 + above)


@dataclass(frozen=True, slots=True, kw_only=True)
class _ParquetRecords(Records):
    def keep(self, engine: Engine, places: Sequence[str], pick: Pick) -> KeptRows:  # noqa: ARG002
        names = self.file.columns
        quoted = ", ".join(map(sql_name, names))
        try:
            rows = engine.sql(
                f"SELECT file_row_number + 1 + {ROWS_OF_A_FILE} * file_index AS _row,"  # noqa: S608
                f" hash({quoted}) AS _digest, {_texts(engine, self.file)}"
                f" FROM {_source(self.file)}",
                {"_row": "int64", "_digest": "uint64", **dict.fromkeys(names, "string")},
            )
            picked = pick(rows, column_cell(rows, names), ibis.null("string"))
            table = engine.keep(engine.new_name("cells"), picked)
        except duckdb.Error as error:
            raise unreadable_parquet(_damaged(engine, self.file).name, error) from error
        return KeptRows(table=table, broken=(), first_line=None)


def _damaged(engine: Engine, file: ExportFile) -> ExportFile:
    """Which of the files that are read as one cannot be read; the first if each can."""
    for one in file.members:
        try:
            engine.run(f"SELECT count(COLUMNS(*)) FROM {_source(replace(one, others=()))}")  # noqa: S608
        except duckdb.Error:
            return one
    return file


def column_cell(rows: Table, columns: Sequence[str]) -> Cell:
    """The cell of a table with these text columns, some of which may hold JSON."""

    # Snowflake writes all names in capitals.
    called = {**{column.lower(): column for column in columns}, **{one: one for one in columns}}

    def cell(place: str) -> Value:
        for name in (place, place.lower()):
            if name in called:
                return rows[called[name]]
        for name in (place, place.lower()):
            if (column := text_column(name, called)) is not None:
                return _inside(rows[called[column]], place[len(column) + 1 :])
        # A literal NULL cannot be compared with: Ibis takes it for a question after NULL.
        return ibis.cases((rows._row.isnull(), ""))

    return cell


def _inside(text: Value, place: str) -> Value:
    """The text at a place of the JSON in a text."""
    return json_text(ibis.cases((json_valid(text), text)), json_path(place))


def _source(file: ExportFile) -> str:
    paths = ", ".join(sql_text(str(one.path)) for one in file.members)
    return f"read_parquet([{paths}], file_row_number=true)"


def _texts(engine: Engine, file: ExportFile) -> str:
    """Every column as text, nested ones as JSON."""
    described = engine.run(f"DESCRIBE SELECT * FROM {_source(file)}")  # noqa: S608
    kinds = {str(name): str(kind) for name, kind, *_ in described}
    return ", ".join(
        f"to_json({sql_name(name)})::VARCHAR AS {sql_name(name)}"
        if kinds[name].startswith(("STRUCT", "MAP")) or kinds[name].endswith("]")
        else f"{sql_name(name)}::VARCHAR AS {sql_name(name)}"
        for name in file.columns
    )


def _parquet_sample(engine: Engine, file: ExportFile) -> Sample:
    try:
        query = f"SELECT {_texts(engine, file)} FROM {_source(file)} LIMIT {_FIRST_ROWS}"  # noqa: S608
        first = engine.run(query)
    except duckdb.Error as error:
        raise unreadable_parquet(file.name, error) from error
    return {
        name: [str(row[index] or "") for row in first] for index, name in enumerate(file.columns)
    }
