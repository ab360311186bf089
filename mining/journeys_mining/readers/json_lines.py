"""JSON records as a table: nested fields are columns with dotted names."""

import json
from collections.abc import Container, Iterator, Mapping, Sequence

import ibis  # type: ignore[import-untyped]

from journeys_mining.readers.column_values import Sample

_DEPTH = 5


@ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
def json_valid(line: str) -> bool:  # type: ignore[empty-body]
    """Whether the line is JSON (DuckDB's own function)."""


def sample_fields(records: Sequence[Mapping[str, object]]) -> Sample:
    """The first values of each field, by its dotted name."""
    rows = [dict(_fields(record, "", _DEPTH)) for record in records]
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: [row.get(name, "") for row in rows] for name in names}


def with_json_texts(sample: Sample) -> Sample:
    """With the fields of the columns that hold JSON objects as text, by their dotted names.

    >>> sample = {"name": ["view"], "properties": ['{"url": "/cart"}']}
    >>> with_json_texts(sample)["properties.url"]
    ['/cart']
    """
    found: dict[str, Sequence[str]] = {}
    for column, values in sample.items():
        if any(value.startswith("{") for value in values):
            rows = [{column: _parsed(value)} for value in values]
            found |= sample_fields([row if isinstance(row[column], dict) else {} for row in rows])
    return {**sample, **{name: cells for name, cells in found.items() if name not in sample}}


def text_column(place: str, columns: Container[str]) -> str | None:
    """The column that holds the JSON text in which a place is; None for a place of its own.

    >>> text_column("properties.page.url", ["name", "properties"]), text_column("name", ["name"])
    ('properties', None)
    """
    parts = place.split(".")
    before = (".".join(parts[:length]) for length in range(len(parts) - 1, 0, -1))
    return next((column for column in before if column in columns), None)


def _parsed(text: str) -> object:
    try:
        value: object = json.loads(text) if text.startswith("{") else None
    except (ValueError, RecursionError):
        return None
    return value


def _fields(value: Mapping[str, object], prefix: str, depth: int) -> Iterator[tuple[str, str]]:
    for key, inner in value.items():
        if "." in key or '"' in key:
            # Such a key could not be told from a level of nesting.
            continue
        if isinstance(inner, dict) and depth > 1:
            yield from _fields(inner, f"{prefix}{key}.", depth - 1)
        elif isinstance(inner, str | int | float) and not isinstance(inner, bool):
            yield f"{prefix}{key}", str(inner).strip()
        elif isinstance(inner, list) and len(inner) == 1 and isinstance(inner[0], str):
            # As headers of a request are kept: `"userAgent": ["Mozilla/5.0 …"]`.
            yield f"{prefix}{key}.0", inner[0].strip()
