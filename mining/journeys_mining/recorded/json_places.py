"""Where a value stands in a JSON document, and what kind of value it is.

A place is written as a JSON pointer (RFC 6901) in which `*` stands for any element of a list:
`/runs/*/info/run_id`. The empty place is the document itself.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias

JsonValue: TypeAlias = "dict[str, JsonValue] | list[JsonValue] | str | int | float | bool | None"

ANY: Final = "*"
_MAX_DEPTH: Final = 16
_MAX_LEAVES: Final = 5_000
# The first that fits a text whole names its kind.
_FORMATS: Final = (
    ("uuid", re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")),
    (
        "date-time",
        re.compile(
            r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?"
        ),
    ),
    ("date", re.compile(r"\d{4}-\d\d-\d\d")),
    ("email", re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")),
)  # fmt: skip
_KINDS: Final[dict[type, str]] = {bool: "boolean", float: "number", list: "array", dict: "object"}
_EPOCHS: Final = (("epoch-s", 1e9, 4e9), ("epoch-ms", 1e12, 4e12), ("epoch-us", 1e15, 4e15))


def leaves(value: object) -> Iterator[tuple[str, object]]:
    """Every value that holds no other, with its place; an empty list or object is one too.

    >>> list(leaves({"run": {"id": 7, "tags": [{"key": "a"}, {"key": "b"}]}}))
    [('/run/id', 7), ('/run/tags/*/key', 'a'), ('/run/tags/*/key', 'b')]
    """
    for count, leaf in enumerate(_leaves(value, "", 0)):
        if count >= _MAX_LEAVES:
            return
        yield leaf


def _leaves(value: object, place: str, depth: int) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict) and value and depth < _MAX_DEPTH:
        for key, one in value.items():
            yield from _leaves(one, f"{place}/{escaped(str(key))}", depth + 1)
    elif isinstance(value, list) and value and depth < _MAX_DEPTH:
        for one in value:
            yield from _leaves(one, f"{place}/{ANY}", depth + 1)
    else:
        yield place, value


def kind_of(value: object) -> str:
    """The JSON type of a leaf, or its format where it has a telling one.

    >>> [kind_of(one) for one in (7, 1.5, True, "2026-01-31", 1767225600000, [])]
    ['integer', 'number', 'boolean', 'date', 'epoch-ms', 'array']
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return next((name for name, low, high in _EPOCHS if low <= value < high), "integer")
    if isinstance(value, str):
        return next((name for name, form in _FORMATS if form.fullmatch(value)), "string")
    return _KINDS.get(type(value), "null")


def build(values: Mapping[str, JsonValue]) -> JsonValue:
    """The document with these values at these places; each list has one element.

    >>> build({"/ids/*": 7, "/tag/key": "a"})
    {'ids': [7], 'tag': {'key': 'a'}}
    """
    if "" in values and len(values) == 1:
        return values[""]
    grouped: dict[str, dict[str, JsonValue]] = {}
    for place, value in values.items():
        head, slash, rest = place.removeprefix("/").partition("/")
        if place:
            grouped.setdefault(head, {})[slash + rest] = value
    if ANY in grouped:
        return [build(grouped[ANY])]
    # What stands at a place itself gives way to what stands below it.
    return {_unescaped(head): build(_without_own(inner)) for head, inner in grouped.items()}


def keys_of(place: str) -> tuple[str, ...]:
    """The keys on the way to a place, without lists.

    >>> keys_of("/runs/*/info/run_id")
    ('runs', 'info', 'run_id')
    """
    return tuple(_unescaped(key) for key in place.split("/")[1:] if not is_any(key))


def is_any(part: str) -> bool:
    """Whether a part of a place stands for any element of a list, or for any of one kind."""
    return part == ANY or part.startswith(f"{ANY}~")


def _without_own(inner: dict[str, JsonValue]) -> dict[str, JsonValue]:
    return {place: value for place, value in inner.items() if place or len(inner) == 1}


def escaped(key: str) -> str:
    """A key as it stands in a place."""
    return key.replace("~", "~0").replace("/", "~1") if key != ANY else "~2"


def _unescaped(key: str) -> str:
    return ANY if key == "~2" else key.replace("~1", "/").replace("~0", "~")
