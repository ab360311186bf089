"""Finds analytics events in requests: in the query of a pixel, in the body of a beacon.

The libraries differ in everything but this: the event's name stands as a value of its own in the
query, in a form, in JSON or in lines of these, perhaps packed with gzip or base64.
"""

import base64
import binascii
import json
import re
import zlib
from collections.abc import Collection, Iterator
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from pydantic import JsonValue

_GZIP_MAGIC: Final = b"\x1f\x8b"
_GZIP_WINDOW: Final = 16 + zlib.MAX_WBITS
_MAX_BODY_BYTES: Final = 1_000_000
_MAX_DEPTH: Final = 12
_TEXT_IN_CHAIN: Final = re.compile(r'text="([^"]*)"')


def events_in(url: str, body: bytes | None, event_names: Collection[str]) -> frozenset[str]:
    """Known events that a request carries.

    >>> names = {"purchase", "add_to_cart"}
    >>> events_in("https://stats.test/g/collect?v=2&en=purchase", None, names)
    frozenset({'purchase'})
    >>> events_in("https://stats.test/e/", b'{"batch":[{"event":"add_to_cart"}]}', names)
    frozenset({'add_to_cart'})
    """
    known = frozenset(event_names)
    values = {value for _, value in parse_qsl(urlsplit(url).query)}
    if body:
        values.update(_values_in_text(_unpacked(body), depth=0))
    return known & values


def events_apart(body: bytes, name: str) -> tuple[bytes, ...]:
    """Each event of this name that a batch carries; the body itself where it is none of several.

    >>> events_apart(b'{"batch": [{"e": "buy", "n": 1}, {"e": "buy", "n": 2}]}', "buy")
    (b'{"e": "buy", "n": 1}', b'{"e": "buy", "n": 2}')
    >>> events_apart(b"e=buy", "buy"), events_apart(b"e=view\\r\\ne=buy&n=1", "buy")
    ((b'e=buy',), (b'e=buy&n=1',))
    """
    text = _unpacked(body)
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        lines = (one for one in text.splitlines() if name in dict(parse_qsl(one)).values())
        return tuple(one.encode() for one in lines) or (body,)
    for batch in _lists_in(value, depth=0):
        named = [one for one in batch if isinstance(one, dict) and name in one.values()]
        if named:
            return tuple(json.dumps(one).encode() for one in named)
    return (body,)


def _lists_in(value: JsonValue, depth: int) -> Iterator[list[JsonValue]]:
    if isinstance(value, list):
        yield value
    if isinstance(value, list | dict) and depth < _MAX_DEPTH:
        for one in value if isinstance(value, list) else value.values():
            yield from _lists_in(one, depth + 1)


def _values_in_text(text: str, depth: int) -> Iterator[str]:
    yield text
    if depth > _MAX_DEPTH:
        return
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = None
    lines = text.splitlines()
    if value is not None:
        yield from _values_in_json(value, depth + 1)
    elif len(lines) > 1:
        for line in lines:
            yield from _values_in_text(line, depth + 1)
    elif (packed := _from_base64(text)).startswith(("{", "[")):
        yield from _values_in_text(packed, depth + 1)
    elif "=" in text:
        for _, value in parse_qsl(text):
            yield from _values_in_text(value, depth + 1)
            yield from _values_in_text(_from_base64(value), depth + 1)


def _values_in_json(value: JsonValue, depth: int) -> Iterator[str]:
    if depth > _MAX_DEPTH:
        return
    match value:
        case str():
            yield value
        case list():
            for one in value:
                yield from _values_in_json(one, depth + 1)
        case dict():
            for one in value.values():
                yield from _values_in_json(one, depth + 1)
            if isinstance(kind := value.get("$event_type"), str):
                hit = _text_hit(value)
                # Exports may be cleaned of spaces that stand in the page.
                yield from (f"{kind} {hit}", f"{kind} {' '.join(hit.split())}")
        case _:
            return


def _text_hit(properties: dict[str, JsonValue]) -> str:
    """What was pressed, where a library captures every press: its event is named after it."""
    if isinstance(text := properties.get("$el_text"), str):
        return text
    found = _TEXT_IN_CHAIN.search(str(properties.get("$elements_chain", "")))
    return found[1] if found else ""


def _unpacked(body: bytes) -> str:
    """The text of a body; gzip is told by its first bytes, for no header says so."""
    if body.startswith(_GZIP_MAGIC):
        try:
            unpacker = zlib.decompressobj(wbits=_GZIP_WINDOW)
            body = unpacker.decompress(body, _MAX_BODY_BYTES)
        except zlib.error:
            return ""
    return body[:_MAX_BODY_BYTES].decode("utf-8", "replace")


def _from_base64(text: str) -> str:
    try:
        packed = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return ""
    return _unpacked(packed)
