"""JSON as exports write it: one object a line, an array, or pages with the events in a list.

Whatever the wrapping, what comes out are records: one JSON object for each event.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice

from journeys.errors import InputError
from journeys_mining.engine import Engine
from journeys_mining.readers.export_file import ExportFile, open_bytes, undecodable

Record = Mapping[str, object]

_FIRST_RECORDS = 500
# PostHog's and Mixpanel's APIs, capture payloads, RudderStack's transformer, generic APIs.
_ENVELOPES = (
    "results", "batch", "input", "events", "data", "records", "rows", "sessions", "visits",
    "pageviews", "page_views",
)  # fmt: skip
_OF_AN_EVENT = ("event", "event_name", "event_type", "type")
_BETWEEN = re.compile(r"[\s,]*")
_LIST_BEGINS = re.compile(rf'"(?:{"|".join(_ENVELOPES)})"\s*:\s*\[')


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonHead:
    """The first records of a file."""

    records: tuple[Record, ...]
    is_lines: bool
    """Each line is one record, so the file need not be rewritten."""
    share: float
    """The share of the first lines that are objects; 1 for a document."""


def look_at_json(file: ExportFile) -> JsonHead | None:
    """The first records; None if the file is not JSON."""
    return None if file.parquet else _look(file.head)


def write_lines(engine: Engine, file: ExportFile) -> ExportFile:
    """A copy of a JSON document with one record a line.

    Raises
    ------
    InputError
        The document is cut off or otherwise not JSON.
    """
    copy = engine.folder / engine.new_name("records.jsonl")
    with copy.open("w", encoding="utf-8") as target:
        values = load_values(file)
        first = list(islice(values, 2))
        for value in chain(first, values):
            for record in unfold(value if len(first) == 1 else [value]):
                target.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")))
                target.write("\n")
    with copy.open(encoding="utf-8") as stream:
        head = stream.read(len(file.head))
    return ExportFile(path=copy, name=file.name, gzipped=False, parquet=False, head=head)


def load_values(file: ExportFile) -> Iterator[object]:
    """The JSON values of a file: one document, or several after each other.

    Raises
    ------
    InputError
        The text is not JSON to its end.
    """
    with open_bytes(file.path, file.name) as stream:
        content = stream.read()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise undecodable(file, error.start) from error
    decoder = json.JSONDecoder()
    place = _after_space(text, 0)
    while place < len(text):
        try:
            value, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError) as error:
            raise InputError(
                f"the JSON cannot be read: {error}",
                where=file.name,
                remedy="export or copy the file again; it may have been cut off",
            ) from error
        yield value
        place = _after_space(text, place)


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
    if any(name in value for name in _OF_AN_EVENT):
        return None
    for name in _ENVELOPES:
        inner = value.get(name)
        if isinstance(inner, list) and all(isinstance(one, dict) for one in inner):
            return inner
        if isinstance(inner, dict) and _inside(inner) is not None:
            return inner
    return None


@lru_cache(maxsize=4)
def _look(head: str) -> JsonHead | None:
    lines = [line for line in head.splitlines() if line.strip()][:_FIRST_RECORDS]
    objects = [value for line in lines if isinstance(value := _parsed(line), dict)]
    share = len(objects) / len(lines) if lines else 0.0
    if share >= 0.5:
        if not any(_inside(one) is not None for one in objects):
            return JsonHead(records=tuple(objects), is_lines=True, share=share)
        records = list(unfold(objects[0] if len(objects) == 1 else objects))
        return JsonHead(records=tuple(records), is_lines=False, share=share)
    if not head.lstrip().startswith(("[", "{")):
        return None
    records = list(_first_of_document(head))
    return JsonHead(records=tuple(records), is_lines=False, share=1.0) if records else None


def _first_of_document(head: str) -> Iterator[Record]:
    whole = _parsed(head)
    if whole is not None:
        yield from unfold(whole)
        return
    # The head is cut off within the document: its complete elements will do.
    begins = head.find("[") + 1 if head.lstrip().startswith("[") else 0
    if not begins and (found := _LIST_BEGINS.search(head)):
        begins = found.end()
    decoder = json.JSONDecoder()
    while begins:
        begins = _after_space(head, begins)
        try:
            value, begins = decoder.raw_decode(head, begins)
        except ValueError:
            return
        yield from unfold(value)


def _parsed(text: str) -> object:
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value


def _after_space(text: str, place: int) -> int:
    match = _BETWEEN.match(text, place)
    return match.end() if match else place
