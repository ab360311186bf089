"""The stages' view of a warehouse: expressions are kept there as tables, and counts are fetched."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import ibis  # type: ignore[import-untyped]
import pandas as pd

from journeys.errors import InputError
from journeys_mining.engine import Engine, Table, Value, open_engine
from journeys_mining.options import MiningOptions
from journeys_mining.sql_texts import sql_name, sql_text
from journeys_mining.warehouses.adapters import ADAPTERS, Adapter
from journeys_mining.warehouses.source import Source


class WarehouseEngine(Engine):
    """Somebody else's database; what we make there is gone at the end."""

    def __init__(self, connection: Any, local: Engine, adapter: Adapter, source: Source) -> None:
        super().__init__(connection, local.folder, local.memory_bytes)
        self._local = local
        self._adapter = adapter
        self._source = source
        self._prefix = f"journeys_{secrets.token_hex(4)}_"

    @property
    def local(self) -> Engine:
        """As in `Engine`: an engine of our own beside the warehouse."""
        return self._local

    def keep(self, name: str, expression: Table) -> Table:
        """As in `Engine`; a name that was kept before is a table more."""
        return self._create(name, expression)

    def named(self, expression: Table) -> Table:
        """As in `Engine`."""
        return expression

    def applied(self, what: str, make: Callable[[Table], Table], given: Table) -> Table:  # noqa: ARG002
        """As in `Engine`."""
        return make(given)

    def settled(self, expression: Table) -> Table:
        """As in `Engine`: PostgreSQL puts a subquery's expressions wherever they are used."""
        return self._create("settled", expression)

    def put(self, name: str, frame: pd.DataFrame) -> Table:
        """As in `Engine`."""
        return self._create(name, ibis.memtable(frame))

    def fetch(self, expression: Table) -> pd.DataFrame:
        """As in `Engine`."""
        with self._faults():
            frame: pd.DataFrame = self._connection.execute(expression)
        return frame

    @property
    def array_bytes(self) -> int:
        """As in `Engine`: rows stay where they are."""
        return 0

    @property
    def can_compare_documents(self) -> bool:
        """As in `Engine`."""
        return self._adapter.compares_documents

    def number(self, value: Value) -> int:
        """As in `Engine`."""
        with self._faults():
            return int(self._connection.execute(value))

    def numbers(self, row: Table) -> dict[str, int]:
        """As in `Engine`."""
        frame = self.fetch(row).fillna(0).astype("int64")
        return {str(name): int(frame[name].iloc[0]) for name in frame}

    def forget_order(self) -> None:
        """Tables of a warehouse have none."""

    def _drop(self, name: str) -> None:
        self._tables.discard(name)
        self._connection.drop_table(name)

    def _give_back(self) -> None:
        """A warehouse's memory is its own."""

    def fingerprint(self, text: Value) -> Value:
        """As in `Engine`."""
        return self._adapter.hashed(text)

    def key(self, text: Value) -> Value:
        """As in `Engine`."""
        return text

    def drop_all(self) -> None:
        """Leave nothing behind."""
        for name in sorted(self._tables):
            with suppress(Exception):
                self._drop(name)

    def _create(self, name: str, expression: Table) -> Table:
        name = self.new_name(self._prefix + name)
        self._tables.add(name)
        temporary = {"temp": True} if self._adapter.temporary else {}
        with self._faults():
            return self._connection.create_table(name, expression, **temporary)

    @contextmanager
    def _faults(self) -> Iterator[None]:
        # Each client has a tree of exceptions of its own; all of them are about the database.
        try:
            yield
        except (InputError, KeyboardInterrupt):
            raise
        except Exception as error:
            raise _refused(self._source, self._adapter.name, error) from None


@contextmanager
def open_source(source: Source, options: MiningOptions) -> Iterator[tuple[Engine, Table]]:
    """The engine of a source, and its rows.

    Raises
    ------
    InputError
        Its client is not installed, or it does not answer, or has no such table.
    """
    if source.scheme == "duckdb":
        with open_engine(options.memory, options.threads) as engine:
            yield engine, _attached(engine, source)
        return
    adapter = ADAPTERS[source.scheme]
    connection = _connect(adapter, source)
    with open_engine(options.memory, options.threads) as local:
        warehouse = WarehouseEngine(connection, local, adapter, source)
        try:
            yield warehouse, _rows(connection, adapter, source)
        finally:
            warehouse.drop_all()
            connection.disconnect()


def _connect(adapter: Adapter, source: Source) -> Any:
    try:
        return adapter.connect(source.url)
    except ImportError as error:
        lacking = error.name or "its client"
        raise InputError(
            f"reading from {adapter.name} needs a package that is not installed: {lacking}",
            where=source.name,
            remedy=f"install it with `pip install 'journeys[{adapter.extra}]'`",
        ) from None
    except Exception as error:
        raise _refused(source, adapter.name, error) from None


def _rows(connection: Any, adapter: Adapter, source: Source) -> Table:
    try:
        if source.table is None:
            return connection.sql(source.sql)
        database, _, name = source.table.rpartition(".")
        return connection.table(name, database=database or None)
    except Exception as error:
        raise _refused(source, adapter.name, error) from None


def _refused(source: Source, name: str, error: Exception) -> InputError:
    said = source.without_secrets(str(error)).strip().splitlines()
    return InputError(
        f"{name} refused: {said[0] if said else type(error).__name__}",
        where=source.name,
        remedy="check the URL, the table and your rights there; mining makes tables of its own",
    )


def _attached(engine: Engine, source: Source) -> Table:
    """The rows of a DuckDB file, which is opened for reading only."""
    path = source.url.removeprefix("duckdb://")
    if not Path(path).is_file():
        raise InputError("there is no such database", where=path, remedy="check the path")
    try:
        engine.run(f"ATTACH {sql_text(path)} AS source (READ_ONLY)")
        ((ours,),) = engine.run("SELECT current_catalog()")
        engine.run(f"SET search_path = '{ours}.main,source.main'")
        # Ibis 12 writes `x -> …`, which DuckDB 2 wants to be told of.
        engine.run("SET lambda_syntax = 'ENABLE_SINGLE_ARROW'")
        table = ".".join(map(sql_name, (source.table or "").split(".")))
        query = source.sql or f"SELECT * FROM source.{table}"  # noqa: S608
        described = engine.run(f"DESCRIBE {query}")
    except Exception as error:
        raise _refused(source, "DuckDB", error) from None
    types = {str(name): _type(str(kind)) for name, kind, *_ in described}
    # A column of nothing but NULL has a type that Ibis does not know; so have some extensions'.
    known = (
        sql_name(name) if kind else f"CAST({sql_name(name)} AS VARCHAR) AS {sql_name(name)}"
        for name, kind in types.items()
    )
    return engine.sql(
        f"SELECT {', '.join(known)} FROM ({query})",  # noqa: S608
        {name: kind or "string" for name, kind in types.items()},
    )


def _type(kind: str) -> str | None:
    """Ibis' name of DuckDB's type; None if it has none."""
    from ibis.backends.sql.datatypes import DuckDBType  # type: ignore[import-untyped]

    found = DuckDBType.from_string(kind)
    return None if found.is_unknown() else str(found)
