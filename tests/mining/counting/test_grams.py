"""N-grams are the same whichever way they are counted, and the same as counted by hand."""

import random
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable

import numpy as np
import pandas as pd
import pytest

from journeys_mining.counting.counts import count_transitions, read_grams
from journeys_mining.counting.gram_arrays import GramArrays
from journeys_mining.counting.gram_table import GramTable
from journeys_mining.counting.grams import Grams
from journeys_mining.counting.user_counts import count_users
from journeys_mining.engine import open_engine
from journeys_mining.model.navigation_model import END, START, Transition
from journeys_mining.options import MiningOptions

from ..naive import count_ngrams

_NAMES = ("", START, END, "view /", "view /a", "view /b", "view /c", "view /d")
_IDLE_S = 100.0
_FLOOR = 3
_ORDER = 5


def _events(seed: int, spread_us: int, *, with_sessions: bool) -> pd.DataFrame:
    """Events in no order, many of one moment, some below the floor, some in sessions with an id."""
    random_ = random.Random(seed)
    rows = []
    for row in random_.sample(range(2**41, 2**41 + 4000), 1500):
        user = random_.randrange(30)
        time_us = -5_000_000 + random_.randrange(50) * spread_us
        code = random_.choices((0, 3, 4, 5, 6, 7), (1, 9, 9, 3, 2, 1))[0]
        rows.append((row, user, time_us, code, random_.choice(("s1", "s2", None))))
    frame = pd.DataFrame(rows, columns=["row", "user_code", "time_us", "code", "session"])
    frame = frame.astype({"user_code": "int32", "session": "str"})
    return frame if with_sessions else frame.drop(columns="session")


def _by_hand(events: pd.DataFrame) -> list[tuple[str, list[int]]]:
    """The sessions: the user and the codes of each."""
    visits: defaultdict[tuple[str, str], list[tuple[int, int, int]]] = defaultdict(list)
    for one in events.to_dict("records"):
        session = one.get("session")
        visit = (str(one["user_code"]), session if isinstance(session, str) else "")
        visits[visit].append((one["time_us"], one["row"], one["code"]))
    sessions = []
    for (user, session), rows in visits.items():
        before = None
        for time_us, _, code in sorted(rows):
            if before is None or (not session and time_us - before > _IDLE_S * 1e6):
                sessions.append((user, list[int]()))
            sessions[-1][1].append(code)
            before = time_us
    return sessions


def _numbers(transitions: Iterable[Transition]) -> dict[object, tuple[int, int]]:
    return {(one.context, one.action): (one.count, one.users) for one in transitions}


@pytest.mark.parametrize("with_sessions", [False, True])
@pytest.mark.parametrize("spread_us", [7_000_000, 70_000_000, 2**55])
def test_arrays_and_tables_count_what_is_counted_by_hand(
    spread_us: int, with_sessions: bool
) -> None:
    events = _events(spread_us % 97, spread_us, with_sessions=with_sessions)
    sessions = _by_hand(events)
    named = [(user, [_NAMES[code] for code in codes]) for user, codes in sessions]
    expected = count_ngrams(named, _ORDER, _FLOOR)
    expected = {gram: n for gram, n in expected.items() if "" not in (*gram[0], gram[1])}
    with open_engine() as engine:
        table = engine.put("events", events)
        engine.forget_order()
        ways: list[Grams] = [
            GramArrays.of_events(engine, table, len(events), _IDLE_S, len(_NAMES)),
            GramTable(engine, table, _IDLE_S, _ORDER, len(_NAMES)),
        ]
        assert [one.session_count for one in ways] == [len(sessions)] * 2
        in_arrays, in_table = (count_transitions(one, _NAMES, _ORDER, _FLOOR) for one in ways)
    assert in_arrays == in_table
    assert _numbers(in_arrays) == expected
    assert any(one.think_s for one in in_arrays)


def test_what_is_too_wide_for_one_number_is_counted_nevertheless(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    events = _events(5, 7_000_000, with_sessions=False)
    with open_engine() as engine:
        table = engine.put("events", events)
        counted = []
        for bits in (63, 12):
            for module in ("event_order", "packed", "gram_arrays"):
                monkeypatch.setattr(f"journeys_mining.counting.{module}.BITS", bits)
            grams = GramArrays.of_events(engine, table, len(events), _IDLE_S, len(_NAMES))
            counted.append(count_transitions(grams, _NAMES, _ORDER, _FLOOR))
    assert counted[0] == counted[1]


@pytest.mark.parametrize("with_sessions", [False, True])
def test_what_does_not_fit_into_memory_is_counted_by_a_few_users_at_a_time(
    monkeypatch: pytest.MonkeyPatch, with_sessions: bool
) -> None:
    events = _events(1, 7_000_000, with_sessions=with_sessions)
    monkeypatch.setattr("journeys_mining.counting.user_ranges._USERS_OF_BUCKET", 4)
    monkeypatch.setattr("journeys_mining.counting.packed.PIECE", 100)
    with open_engine() as engine:
        table = engine.put("events", events)
        counted = []
        # All at once; in 5 ranges of users and 2 passes, with a table of cells; in many, without.
        for memory_bytes in (engine.memory_bytes, 100_000, 10_000):
            engine.memory_bytes = memory_bytes
            grams = read_grams(engine, table, len(events), len(_NAMES), MiningOptions())
            counted.append(count_transitions(grams, _NAMES, _ORDER, _FLOOR))
        written = [*engine.folder.glob("grams*/*")]
    assert counted[0] == counted[1] == counted[2]
    assert written


@pytest.mark.parametrize("with_sessions", [False, True])
@pytest.mark.parametrize("memory_bytes", [2**30, 100_000])
def test_any_number_of_threads_counts_the_same(
    monkeypatch: pytest.MonkeyPatch, memory_bytes: int, with_sessions: bool
) -> None:
    events = _events(2, 7_000_000, with_sessions=with_sessions)
    monkeypatch.setattr("journeys_mining.counting.packed.PIECE", 50)
    counted = []
    for threads in (1, 2, 3):
        with open_engine(threads=threads) as engine:
            table = engine.put("events", events)
            engine.memory_bytes = memory_bytes
            assert engine.threads == threads
            users = count_users(engine, table.select("user_code", number=table.code))
            grams = read_grams(engine, table, len(events), len(_NAMES), MiningOptions())
            transitions = count_transitions(grams, _NAMES, _ORDER, _FLOOR)
        by_code = np.column_stack((users.numbers, users.counts, users.users)).tolist()
        counted.append((grams.session_count, transitions, by_code))
    assert counted[0] == counted[1] == counted[2]
    assert counted[0][2] == [
        [code, len(rows), rows["user_code"].nunique()] for code, rows in events.groupby("code")
    ]


@pytest.mark.parametrize("memory_bytes", [2**30, 10_000])
def test_where_nothing_is_above_the_floor_nothing_is_counted(memory_bytes: int) -> None:
    events = _events(1, 7_000_000, with_sessions=False)
    with open_engine() as engine:
        table = engine.put("events", events)
        engine.memory_bytes = memory_bytes
        grams = read_grams(engine, table, len(events), len(_NAMES), MiningOptions())
        assert count_transitions(grams, _NAMES, _ORDER, floor=31) == ()


def test_what_counts_arrays_does_not_import_the_engine() -> None:
    """Counting a table that is coded already would take a fifth longer, to import it alone."""
    heavy = "'ibis', 'pandas', 'scipy', 'journeys_mining.engine'"
    code = (
        f"import journeys_mining.counting.gram_arrays, sys; print({{{heavy}}} & sys.modules.keys())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "set()"
