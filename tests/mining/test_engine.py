"""The engine: expressions under a name, and results as Ibis itself would give them."""

import duckdb
import ibis  # type: ignore[import-untyped]
import pandas as pd
import pytest

from journeys_mining.counting.user_ranges import BYTES_OF_EVENT, read_by_users
from journeys_mining.engine import Engine, Table, open_engine


def _doubled(numbers: Table) -> Table:
    return numbers.mutate(twice=numbers.number * 2)


def test_what_is_named_or_applied_is_worked_out_where_it_is_read() -> None:
    with open_engine() as engine:
        low = engine.put("low", pd.DataFrame({"number": [1, 2]}))
        high = engine.put("high", pd.DataFrame({"number": [30, 40]}))
        other = engine.put("other", pd.DataFrame({"number": [5]}))
        first, second = (engine.applied("doubled", _doubled, one) for one in (low, high))
        above = engine.named(second.filter(second.number > 30))
        engine.drop_others(first, above)
        assert engine.fetch(first.order_by("number"))["twice"].tolist() == [2, 4]
        assert engine.fetch(above)["twice"].tolist() == [80]
        assert engine.numbers(high.aggregate(sum=high.number.sum(), none=ibis.null("int64"))) == {
            "sum": 70,
            "none": 0,
        }
        with pytest.raises(duckdb.CatalogException):
            engine.fetch(other)


def _limit_mib(engine: Engine) -> float:
    ((said,),) = engine.run("SELECT current_setting('memory_limit')")
    number, unit = said.split()
    return float(number) * {"MiB": 1, "GiB": 1024}[unit]


def test_what_arrays_take_tables_may_not() -> None:
    with open_engine("400MiB") as engine:
        users = engine.put("users", pd.DataFrame({"user_code": [1, 2]}))
        assert _limit_mib(engine) == pytest.approx(400)
        for count, left in ((2**20, 400 - BYTES_OF_EVENT), (2**40, 300)):
            for columns in read_by_users(engine, users, count):
                assert sorted(columns["user_code"].tolist()) == [1, 2]
                assert _limit_mib(engine) == pytest.approx(left)
            assert _limit_mib(engine) == pytest.approx(400)


def test_results_are_those_that_ibis_gives() -> None:
    query = (
        "SELECT * FROM (VALUES (1, 2, 'a', true, 1.5, [1]), (NULL, 3, NULL, NULL, NULL, NULL))"
        " AS t(number, whole, text, truth, share, list)"
    )
    kinds = ("int64", "int32", "string", "bool", "float64", "array<int64>")
    with open_engine() as engine:
        names = ("number", "whole", "text", "truth", "share", "list")
        rows = engine.keep("rows", engine.sql(query, dict(zip(names, kinds, strict=True))))
        for expression in (rows, rows.filter(rows.whole == 2), rows.filter(rows.whole > 9)):
            theirs = engine._connection.execute(expression)
            pd.testing.assert_frame_equal(engine.fetch(expression), theirs)


def test_what_the_engine_says_of_ctrl_c_is_an_interruption_and_nothing_else_is() -> None:
    # DuckDB's own words, as it says them where a signal comes while a query runs.
    for said, raised in (("Query interrupted", KeyboardInterrupt), ("broken", RuntimeError)):
        with pytest.raises(raised), open_engine() as engine:
            raise RuntimeError(said)
        assert not engine.folder.exists()
