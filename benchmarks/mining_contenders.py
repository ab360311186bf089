"""What `benchmarks.mining` measures, each run in a process of its own: `python -m … NAME FILE`.

All count the same: sessions after 30 minutes of silence, n-grams of orders 1 to 3 with distinct
users, of which 5 are needed, think times of each transition, durations and statuses of each action.
"""

import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

IDLE_US = 1_800_000_000
FLOOR = 5


def scan(file: str) -> str:
    """The floor: DuckDB reads every column and hashes it."""
    import duckdb

    query = f"SELECT count(*), sum(hash(COLUMNS(*))) FROM read_csv('{file}')"
    return f"{duckdb.connect().execute(query).fetchall()[0][0]:,} rows"


def journeys(file: str, *options: str) -> str:
    """The whole command, with tuned numbers, guards, profiles and the file."""
    from journeys.cli import run

    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder, "model.json")
        sys.argv = ["journeys", "mine", file, "--output", str(model), "--quiet", *options]
        with suppress(SystemExit):
            run()
        return f"a model of {model.stat().st_size / 1e6:.0f} MB"


def counting(file: str) -> str:
    """The stages of `journeys mine` up to the counts, without what is learned from them."""
    from journeys_mining import mine as stages
    from journeys_mining.options import MiningOptions

    def unchanged(_engine: object, _events: object, model: object, *_rest: object) -> object:
        return model

    stages.__dict__["_learned"] = unchanged
    model = stages.mine([Path(file)], MiningOptions(), lambda _: None).model
    return f"{len(model.transitions):,} n-grams"


def sql(file: str) -> str:
    """The counts in DuckDB's SQL, written by hand."""
    import duckdb

    from benchmarks.mining_sql import GRAMS, STATEMENTS

    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for statement in STATEMENTS:
            connection.execute(statement.replace("$FILE", file))
        grams = sum(len(connection.execute(query).fetch_df()) for query in GRAMS)
    return f"{grams:,} n-grams"


def orders_1_to_5(file: str) -> str:
    """The counts of a prepared table of users, actions and times, with orders up to 5."""
    from benchmarks.mining_named import count_named

    return f"{count_named(file):,} n-grams"


def by_hand(file: str) -> str:
    """Our expressions against the same work in SQL, on coded events, in turns in one process."""
    from benchmarks.mining_stages import compare_with_sql

    ours_s, by_hand_s = compare_with_sql(file)
    return f"{ours_s:.2f} s against {by_hand_s:.2f} s by hand: {ours_s / by_hand_s:.3f}"


def pandas(file: str) -> str:
    """The counts in pandas."""
    from benchmarks.mining_pandas import count_grams

    return f"{count_grams(file):,} n-grams"


CONTENDERS: Mapping[str, Callable[..., str]] = {
    "scan": scan,
    "journeys": journeys,
    "counting": counting,
    "sql": sql,
    "pandas": pandas,
    "orders 1-5": orders_1_to_5,
    "by hand": by_hand,
}

if __name__ == "__main__":
    name, *arguments = sys.argv[1:]
    print(CONTENDERS[name](*arguments))
