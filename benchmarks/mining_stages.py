"""Single stages of mining on prepared tables, for comparisons of like with like.

Each imports what it needs: imports are part of what a contender takes.
"""

import time
from collections.abc import Callable

from benchmarks.mining_sql import COUNTS, GRAMS, STEPS
from journeys_mining.engine import Engine, Table, open_engine

_IDLE_S = 1800.0
_FLOOR = 5
_TIMES = 3


def compare_with_sql(file: str) -> tuple[float, float]:
    """CPU seconds of our expressions and of SQL by hand: sessions, n-grams, times, statuses.

    The least of a few turns each, on the same table and connection.
    """
    from journeys_mining.model.navigation_model import END, START

    with open_engine() as engine:
        query = f"SELECT row, user_code, code, time_us, status, duration_ms FROM '{file}'"
        kinds = {"row": "int64", "user_code": "int32", "code": "int32", "time_us": "int64",
                 "status": "int16", "duration_ms": "float64"}  # fmt: skip
        events = engine.keep("events", engine.sql(query, kinds))
        engine.forget_order()
        last = engine.number(events.code.max())
        names = ("", START, END, *(f"action {code:05}" for code in range(3, last + 1)))
        turns = [
            (_cpu_s(lambda: _ours(engine, events, names)), _cpu_s(lambda: _by_hand(engine)))
            for _ in range(_TIMES)
        ]
    return min(ours for ours, _ in turns), min(by_hand for _, by_hand in turns)


def _cpu_s(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _ours(engine: Engine, events: Table, names: tuple[str, ...]) -> None:
    from journeys_mining.counting.action_stats import count_actions, describe_actions
    from journeys_mining.counting.counts import count_transitions
    from journeys_mining.counting.gram_table import GramTable

    acted = events.mutate(action_code=events.code)
    counted = count_actions(engine, acted, names)
    grams = GramTable(engine, events, _IDLE_S, 3, len(names))
    describe_actions(engine, events, names, counted, _FLOOR)
    count_transitions(grams, names, 3, _FLOOR)


def _by_hand(engine: Engine) -> None:
    for statement in (STEPS, *COUNTS, *GRAMS):
        engine.run(statement)
