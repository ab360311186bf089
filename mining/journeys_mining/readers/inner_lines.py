"""Logs inside of other logs: lines that a container, a journal or a log store has wrapped.

Docker, journald, Loki and CloudWatch keep each line in a field of a record; others put a stamp or
the name of a pod before it. What is inside is written to a copy, line by line, and then read like
any other file.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
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
from journeys_mining.readers.times import looks_like_time
from journeys_mining.sql_texts import sql_text

_FIRST_VALUES = 100
_LEAST_SHARE = 0.5
_FIELDS: Final = ("log", "message", "msg", "line", "body", "raw", "textpayload")
"""What the field of a line is called, in small letters and without marks."""
_MESSAGES: Final = ("payload", "value")
"""What the field of a message of a queue is called (Kafka's), which may be an event as a whole."""
# Monolog (Laravel, Symfony) writes what is extra behind it, mostly nothing.
_AFTER_PREFIX = re.compile(
    rb"^[^{\[\"]{0,300}?(?:\[[^\]]*\][^{\[\"]*)?(\{.*\})(?: \[\]| \{\})?\s*$"
)
_STAMP = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?: ?Z|[+-]\d\d:?\d\d)?")
_SAID = re.compile(r"[A-Z]{4,}: (\S[^{]*)$")
_PAIR = re.compile(r'(?:^|(?<=\s))([A-Za-z_@][\w.@/-]*)=("(?:[^"\\]|\\.)*"|[^\s"]*)')
_LEAST_PAIRS = 3
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
        return InnerLines(file=_rewritten(engine, file, _without_prefix(file)), where=where)
    if _share(file.lines, _is_of_pairs) >= _LEAST_SHARE:
        where = ", of the pairs (`key=value`) of each line"
        return InnerLines(file=_rewritten(engine, file, _as_record), where=where)
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
    if plain in _MESSAGES:
        return _share(values, _is_timed_object) >= _LEAST_SHARE
    return plain in _FIELDS and _share(values, _is_object) >= _LEAST_SHARE


def _share(values: Sequence[str], test: Callable[[str], bool]) -> float:
    filled = [value for value in values[:_FIRST_VALUES] if value]
    return sum(map(test, filled)) / len(filled) if filled else 0.0


def _is_log_line(text: str) -> bool:
    # A quick look: most cells of most files are no lines.
    return (
        '"' in text and "[" in text and any(re.match(one.pattern, text) for one in KNOWN.values())
    )


def _is_json(text: bytes) -> bool:
    return _is_object(text.decode("utf-8", errors="replace"))


def _is_object(text: str) -> bool:
    try:
        return text.startswith("{") and isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


def _is_timed_object(text: str) -> bool:
    """Whether it is JSON that says when something happened."""
    return _is_object(text) and _has_time(json.loads(text))


def _has_time(record: Mapping[str, object]) -> bool:
    return any(looks_like_time(cell) for (cell,) in sample_fields([record]).values())


def _is_of_pairs(line: str) -> bool:
    """Whether most of a line is `key=value`, and it is none of a format known by heart."""
    # The attributes of XML look alike.
    pairs = [] if re.match(r"\s*<[?/A-Za-z]", line) else list(_PAIR.finditer(line))
    if len(pairs) < _LEAST_PAIRS or 2 * sum(len(one[0]) for one in pairs) < len(line):
        return False
    return not any(re.match(one.pattern, line) for one in KNOWN.values())


def _is_prefixed_json(line: str) -> bool:
    found = _AFTER_PREFIX.match(line.encode())
    return found is not None and found.start(1) > 0 and _is_object(found[1].decode())


def _inside(engine: Engine, file: ExportFile, column: str) -> ExportFile:
    def pick(rows: Table, cell: Cell, broken: Value) -> Table:
        return rows.select(row=rows._row, line=broken.coalesce(cell(column)))

    kept = open_records(engine, file).keep(engine, [column], pick).table
    copy = engine.folder / engine.new_name("inner.lines")
    lines = "regexp_replace(trim(line, e' \\r\\n\\t'), '[\\r\\n\\x01]+', ' ', 'g')"
    rows = engine.named(kept).get_name()
    engine.run(
        f"COPY (SELECT {lines} FROM {rows} WHERE line IS NOT NULL ORDER BY row)"  # noqa: S608
        f" TO {sql_text(str(copy))}"
        f" (FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '{_NO_DELIMITER}')"
    )
    engine.drop(kept)
    return copied_lines(file, copy)


def _rewritten(engine: Engine, file: ExportFile, change: Callable[[bytes], bytes]) -> ExportFile:
    copy = engine.folder / engine.new_name("inner.lines")
    with open_bytes(file.path, file.name) as lines, copy.open("wb") as target:
        for line in lines:
            target.write(change(line) + b"\n")
    return copied_lines(file, copy)


def _without_prefix(file: ExportFile) -> Callable[[bytes], bytes]:
    """Takes the JSON of a line; with the time and the text before it where it has no time."""
    found = [one[1] for line in file.lines if (one := _AFTER_PREFIX.match(line.encode()))]
    is_timed = any(_has_time(json.loads(one)) for one in found[:_FIRST_VALUES] if _is_json(one))

    def change(line: bytes) -> bytes:
        found = _AFTER_PREFIX.match(line)
        if found is None or is_timed:
            return found[1] if found else line.strip()
        before = line[: found.start(1)].decode("utf-8", errors="replace")
        return _with_what_is_before(before, found[1])

    return change


def _with_what_is_before(before: str, record: bytes) -> bytes:
    """A record with the time and the words of the text before it.

    >>> _with_what_is_before("[2026-11-02T10:00:00Z] app.INFO: Signed in ", b"{}")
    b'{"timestamp": "2026-11-02T10:00:00Z", "event_name": "Signed in"}'
    """
    stamp, said = _STAMP.search(before), _SAID.search(before)
    told = {"timestamp": stamp[0]} if stamp else {}
    told |= {"event_name": said[1].strip()} if said else {}
    inside, own = json.dumps(told).encode()[1:-1], record[1:-1].strip()
    return b"{" + b", ".join(filter(None, (inside, own))) + b"}"


def _as_record(line: bytes) -> bytes:
    """A line of pairs as JSON, with the time that may stand before them."""
    text = line.decode("utf-8", errors="replace").strip()
    pairs = {one[1]: _unquoted(one[2]) for one in _PAIR.finditer(text)}
    if not pairs:
        return line.strip()
    before = _STAMP.search(text[: next(_PAIR.finditer(text)).start()])
    told = {"logged_at": before[0]} if before else {}
    return json.dumps({**told, **pairs}, ensure_ascii=False).encode()


def _unquoted(value: str) -> str:
    return re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else value


def copied_lines(file: ExportFile, copy: Path) -> ExportFile:
    """The file as its copy, with the head of that."""
    with copy.open(encoding="utf-8", errors="replace") as stream:
        head = stream.read(len(file.head))
    return replace(file, path=copy, gzipped=False, head=head[: head.rfind("\n") + 1] or head)
