"""The MD5 of a text, by the functions of each engine: Ibis has no portable one.

It orders rows of one moment alike on every engine, and with a key that is made of all users it
stands for users; it need not withstand anybody who knows the key.
"""

from collections.abc import Callable
from typing import Any

import ibis  # type: ignore[import-untyped]

from journeys_mining.engine import Value

Hash = Callable[[Value], Value]


def _function(name: str, given: str, result: str) -> Any:
    def stub(value: Any) -> Any:
        """A function of the engine."""

    stub.__name__ = name
    return ibis.udf.scalar.builtin(stub, name=name, signature=((given,), result))


_md5_text = _function("md5", "string", "string")
_md5_bytes = _function("md5", "string", "binary")
_md5_of_bytes = _function("md5", "binary", "binary")
_clickhouse_md5 = _function("MD5", "string", "binary")
_to_utf8 = _function("to_utf8", "string", "binary")
_to_hex = _function("to_hex", "binary", "string")
_hex = _function("hex", "binary", "string")


def md5_text(text: Value) -> Value:
    """Where `md5` gives text: DuckDB, PostgreSQL, Snowflake, Databricks, Spark."""
    return _md5_text(text)


def md5_bigquery(text: Value) -> Value:
    """BigQuery's `md5` gives bytes."""
    return _to_hex(_md5_bytes(text))


def md5_clickhouse(text: Value) -> Value:
    """ClickHouse tells capitals apart."""
    return _hex(_clickhouse_md5(text))


def md5_trino(text: Value) -> Value:
    """Trino's `md5` takes and gives bytes."""
    return _to_hex(_md5_of_bytes(_to_utf8(text)))
