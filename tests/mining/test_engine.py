"""The engine by itself."""

import pandas as pd

from journeys_mining.engine import open_engine


def test_what_does_not_fit_is_parted_so_that_equal_numbers_stand_together() -> None:
    with open_engine() as engine:
        table = engine.put("numbers", pd.DataFrame({"number": [*range(200)] * 3}))
        (whole,) = engine.parts(table, "number")
        assert whole is table
        engine.memory_bytes = 50_000
        parts = [engine.fetch(part)["number"] for part in engine.parts(table, "number")]
    assert len(parts) == 4
    assert sorted(pd.concat(parts)) == sorted([*range(200)] * 3)
    assert all((part.value_counts() == 3).all() for part in parts)
