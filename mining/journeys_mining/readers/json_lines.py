"""JSON records as a table: nested fields are columns with dotted names."""

from collections.abc import Iterator, Mapping, Sequence

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


def _fields(value: Mapping[str, object], prefix: str, depth: int) -> Iterator[tuple[str, str]]:
    for key, inner in value.items():
        if "." in key or '"' in key:
            # Such a key could not be told from a level of nesting.
            continue
        if isinstance(inner, dict) and depth > 1:
            yield from _fields(inner, f"{prefix}{key}.", depth - 1)
        elif isinstance(inner, str | int | float) and not isinstance(inner, bool):
            yield f"{prefix}{key}", str(inner).strip()
