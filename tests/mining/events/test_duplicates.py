"""Rows that are no step: duplicates are the same however little memory there is to find them in."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from journeys_mining.engine import open_engine
from journeys_mining.events.left_out import _repeated

from ..exports import mine_one

_DIGESTS = [7, 2**64 - 1, *range(100, 300), 7, *range(250, 260), 7]


@pytest.mark.parametrize("memory_bytes", [10**9, 50_000, 1_000])
def test_duplicates_are_found_in_one_part_and_in_several(memory_bytes: int) -> None:
    rows = pd.DataFrame({"row": range(1, len(_DIGESTS) + 1), "digest": _DIGESTS, "time_us": 0})
    with open_engine() as engine:
        table = engine.put("rows", rows.astype({"digest": np.uint64}))
        engine.memory_bytes = memory_bytes
        found = _repeated(engine, table, len(rows))
        assert found is not None
        first = dict(engine.fetch(found).itertuples(index=False, name=None))
        single = _repeated(engine, table.filter(table.row < 200), 199)
    assert first == {7: 1} | {one: one - 97 for one in range(250, 260)}
    assert single is None


def test_of_two_deliveries_the_earlier_time_counts_wherever_it_stands() -> None:
    rows = pd.DataFrame({"row": [1, 2, 3], "digest": [7, 7, 7], "time_us": [50, 30, 30]})
    with open_engine() as engine:
        table = engine.put("rows", rows.astype({"digest": np.uint64}))
        found = _repeated(engine, table, len(rows))
        assert found is not None
        assert dict(engine.fetch(found).itertuples(index=False, name=None)) == {7: 2}


def test_lines_that_the_engine_hashes_alike_are_no_duplicates(tmp_path: Path) -> None:
    """DuckDB's `hash` is the same for both of the first user's lines."""
    path = tmp_path / "events.jsonl"
    path.write_text(
        "".join(
            f'{{"time":"2026-11-01T10:00:00Z","user":"u{user}1111","url":"/orders/{url}"}}\n'
            for user in range(1, 7)
            for url in ("11/lines/10", "18/lines/40")
        )
    )
    report = mine_one(path).report
    assert (report.events, report.left_out) == (12, ())
