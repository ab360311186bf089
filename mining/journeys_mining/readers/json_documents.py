"""JSON as exports write it: one object a line, an array, or a document with the events in a list.

Whatever the wrapping, what comes out are records: one JSON object for each event.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from journeys_mining.engine import Engine
from journeys_mining.readers.event_lists import ENVELOPES, EventList, find_list
from journeys_mining.readers.export_file import HEAD_BYTES, ExportFile
from journeys_mining.readers.json_text import JsonText, JsonTextError, Place, open_json, values_at

Record = Mapping[str, object]

_FIRST_RECORDS = 500
_OF_AN_EVENT = ("event", "event_name", "event_type", "type")
# What is in the rows of visits, by a name that says too little, with what each of them has, and
# with what the visit has, which may be without any: Universal Analytics' export to BigQuery,
# Dynatrace's sessions.
_OF_A_VISIT = (
    ("hits", "hitNumber", "visitStartTime"),
    ("userActions", "startTime", "userSessionId"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonHead:
    """The first records of a file."""

    records: tuple[Record, ...]
    is_lines: bool = False
    """Each line is one record, so the file need not be rewritten."""
    share: float = 1.0
    """The share of the first lines that are objects; 1 for a document."""
    place: Place | None = None
    """Where the list of records is in a document; None: each value of the file is a record or an
    envelope of some."""
    columns: tuple[str, ...] = ()
    """The names of the cells, where rows are lists."""

    @property
    def where(self) -> str:
        """For a person, where the records are not at the top: ` under `data.events``."""
        return f" under `{'.'.join(self.place)}`" if self.place else ""


def look_at_json(file: ExportFile) -> JsonHead | None:
    """The first records; None if the file is not JSON."""
    return None if file.parquet else _look(file.head)


def write_lines(engine: Engine, file: ExportFile, head: JsonHead) -> ExportFile:
    """A copy of a JSON document with one record a line.

    Raises
    ------
    InputError
        The document is cut off or otherwise not JSON.
    """
    copy = engine.folder / engine.new_name("records.jsonl")
    with copy.open("w", encoding="utf-8") as target, open_json(file) as text:
        for record in _records(text, head):
            target.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")))
            target.write("\n")
    with copy.open(encoding="utf-8") as stream:
        first = stream.read(HEAD_BYTES)
    return ExportFile(path=copy, name=file.name, gzipped=False, parquet=False, head=first)


def load_values(file: ExportFile) -> Iterator[object]:
    """The JSON values of a file: one document, or several after each other.

    Raises
    ------
    InputError
        The text is not JSON to its end.
    """
    with open_json(file) as text:
        while text.peek():
            yield text.decode()


def unfold(value: object, said: Record | None = None) -> Iterator[Record]:
    """The records in a JSON value, out of their envelopes.

    What one of several envelopes says (of a session, a user) holds for all records in it: `said`.

    >>> list(unfold({"next": None, "results": [{"event": "a"}, {"event": "b"}]}))
    [{'event': 'a'}, {'event': 'b'}]
    >>> list(unfold([{"user": 7, "events": [{"event": "a"}, {"event": "b"}]}]))
    [{'user': 7, 'event': 'a'}, {'user': 7, 'event': 'b'}]
    """
    if isinstance(value, list):
        for one in value:
            if isinstance(one, dict) and (lines := _stamped_lines(one)):
                yield from lines
                continue
            inner = _inside(one) if isinstance(one, dict) else None
            if inner is None:
                yield from unfold(one, said)
            else:
                around = {key: item for key, item in one.items() if item is not inner}
                yield from unfold(inner, {**(said or {}), **around})
    elif isinstance(value, dict):
        inner = _inside(value)
        if inner is None:
            yield {**said, **value} if said else value
        else:
            yield from unfold(inner, said)


def _inside(value: Record) -> object | None:
    message = value.get("message")
    if isinstance(message, dict) and "type" in message:
        return message
    if _is_event(value):
        return None
    for name, key, of_visit in _OF_A_VISIT:
        inner = value.get(name)
        are_known = isinstance(inner, list) and all(
            isinstance(one, dict) and key in one for one in inner
        )
        if are_known and (inner or of_visit in value):
            return inner
    for name in ENVELOPES:
        inner = value.get(name)
        if isinstance(inner, list) and all(isinstance(one, dict) for one in inner):
            return inner
        if isinstance(inner, dict) and _inside(inner) is not None:
            return inner
    return None


def _stamped_lines(value: Record) -> Sequence[Record]:
    """The lines of one of Loki's streams: pairs of their time and their text."""
    pairs = value.get("values")
    if "stream" not in value or not isinstance(pairs, list):
        return ()
    return [{"timestamp": pair[0], "line": pair[1]} for pair in pairs if len(pair) > 1]


def _is_event(value: Record) -> bool:
    return any(name in value for name in _OF_AN_EVENT)


def _records(text: JsonText, head: JsonHead) -> Iterator[Record]:
    while text.peek():
        values = values_at(text, head.place) if head.place is not None else iter([text.decode()])
        for value in values:
            if not head.columns:
                yield from unfold([value])
            elif isinstance(value, list) and tuple(value) != head.columns:
                yield dict(zip(head.columns, value, strict=False))


@lru_cache(maxsize=4)
def _look(head: str) -> JsonHead | None:
    lines = [line for line in head.splitlines() if line.strip()][:_FIRST_RECORDS]
    objects = [value for line in lines if isinstance(value := _parsed(line), dict)]
    share = len(objects) / len(lines) if lines else 0.0
    if share >= 0.5 and len(lines) > 1:
        if not any(_inside(one) is not None for one in objects):
            return JsonHead(records=tuple(objects), is_lines=True, share=share)
        return JsonHead(records=tuple(unfold(objects)), share=share)
    if not head.lstrip().startswith(("[", "{")):
        return None
    return _document(head, objects)


def _document(head: str, objects: Sequence[Record]) -> JsonHead | None:
    """Of a document, or of several after each other, of which the head may hold a part."""
    found = find_list(head)
    if found is not None and not (objects and _is_event(objects[0])):
        return _with_records(found)
    if objects:
        records = tuple(unfold(list(objects)))
        return JsonHead(records=records, is_lines=records == tuple(objects))
    values, is_whole = _first_values(head)
    records = tuple(unfold(values))
    # A list of nothing is JSON, too: the last page of an API.
    return JsonHead(records=records) if records or (values and is_whole) else None


def _with_records(found: EventList) -> JsonHead:
    if found.columns:
        rows = [value for value in found.values if isinstance(value, list)]
        records = [
            dict(zip(found.columns, row, strict=False))
            for row in rows
            if tuple(row) != found.columns
        ]
    else:
        records = list(unfold(list(found.values)))  # type: ignore[arg-type]
    return JsonHead(
        records=tuple(records[:_FIRST_RECORDS]), place=found.place, columns=found.columns
    )


def _first_values(head: str) -> tuple[list[object], bool]:
    """The values, and whether they are all of the text."""
    text, values = JsonText(iter([head])), list[object]()
    try:
        while text.peek():
            values.append(text.decode())
    except JsonTextError:
        # The head is cut off within a value.
        return values, False
    return values, True


def _parsed(text: str) -> object:
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value
