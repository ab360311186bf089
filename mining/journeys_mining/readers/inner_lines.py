"""Logs inside of other logs: lines that a container, a journal or a log store has wrapped.

Docker, journald, Loki and CloudWatch keep each line in a field of a record; others put a stamp or
the name of a pod before it. What is inside is written to a copy, line by line, and then read like
any other file.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from journeys_mining.engine import Engine, Table, Value
from journeys_mining.readers.column_values import Sample
from journeys_mining.readers.delimited import recognise_layout
from journeys_mining.readers.export_file import ExportFile, open_bytes
from journeys_mining.readers.json_documents import look_at_json
from journeys_mining.readers.json_lines import sample_fields
from journeys_mining.readers.log_lines import KNOWN
from journeys_mining.readers.records import Cell, open_records
from journeys_mining.sql_texts import sql_text

_FIRST_VALUES = 100
_LEAST_SHARE = 0.5
_FIELDS: Final = ("log", "message", "msg", "line", "body", "raw", "textpayload")
"""What the field of a line is called, in small letters and without marks."""
_AFTER_PREFIX = re.compile(rb"^[^{\[\"]{0,300}?(?:\[[^\]]*\][^{\[\"]*)?(\{.*\})\s*$")
# What no line of text holds.
_NO_DELIMITER = "\x01"


@dataclass(frozen=True, slots=True, kw_only=True)
class InnerLines:
    """A file, or the lines that it wraps."""

    file: ExportFile
    where: str
    """For a person: ` in `log` of each record`; empty where nothing is wrapped."""


def unwrap_lines(engine: Engine, file: ExportFile) -> InnerLines:
    """The lines inside of a file, in a copy; the file itself where it wraps none.

    Raises
    ------
    InputError
        The file cannot be read.
    """
    if file.parquet:
        return InnerLines(file=file, where="")
    if _share(file.lines, _is_prefixed_json) >= _LEAST_SHARE:
        where = " behind what each line begins with"
        return InnerLines(file=_without_prefix(engine, file), where=where)
    sample = _sample(file)
    column = next((name for name, values in sample.items() if _holds_lines(name, values)), None)
    if column is None:
        return InnerLines(file=file, where="")
    return InnerLines(file=_inside(engine, file, column), where=f" in `{column}` of each record")


def _sample(file: ExportFile) -> Sample:
    if (head := look_at_json(file)) is not None:
        return sample_fields(head.records[:_FIRST_VALUES])
    if _share(file.lines, _is_log_line) >= _LEAST_SHARE:
        # It wraps nothing, whatever commas make of it.
        return {}
    layout = recognise_layout(file)
    return layout.sample if layout is not None else {}


def _holds_lines(name: str, values: Sequence[str]) -> bool:
    if _share(values, _is_log_line) >= _LEAST_SHARE:
        return True
    plain = re.sub(r"[^a-z]", "", name.lower().rpartition(".")[2])
    return plain in _FIELDS and _share(values, _is_object) >= _LEAST_SHARE


def _share(values: Sequence[str], test: Callable[[str], bool]) -> float:
    filled = [value for value in values[:_FIRST_VALUES] if value]
    return sum(map(test, filled)) / len(filled) if filled else 0.0


def _is_log_line(text: str) -> bool:
    # A quick look: most cells of most files are no lines.
    return (
        '"' in text and "[" in text and any(re.match(one.pattern, text) for one in KNOWN.values())
    )


def _is_object(text: str) -> bool:
    try:
        return text.startswith("{") and isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


def _is_prefixed_json(line: str) -> bool:
    found = _AFTER_PREFIX.match(line.encode())
    return found is not None and found.start(1) > 0 and _is_object(found[1].decode())


def _inside(engine: Engine, file: ExportFile, column: str) -> ExportFile:
    def pick(rows: Table, cell: Cell, broken: Value) -> Table:
        return rows.select(row=rows._row, line=broken.coalesce(cell(column)))

    kept = open_records(engine, file).keep(engine, [column], pick).table
    copy = engine.folder / engine.new_name("inner.lines")
    lines = "regexp_replace(trim(line, e' \\r\\n\\t'), '[\\r\\n\\x01]+', ' ', 'g')"
    engine.run(
        f"COPY (SELECT {lines} FROM {kept.get_name()} WHERE line IS NOT NULL ORDER BY row)"  # noqa: S608
        f" TO {sql_text(str(copy))}"
        f" (FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '{_NO_DELIMITER}')"
    )
    engine.drop(kept)
    return _copied(file, copy)


def _without_prefix(engine: Engine, file: ExportFile) -> ExportFile:
    copy = engine.folder / engine.new_name("inner.lines")
    with open_bytes(file.path, file.name) as lines, copy.open("wb") as target:
        for line in lines:
            found = _AFTER_PREFIX.match(line)
            target.write((found[1] if found else line.strip()) + b"\n")
    return _copied(file, copy)


def _copied(file: ExportFile, copy: Path) -> ExportFile:
    with copy.open(encoding="utf-8", errors="replace") as stream:
        head = stream.read(len(file.head))
    return replace(file, path=copy, gzipped=False, head=head[: head.rfind("\n") + 1] or head)
