"""Counting of a prepared table, of users, actions and times as texts, by our arrays.

The table is read while our modules are imported: DuckDB works without the interpreter, which
importing is all about. So it is the only module that is imported first.
"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb

_IDLE_S = 1800.0
_FLOOR = 5
_FIRST_CODE = 3
"""Of actions: what comes before stands for the ends of sessions."""
_STATEMENTS = (
    "SET preserve_insertion_order = false",
    """CREATE VIEW rows AS SELECT file_row_number AS row, user_id, action, "timestamp"
        FROM read_parquet('$FILE', file_row_number = true)""",
    """CREATE TABLE users AS SELECT user_id, (row_number() OVER ())::INTEGER AS user_code
        FROM (SELECT DISTINCT user_id FROM rows)""",
    f"""CREATE TABLE actions AS SELECT action,
        (row_number() OVER () + {_FIRST_CODE - 1})::INTEGER AS code
        FROM (SELECT DISTINCT action FROM rows)""",
    """CREATE TABLE events AS SELECT row, user_code, epoch_us("timestamp") AS time_us, code
        FROM rows JOIN users USING (user_id) JOIN actions USING (action)""",
)


def count_named(file: str) -> int:
    """How many n-grams of orders 1 to 5 five users or more did, with their think times."""
    with duckdb.connect() as connection, ThreadPoolExecutor(1) as pool:
        numbered = pool.submit(_number_texts, connection, file)
        import ibis  # type: ignore[import-untyped]

        from journeys_mining.counting.gram_arrays import GramArrays
        from journeys_mining.engine import Engine
        from journeys_mining.ibis_duckdb import import_for_duckdb
        from journeys_mining.memory import memory_limit_bytes

        import_for_duckdb()
        backend = ibis.duckdb
        event_count, code_count = numbered.result()
        # All is in memory: no folder is written to.
        engine = Engine(backend.from_connection(connection), Path(), memory_limit_bytes(None))
        kinds = {"row": "int64", "user_code": "int32", "time_us": "int64", "code": "int32"}
        events = engine.sql("SELECT row, user_code, time_us, code FROM events", kinds)
        grams = GramArrays(engine, events, event_count, _IDLE_S, code_count)
        return sum(len(counted.counts) for counted in grams.counted(5, _FLOOR))


def _number_texts(connection: duckdb.DuckDBPyConnection, file: str) -> tuple[int, int]:
    """Makes the table `events`; how many there are, and how many codes."""
    for statement in _STATEMENTS:
        connection.execute(statement.replace("$FILE", file))
    ((events, last_code),) = connection.execute(
        "SELECT (SELECT count(*) FROM events), (SELECT max(code) FROM actions)"
    ).fetchall()
    return events, last_code + 1
