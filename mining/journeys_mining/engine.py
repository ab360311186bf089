"""The data engine of a mining run: Ibis on an in-memory DuckDB that spills to a folder of its own.

Stages see three things only: an expression is kept as a table, a small table is put, a result is
fetched. Readers may also use DuckDB's SQL to open a file.
"""

import itertools
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import ibis  # type: ignore[import-untyped]
import pandas as pd

Table: TypeAlias = Any
"""An Ibis table expression; Ibis has no types of its own."""
Value: TypeAlias = Any
"""An Ibis column or scalar expression."""

_MEMORY_SHARE = 0.6


class Engine:
    """One database, empty at first and gone at the end of the run."""

    def __init__(self, connection: Any, folder: Path) -> None:
        self._connection = connection
        self.folder = folder
        """For files that readers have to write; removed with the database."""
        self._names = itertools.count(1)

    def new_name(self, prefix: str) -> str:
        """A name that no table has."""
        return f"{prefix}_{next(self._names)}"

    def keep(self, name: str, expression: Table) -> Table:
        """Compute the expression now and give the table that holds the result."""
        return self._connection.create_table(name, expression, overwrite=True)

    def put(self, name: str, frame: pd.DataFrame) -> Table:
        """A small table made in Python, such as a dictionary."""
        return self._connection.create_table(name, frame, overwrite=True)

    def drop(self, table: Table) -> None:
        """Forget a table that no later stage needs."""
        self._connection.drop_table(table.op().name)

    def fetch(self, expression: Table) -> pd.DataFrame:
        """The rows of an expression; for results that are small."""
        frame: pd.DataFrame = self._connection.execute(expression)
        return frame

    def number(self, value: Value) -> int:
        """A single whole number, such as a count."""
        return int(self._connection.execute(value))

    def sql(self, query: str, columns: Mapping[str, str]) -> Table:
        """A table expression over DuckDB's own SQL, with its columns' types; for readers only."""
        # Asked for the types itself, Ibis 12 calls what DuckDB 2 no longer has.
        return self._connection.sql(query, schema=ibis.schema(dict(columns)))

    def run(self, statement: str) -> list[tuple[Any, ...]]:
        """Run a statement of DuckDB; for readers only."""
        rows: list[tuple[Any, ...]] = self._connection.con.execute(statement).fetchall()
        return rows


@contextmanager
def open_engine() -> Iterator[Engine]:
    """A fresh engine, removed with everything it wrote."""
    with tempfile.TemporaryDirectory(prefix="journeys-mining-") as folder:
        connection = ibis.duckdb.connect(
            temp_directory=folder,
            memory_limit=f"{int(_memory_bytes() * _MEMORY_SHARE / 2**20)}MiB",
        )
        try:
            # Text without a zone is UTC.
            connection.raw_sql("SET TimeZone = 'UTC'")
            yield Engine(connection, Path(folder))
        finally:
            connection.disconnect()


def sql_text(text: str) -> str:
    """A text literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


def sql_name(name: str) -> str:
    """A quoted name of SQL."""
    return '"' + name.replace('"', '""') + '"'


def _memory_bytes() -> int:
    physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    # A container's limit is not visible in the machine's figures.
    limit = Path("/sys/fs/cgroup/memory.max")
    if limit.exists() and (text := limit.read_text(encoding="ascii").strip()).isdigit():
        return min(physical, int(text))
    return physical
