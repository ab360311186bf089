"""Tables that several contenders of `benchmarks.mining` read, made once from the clickstream."""

from pathlib import Path

import duckdb

_ACTION = """event || ' ' || regexp_replace(regexp_replace(regexp_replace(page_url,
    '^https?://[^/]*', ''), '/[0-9]+', '/{id}'), '=[^&]*', '={}', 'g')"""

_NAMED = f"""SELECT user_id, {_ACTION} AS action, "timestamp"::TIMESTAMP AS "timestamp"
    FROM read_csv('$FILE')"""
_CODED = f"""SELECT row_number() OVER () AS row, (dense_rank() OVER (ORDER BY user_id))::INTEGER
    AS user_code, (2 + dense_rank() OVER (ORDER BY {_ACTION}))::INTEGER AS code,
    epoch_us("timestamp"::TIMESTAMP) AS time_us, status::SMALLINT AS status,
    load_ms::DOUBLE AS duration_ms FROM read_csv('$FILE')"""


def named_events(file: Path) -> Path:
    """user_id, action and timestamp as Parquet: what mining peers start from."""
    return _written(file, "named", _NAMED)


def coded_events(file: Path) -> Path:
    """row, user_code, code, time_us, status and duration_ms: what our counting starts from."""
    return _written(file, "coded", _CODED)


def _written(file: Path, kind: str, query: str) -> Path:
    target = file.with_suffix(f".{kind}.parquet")
    if not target.exists():
        query = query.replace("$FILE", str(file))
        with duckdb.connect() as connection:
            connection.execute(f"COPY ({query}) TO '{target}' (FORMAT parquet)")
    return target
