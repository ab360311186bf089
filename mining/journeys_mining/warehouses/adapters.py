"""What is different from engine to engine: how to connect, where tables go, how to hash."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import ibis  # type: ignore[import-untyped]

from journeys_mining.warehouses.hashing import (
    Hash,
    md5_bigquery,
    md5_clickhouse,
    md5_text,
    md5_trino,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapter:
    """One kind of engine."""

    name: str
    """As a person calls it."""
    dialect: str
    """Ibis' name."""
    extra: str
    """The extra of our package that brings its client."""
    hashed: Hash = md5_text
    temporary: bool = True
    """Whether it has temporary tables; otherwise ours are dropped one by one."""
    compares_documents: bool = False
    """Whether a cast to text gives all of a JSON value, a list or an object."""
    connect: Callable[[str], Any] = ibis.connect
    """Takes the URL."""


def _connect_spark(url: str) -> Any:
    from pyspark.sql import SparkSession  # type: ignore[import-not-found, unused-ignore]

    builder = SparkSession.builder.appName("journeys mine")
    # Without a host: the session of the environment, as spark-submit or a notebook sets it up.
    session = (builder.master(url) if url != "spark://" else builder).getOrCreate()
    session.conf.set("spark.sql.session.timeZone", "UTC")
    return ibis.pyspark.connect(session)


_POSTGRES = Adapter(
    name="PostgreSQL", dialect="postgres", extra="postgres", compares_documents=True
)
ADAPTERS: Mapping[str, Adapter] = {
    "postgres": _POSTGRES,
    "postgresql": _POSTGRES,
    "bigquery": Adapter(name="BigQuery", dialect="bigquery", extra="bigquery", hashed=md5_bigquery),
    "snowflake": Adapter(name="Snowflake", dialect="snowflake", extra="snowflake"),
    "clickhouse": Adapter(
        name="ClickHouse",
        dialect="clickhouse",
        extra="clickhouse",
        hashed=md5_clickhouse,
        temporary=False,
    ),
    "databricks": Adapter(
        name="Databricks", dialect="databricks", extra="databricks", temporary=False
    ),
    "trino": Adapter(
        name="Trino", dialect="trino", extra="trino", hashed=md5_trino, temporary=False
    ),
    "spark": Adapter(
        name="Spark", dialect="pyspark", extra="spark", temporary=False, connect=_connect_spark
    ),
}
"""By the scheme of the URL. DuckDB's files are read by our own engine."""
