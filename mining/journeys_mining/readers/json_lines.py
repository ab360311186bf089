"""JSON lines: one object a line; nested fields are columns with dotted names."""

import json
from collections.abc import Iterator

import ibis  # type: ignore[import-untyped]

from journeys_mining.engine import Value
from journeys_mining.readers.columns import Sample
from journeys_mining.readers.export_file import ExportFile

_FIRST_LINES = 500
_DEPTH = 3


@ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
def json_valid(line: str) -> bool:  # type: ignore[empty-body]
    """Whether the line is JSON (DuckDB's own function)."""


@ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
def json_extract_string(line: str, path: str) -> str:  # type: ignore[empty-body]
    """The value at a path, without quotes (DuckDB's own function)."""


def looks_like_json_lines(file: ExportFile) -> float:
    """The share of the first lines that are JSON objects."""
    lines = file.lines[:_FIRST_LINES]
    return sum(1 for line in lines if _object(line)) / len(lines) if lines else 0.0


def sample_fields(file: ExportFile) -> Sample:
    """The first values of each field, by its dotted name."""
    rows = [dict(_fields(one, "", _DEPTH)) for line in file.lines[:_FIRST_LINES]
            if (one := _object(line))]  # fmt: skip
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: [row.get(name, "") for row in rows] for name in names}


def field(line: Value, name: str) -> Value:
    """The value of a field as text, by its dotted name."""
    return json_extract_string(line, _path(name))


def _object(line: str) -> dict[str, object] | None:
    try:
        value = json.loads(line)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _fields(value: dict[str, object], prefix: str, depth: int) -> Iterator[tuple[str, str]]:
    for key, inner in value.items():
        if "." in key or '"' in key:
            # Such a key could not be told from a level of nesting.
            continue
        if isinstance(inner, dict) and depth > 1:
            yield from _fields(inner, f"{prefix}{key}.", depth - 1)
        elif isinstance(inner, str | int | float) and not isinstance(inner, bool):
            yield f"{prefix}{key}", str(inner).strip()


def _path(name: str) -> str:
    return "$" + "".join(f'."{part}"' for part in name.split("."))
