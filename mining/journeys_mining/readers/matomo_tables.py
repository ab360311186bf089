"""Matomo's own database, table by table: the actions of visits joined with their names.

`log_link_visit_action` says who did which action when and `log_action` what the actions are
called; of each other the rest of the database is not needed. The joined rows are a plain table.
"""

from collections.abc import Sequence
from pathlib import Path

import duckdb

from journeys.errors import InputError
from journeys_mining.readers.delimited import recognise_layout
from journeys_mining.readers.export_file import ExportFile, open_export
from journeys_mining.readers.export_parts import ExportPart
from journeys_mining.readers.matomo import CONTENT_IMPRESSION
from journeys_mining.sql_texts import sql_name, sql_text

_OF_LINKS = frozenset(["idvisit", "idvisitor", "server_time", "idaction_url"])
_OF_ACTIONS = frozenset(["idaction", "name", "type"])
_OF_VISITS = frozenset(["idvisit", "visit_first_action_time"])
# Schemes are kept as numbers beside the names (Matomo's core/Tracker/PageUrl.php).
_PREFIXES = ("http://", "http://www.", "https://", "https://www.")


def with_matomo_tables(
    parts: Sequence[ExportPart], encoding: str | None, folder: Path
) -> Sequence[ExportPart]:
    """The files to read, Matomo's tables among them joined to one.

    Raises
    ------
    InputError
        One of the two tables is there without the other, or they cannot be joined.
    """
    if not 1 < len(parts) <= 10:
        # One table alone is refused by what its columns lack.
        return parts
    tables = [(part, open_export(part.path, part.name, encoding, folder)) for part in parts]
    links = _with_columns(tables, _OF_LINKS)
    actions = _with_columns(tables, _OF_ACTIONS)
    if len(links) != 1 or len(actions) != 1:
        return parts
    visits = _with_columns(tables, _OF_VISITS)
    joined = folder / "matomo-tables.csv"
    try:
        with duckdb.connect() as connection:
            connection.execute(_join(links[0][1], actions[0][1], joined))
    except duckdb.Error as error:
        raise InputError(
            f"the tables of Matomo cannot be joined: {str(error).splitlines()[0]}",
            where=links[0][0].name,
            remedy="export `log_link_visit_action` and `log_action` whole, as CSV or Parquet, with"
            " `HEX(idvisitor)` in place of its bytes",
        ) from error
    used = [one[0] for one in (*links, *actions, *visits)]
    return [ExportPart(path=joined, name=links[0][0].name), *(p for p in parts if p not in used)]


def _with_columns(
    tables: Sequence[tuple[ExportPart, ExportFile]], wanted: frozenset[str]
) -> list[tuple[ExportPart, ExportFile]]:
    return [(part, file) for part, file in tables if wanted <= frozenset(_columns(file))]


def _columns(file: ExportFile) -> tuple[str, ...]:
    if file.parquet:
        return file.columns
    layout = recognise_layout(file)
    return layout.header if layout is not None else ()


def _join(links: ExportFile, actions: ExportFile, target: Path) -> str:
    known = _columns(links)

    def link(column: str) -> str:
        """The column of an older or newer Matomo, if it has it; its spellings of nothing are."""
        return f"nullif(nullif(l.{sql_name(column)}, 'NULL'), '')" if column in known else "NULL"

    url, before = _url("u", actions), _url("r", actions)
    return f"""COPY (
        SELECT l.idvisitor, l.idvisit, l.server_time, {link("idlink_va")} AS sequence,
            CASE WHEN {link("idaction_event_action")} IS NOT NULL
                    THEN coalesce(nullif(concat_ws(' ', c.name, e.name), ''), 'event')
                WHEN u.type = '2' THEN 'outlink' WHEN u.type = '3' THEN 'download'
                WHEN {link("idaction_content_name")} IS NOT NULL THEN '{CONTENT_IMPRESSION}'
                WHEN u.name IS NULL THEN t.name END AS event,
            CASE WHEN u.type IN ('2', '3') THEN {before} ELSE {url} END AS url
        FROM {_rows(links)} l
        LEFT JOIN {_rows(actions)} u ON u.idaction = l.idaction_url
        LEFT JOIN {_rows(actions)} r ON r.idaction = {link("idaction_url_ref")}
        LEFT JOIN {_rows(actions)} t ON t.idaction = {link("idaction_name")}
        LEFT JOIN {_rows(actions)} c ON c.idaction = {link("idaction_event_category")}
        LEFT JOIN {_rows(actions)} e ON e.idaction = {link("idaction_event_action")}
        ORDER BY l.server_time, try_cast({link("idlink_va")} AS BIGINT)
    ) TO {sql_text(str(target))} (HEADER, DELIMITER ',')"""  # noqa: S608


def _url(name: str, actions: ExportFile) -> str:
    if "url_prefix" not in _columns(actions):
        return f"{name}.name"
    prefixes = " ".join(f"WHEN '{number}' THEN '{one}'" for number, one in enumerate(_PREFIXES))
    return f"(CASE {name}.url_prefix {prefixes} ELSE '' END || {name}.name)"


def _rows(file: ExportFile) -> str:
    """The file as a table of texts."""
    if file.parquet:
        columns = ", ".join(f"{sql_name(one)}::VARCHAR AS {sql_name(one)}" for one in file.columns)
        return f"(SELECT {columns} FROM read_parquet({sql_text(str(file.path))}))"  # noqa: S608
    layout = recognise_layout(file)
    delimiter = layout.delimiter if layout is not None else ","
    compressed = "gzip" if file.gzipped else "none"
    return (
        f"read_csv({sql_text(str(file.path))}, delim={sql_text(delimiter)}, header=true,"
        f" all_varchar=true, quote='\"', escape='\"', compression='{compressed}')"
    )
