"""Every statement of a mining run compiles to the SQL of each warehouse, and the SQL parses."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import ibis  # type: ignore[import-untyped]
import pytest
import sqlglot

from journeys_mining.engine import Table, open_engine
from journeys_mining.mine import _mined
from journeys_mining.options import MiningOptions
from journeys_mining.warehouses.adapters import ADAPTERS
from journeys_mining.warehouses.engine import WarehouseEngine
from journeys_mining.warehouses.nested import with_nested
from journeys_mining.warehouses.reading import read_source
from journeys_mining.warehouses.source import Source

from .events import events_frame

# Ibis compiles for Spark only where pyspark is installed; Databricks' SQL is Spark's.
DIALECTS = sorted({one.dialect for one in ADAPTERS.values()} - {"pyspark"})
SOURCE = Source(url="postgres://host/shop", table="events")


class RecordingEngine(WarehouseEngine):
    """Runs on DuckDB by the warehouses' way, and remembers what it was asked."""

    asked: list[Any]

    def _create(self, name: str, expression: Table) -> Table:
        if not isinstance(expression.op(), ibis.expr.operations.InMemoryTable):
            self.asked.append(expression)
        return super()._create(name, expression)

    @contextmanager
    def _faults(self) -> Iterator[None]:
        yield

    def fetch(self, expression: Table) -> Any:
        self.asked.append(expression)
        return super().fetch(expression)

    def number(self, value: Any) -> int:
        self.asked.append(value)
        return super().number(value)


@pytest.fixture(scope="module")
def asked() -> list[Any]:
    """What a run on a small table asks for."""
    with open_engine() as local:
        frame = events_frame(users=40)
        # The columns that a plain table lacks.
        frame = frame.assign(
            session_id=frame["user_id"] + "-1",
            user_agent="Mozilla/5.0",
            method="GET",
            event_index=range(len(frame)),
        )
        table = local.put("events", frame)
        engine = RecordingEngine(local._connection, local, ADAPTERS["postgres"], SOURCE)
        engine.asked = []
        options = MiningOptions(floor=2, order=5)
        _mined(engine, read_source(engine, SOURCE, table, options), options, lambda _: None)
        return engine.asked


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_statement_compiles_and_parses(asked: list[Any], dialect: str) -> None:
    assert len(asked) > 40
    for expression in asked:
        statement = str(ibis.to_sql(expression, dialect=dialect))
        assert sqlglot.parse_one(statement, read=dialect) is not None


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_ga4_nests_is_taken_out_everywhere(dialect: str) -> None:
    slots = "string_value: string, int_value: int64, float_value: float64, double_value: float64"
    parameters = f"array<struct<key: string, value: struct<{slots}>>>"
    columns = {"user_pseudo_id": "string", "event_name": "string", "event_params": parameters}
    statement = str(ibis.to_sql(with_nested(ibis.table(columns, name="events_1")), dialect=dialect))
    assert sqlglot.parse_one(statement, read=dialect) is not None
    assert "ga_session_id" in statement


@pytest.mark.parametrize("adapter", ADAPTERS.values(), ids=ADAPTERS)
def test_each_engine_has_a_hash_of_its_own(adapter: Any) -> None:
    table = ibis.table({"user_id": "string"}, name="events")
    statement = str(ibis.to_sql(table.select(h=adapter.hashed(table.user_id)), adapter.dialect))
    assert "md5(" in statement.lower()
