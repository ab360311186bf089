"""Reading text files with DuckDB's CSV parser, and collecting what it could not parse."""

import re
from collections.abc import Callable, Sequence

import duckdb

from journeys.errors import InputError
from journeys_mining.engine import HASH_SHIFT, Engine, Table
from journeys_mining.readers.export_file import (
    ExportFile,
    check_unpacking,
    cut_gzip,
    undecodable,
)
from journeys_mining.readers.interface import EXAMPLE_CHARS, ROWS_OF_A_FILE, BrokenRow
from journeys_mining.sql_texts import sql_name, sql_text

NOT_UTF8 = "the text is not UTF-8"
# Three control characters that no line of text holds, so that each line is one value.
_NO_DELIMITER = "\x01\x02\x03"
_MAX_LINE_BYTES = 16_777_216
# Left to itself, the engine takes many times the longest line for each thread.
_BUFFER_BYTES = 2 * _MAX_LINE_BYTES
_OTHER_LINE_ENDS = "reached an invalid state"
_ANY_LINE_ENDS = ", strict_mode=false"
_REASONS = {
    "MISSING COLUMNS": "the row has fewer fields than the header",
    "TOO MANY COLUMNS": "the row has more fields than the header",
    "UNQUOTED VALUE": "a quote is not closed",
    "INVALID ENCODING": NOT_UTF8,
    "LINE SIZE OVER MAXIMUM": "the row is longer than 16 MiB",
}


def read_delimited(
    engine: Engine,
    file: ExportFile,
    columns: Sequence[str],
    layout: tuple[str, int],
    pick: Callable[[Table], Table],
) -> tuple[Table, tuple[BrokenRow, ...]]:
    """What `pick` makes of the rows after the header, and what is no row.

    `layout` is the delimiter and the number of lines above the header.

    `pick` is given the columns as text, `_row` and `_digest`; see `_kept`.
    """
    delimiter, above = layout
    dialect = f"delim={sql_text(delimiter)}, quote='\"', escape='\"', header=true, skip={above}"
    # Where lines above the header end in another way, the engine (DuckDB 2.0) skips all others.
    if len(set(re.findall(r"\r?\n", file.head)[: above + 1])) > 1:
        dialect += _ANY_LINE_ENDS
    digest = f"hash({', '.join(map(sql_name, columns))})"
    return _keep(engine, file, columns, (dialect, digest), pick)


def read_lines(
    engine: Engine, file: ExportFile, pick: Callable[[Table], Table]
) -> tuple[Table, tuple[BrokenRow, ...]]:
    """What `pick` makes of the lines, and what is no line.

    `pick` is given the text column `line`, NULL if blank, `_row` and `_digest`; see `_kept`.
    """
    dialect = f"delim={sql_text(_NO_DELIMITER)}, quote='', escape='', header=false{_ANY_LINE_ENDS}"
    digest = f"hash(line, substr(line, {HASH_SHIFT + 1}))"
    return _keep(engine, file, ["line"], (dialect, digest), pick)


def refuse_other_encodings(file: ExportFile, broken: Sequence[BrokenRow]) -> None:
    """Stop at text that is not UTF-8: leaving out the rows with accents would bias the model."""
    for row in broken:
        if row.reason == NOT_UTF8:
            raise undecodable(file.members[row.place], row.byte)


def _keep(
    engine: Engine,
    file: ExportFile,
    columns: Sequence[str],
    dialect_and_digest: tuple[str, str],
    pick: Callable[[Table], Table],
) -> tuple[Table, tuple[BrokenRow, ...]]:
    dialect, digest = dialect_and_digest
    try:
        return _kept(engine, file, columns, dialect_and_digest, pick)
    except InputError as error:
        # Lines that end in different ways, as where a header was put before the rows.
        if "strict_mode" in dialect or _OTHER_LINE_ENDS not in str(error):
            raise
        return _kept(engine, file, columns, (f"{dialect}{_ANY_LINE_ENDS}", digest), pick)


def _kept(
    engine: Engine,
    file: ExportFile,
    columns: Sequence[str],
    dialect_and_digest: tuple[str, str],
    pick: Callable[[Table], Table],
) -> tuple[Table, tuple[BrokenRow, ...]]:
    """What is picked of all rows, none left out, with their numbers in `row`.

    Until they are kept, `_row` is the number of the first row of their file, for the engine would
    read with one thread what it has to number as it reads. Kept in their order, they have numbers.
    """
    dialect, digest = dialect_and_digest
    types = ", ".join(f"{sql_text(column)}: 'VARCHAR'" for column in columns)
    paths = ", ".join(sql_text(str(one.path)) for one in file.members)
    query = f"""
        SELECT 1 + {ROWS_OF_A_FILE} * file_index AS _row, {digest} AS _digest, *
        FROM read_csv([{paths}], {dialect}, columns={{{types}}},
            auto_detect=false, store_rejects=true, max_line_size={_MAX_LINE_BYTES},
            buffer_size={_BUFFER_BYTES},
            compression={sql_text("gzip" if file.gzipped else "none")})"""  # noqa: S608
    schema = {"_row": "int64", "_digest": "uint64", **dict.fromkeys(columns, "string")}
    try:
        # One scan: what is not picked is never stored.
        table = engine.keep(engine.new_name("cells"), pick(engine.sql(query, schema)))
    except duckdb.IOException as error:
        if file.gzipped:
            check_unpacking(file)
            raise cut_gzip(file.name) from error
        raise InputError(f"the file cannot be read: {error}", where=file.name) from error
    except duckdb.InvalidInputException as error:
        raise InputError(
            f"the file is not a table of text: {str(error).splitlines()[0]}", where=file.name
        ) from error
    return table.mutate(row=table.row + table.rowid()), _rejected(engine)


def _rejected(engine: Engine) -> tuple[BrokenRow, ...]:
    rows = engine.run(
        "SELECT file_id, line, min(line_byte_position), min(error_type::VARCHAR),"
        " any_value(csv_line) FROM reject_errors GROUP BY file_id, line ORDER BY file_id, line"
    )
    engine.run("DROP TABLE reject_errors")
    engine.run("DROP TABLE reject_scans")
    return tuple(
        BrokenRow(
            reason=_REASONS.get(kind, kind.lower()),
            place=place,
            line=line,
            line_count=1 + text.strip("\r\n").count("\n"),
            byte=max(position - 1, 0),
            text=text.strip("\r\n")[:EXAMPLE_CHARS],
        )
        for place, line, position, kind, text in rows
    )
