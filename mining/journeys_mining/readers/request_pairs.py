"""Requests that a log tells twice, when they come and when they are answered: each made one record.

django-structlog writes `request_started` and `request_finished`, Fastify `incoming request` and
`request completed`, both with the id of the request. Who asked for what stands in the first, what
was answered in the second.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from journeys_mining.engine import Engine
from journeys_mining.readers.column_values import METHODS
from journeys_mining.readers.export_file import open_bytes
from journeys_mining.readers.inner_lines import InnerLines, copied_lines
from journeys_mining.readers.json_documents import Record, look_at_json
from journeys_mining.readers.json_lines import sample_fields

_IDS: Final = ("request_id", "requestId", "req_id", "reqId", "RequestId")
_SAID: Final = ("event", "msg", "message")
_BEGUN = re.compile(
    r"(?i)\b(?:http[ _])?request[ _](?:start|begin|began|received)|incoming[ _]request"
)
_ENDED = re.compile(r"(?i)\brequest[ _](?:finish|complet|end|handled|responded)")
_LINE = re.compile(r"^(?:<\w+: )?([A-Z]{3,7}) '?(/[^\s']*)'?(?: HTTP/[\d.]+)?>?$")
"""`GET /cart`, also as Django prints its requests: `<WSGIRequest: GET '/cart'>`."""
_LEAST_SHARE = 0.5
_MOST_OPEN = 100_000
"""So many requests are awaited at once; of those that are never answered the oldest are let go."""


def with_whole_requests(engine: Engine, inner: InnerLines) -> InnerLines:
    """The lines with one record for each request, in a copy; as they are where each has one.

    Raises
    ------
    InputError
        The file cannot be read.
    """
    head = look_at_json(inner.file)
    if head is None or not head.is_lines or not _are_told_twice(head.records):
        return inner
    copy = engine.folder / engine.new_name("requests.lines")
    with open_bytes(inner.file.path, inner.file.name) as lines, copy.open("wb") as target:
        for line in _joined(lines):
            target.write(line + b"\n")
    where = f"{inner.where}; what was asked and what was answered are one"
    return replace(inner, file=copied_lines(inner.file, copy), where=where)


def _are_told_twice(records: tuple[Record, ...]) -> bool:
    """Whether most requests that are said to begin are said to end as well."""
    begun = {_id_of(one) for one in records if _is(one, _BEGUN) and _is_of_http(one)} - {None}
    ended = {_id_of(one) for one in records if _is(one, _ENDED)} - {None}
    return bool(begun) and len(begun & ended) >= _LEAST_SHARE * len(begun)


def _is_of_http(record: Record) -> bool:
    """Whether a method of HTTP is told: rides and quotes are requested, too."""
    return any(
        cell in METHODS or _LINE.match(cell) is not None
        for (cell,) in sample_fields([record]).values()
    )


def _joined(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The lines; the beginning of a request waits for its end, and both are one."""
    begun: dict[str, Record] = {}
    for line in lines:
        record = _parsed(line)
        request = _id_of(record) if record else None
        if record is None or request is None:
            yield line.strip()
        elif _is(record, _BEGUN):
            begun[request] = record
            if len(begun) > _MOST_OPEN:
                yield _written(begun.pop(next(iter(begun))))
        elif _is(record, _ENDED):
            yield _written({**record, **begun.pop(request, {})})
        else:
            yield line.strip()
    yield from map(_written, begun.values())


def _written(record: Record) -> bytes:
    """A request, without the words for its beginning or end: its URL says which step it is."""
    told = {key: value for key, value in record.items() if not (key in _SAID and _says(value))}
    found = _LINE.match(line) if isinstance(line := told.get("request"), str) else None
    if found is not None:
        told |= {"method": found[1], "path": found[2]}
    if "code" in told:
        told |= {"status": told["code"]}
    return json.dumps(told, ensure_ascii=False).encode()


def _says(value: object) -> bool:
    return isinstance(value, str) and bool(_BEGUN.search(value) or _ENDED.search(value))


def _is(record: Record, words: re.Pattern[str]) -> bool:
    texts = (record.get(name) for name in _SAID)
    return any(isinstance(text, str) and words.search(text) is not None for text in texts)


def _id_of(record: Record) -> str | None:
    return next((str(record[name]) for name in _IDS if record.get(name)), None)


def _parsed(line: bytes) -> Record | None:
    try:
        value: object = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
