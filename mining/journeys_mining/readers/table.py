"""Tables: CSV with any delimiter, TSV, JSON lines and Parquet, each column by name or content."""

import duckdb
import ibis  # type: ignore[import-untyped]

from journeys.errors import InputError
from journeys_mining.engine import Engine, Table, sql_name, sql_text
from journeys_mining.options import MiningOptions
from journeys_mining.readers.cells import parse_cells, pick_cells
from journeys_mining.readers.columns import choose_columns
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

_FIRST_ROWS = 500


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

    cells, broken = read_delimited(
        engine,
        file,
        layout.header,
        layout.delimiter,
        lambda rows: pick_cells(rows, lambda name: rows[name], uses),
    )
    refuse_other_encodings(file, broken)
    events = parse_cells(engine, cells, uses)
    return Reading(events=events, columns=uses, broken=broken, first_line=2)


def _read_json_lines(engine: Engine, file: ExportFile, options: MiningOptions) -> Reading:
    uses = choose_columns(sample_fields(file), options, file.name)

    def pick(lines: Table) -> Table:
        lines = lines.filter(lines.line.strip() != "")
        json = ibis.cases((json_valid(lines.line), lines.line))
        broken = ibis.cases((json.isnull(), shortened(lines.line)))
        return pick_cells(lines, lambda name: field(json, name), uses, broken)

    cells, broken = read_lines(engine, file, pick)
    refuse_other_encodings(file, broken)
    events = parse_cells(engine, cells, uses)
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
        picked = pick_cells(rows, lambda name: rows[name], uses)
        events = parse_cells(engine, engine.keep(engine.new_name("cells"), picked), uses)
    except duckdb.Error as error:
        raise InputError(
            f"the Parquet file cannot be read: {str(error).splitlines()[0]}",
            where=file.name,
            remedy="export or copy it again",
        ) from error
    return Reading(events=events, columns=uses, broken=(), first_line=None)
