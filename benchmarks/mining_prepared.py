"""Tables that several contenders of `benchmarks.mining` read, made once from the clickstream.

    python -m benchmarks.mining_prepared FILE.csv

The benchmark makes them in a process of its own: a contender's peak memory is never less than its
parent's.
"""

import sys
from pathlib import Path

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
    return file.with_suffix(".named.parquet")


def coded_events(file: Path) -> Path:
    """row, user_code, code, time_us, status and duration_ms: what our counting starts from."""
    return file.with_suffix(".coded.parquet")


def main() -> None:
    """Write what is not there yet."""
    import duckdb

    file = Path(sys.argv[1])
    for target, query in ((named_events(file), _NAMED), (coded_events(file), _CODED)):
        if not target.exists():
            with duckdb.connect() as connection:
                made = query.replace("$FILE", str(file))
                connection.execute(f"COPY ({made}) TO '{target}' (FORMAT parquet)")


if __name__ == "__main__":
    main()
