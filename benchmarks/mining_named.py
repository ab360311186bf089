"""Counting of a prepared table, of users, actions and times as texts, by our arrays.

The table is read while our modules are imported: DuckDB works without the interpreter, which
importing is all about. So it is the only module that is imported first. Ibis is not imported: it
writes the queries of `journeys mine`, and here there is nothing to write.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import duckdb

_IDLE_S = 1800.0
_FLOOR = 5
_FIRST_CODE = 3
"""Of actions: what comes before stands for the ends of sessions."""
_SHARE_OF_ARRAYS = 0.25
"""As in `journeys_mining.engine`."""
_STATEMENTS = (
    "SET enable_progress_bar = false",
    "SET preserve_insertion_order = false",
    """CREATE VIEW rows AS SELECT file_row_number AS row, user_id, action, "timestamp"
        FROM read_parquet('$FILE', file_row_number = true)""",
    """CREATE TABLE users AS SELECT user_id, (row_number() OVER ())::INTEGER AS user_code
        FROM (SELECT DISTINCT user_id FROM rows)""",
    f"""CREATE TABLE actions AS SELECT action,
        (row_number() OVER () + {_FIRST_CODE - 1})::INTEGER AS code
        FROM (SELECT DISTINCT action FROM rows)""",
)
_EVENTS = """SELECT row::INTEGER AS row, user_code, epoch_us("timestamp") AS time_us, code
    FROM rows JOIN users USING (user_id) JOIN actions USING (action)"""
_KINDS = {"row": "int32", "user_code": "int32", "time_us": "int64", "code": "int32"}


def count_named(file: str) -> int:
    """How many n-grams of orders 1 to 5 five users or more did, with their think times."""
    with duckdb.connect() as connection, ThreadPoolExecutor(1) as pool:
        numbered = pool.submit(_number_texts, connection, file)
        from journeys_mining.arrow_arrays import as_arrays
        from journeys_mining.counting.gram_arrays import GramArrays
        from journeys_mining.counting.visits import split_visits
        from journeys_mining.memory import memory_limit_bytes

        batches, code_count, threads = numbered.result()
        columns = as_arrays(batches, _KINDS, threads)
        grams = GramArrays(
            split_visits(columns, _IDLE_S, threads),
            code_count,
            threads=threads,
            most_bytes=int(_SHARE_OF_ARRAYS * memory_limit_bytes(None)),
        )
        del columns
        return sum(len(counted.counts) for counted in grams.counted(5, _FLOOR))


def _number_texts(connection: duckdb.DuckDBPyConnection, file: str) -> tuple[list[Any], int, int]:
    """The events with numbers in the place of texts, in batches; how many codes and threads there
    are."""
    for statement in _STATEMENTS:
        connection.execute(statement.replace("$FILE", file))
    batches = connection.sql(_EVENTS).to_arrow_table().to_batches()
    ((last_code, threads),) = connection.execute(
        "SELECT max(code), current_setting('threads') FROM actions"
    ).fetchall()
    return batches, last_code + 1, int(threads)
