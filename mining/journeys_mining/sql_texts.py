"""Names, texts and types as DuckDB's SQL writes them."""

from functools import cache
from typing import Any


def sql_text(text: str) -> str:
    """A text literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


def sql_name(name: str) -> str:
    """A quoted name of SQL."""
    return '"' + name.replace('"', '""') + '"'


@cache
def sql_type(kind: Any) -> str:
    """A type of Ibis."""
    # Imported first, it would bring the compilers of other databases.
    from ibis.backends.sql.datatypes import DuckDBType  # type: ignore[import-untyped]

    return str(DuckDBType.from_ibis(kind).sql("duckdb"))
