"""The data engine of a mining run: Ibis on DuckDB, in memory, or in a file if memory is limited.

Stages see three things only: an expression is kept as a table, a small table is put, a result is
fetched. Readers may also use DuckDB's SQL to open a file.
"""

import itertools
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import duckdb
import ibis  # type: ignore[import-untyped]
import numpy.typing as npt
from ibis.expr.operations import DatabaseTable  # type: ignore[import-untyped]

from journeys_mining.arrow_arrays import as_array, as_arrays, as_frame
from journeys_mining.ibis_duckdb import import_for_duckdb
from journeys_mining.memory import hand_back_freed, memory_limit_bytes
from journeys_mining.room import interruptions, memory_limit, room_faults
from journeys_mining.sql_texts import sql_name, sql_type

if TYPE_CHECKING:
    import pandas as pd

Table: TypeAlias = Any
"""An Ibis table expression; Ibis has no types of its own."""
Value: TypeAlias = Any
"""An Ibis column or scalar expression."""
Columns: TypeAlias = dict[str, npt.NDArray[Any]]
"""Columns of a table as arrays, by their names."""


HASH_SHIFT: Final = 3
"""DuckDB's hash takes texts by eight bytes, and what differs in the last of these reaches its last
bits alone: of `/orders/7/lines/9` and the like up to a fifth have the hash of another. Hashed with
what is left without so many characters, they have their own."""
_SHARE_OF_ARRAYS = 0.25
"""Of the memory allowed, that arrays may take beside the tables, 0–1."""
_MOST_THREADS = 8
"""On arrays: more would wait for the interpreter."""


class Engine:
    """One database, empty at first and gone at the end of the run."""

    def __init__(self, connection: Any, folder: Path, memory_bytes: int) -> None:
        self._connection = connection
        self.folder = folder
        """For files that readers have to write; removed with the database."""
        self.memory_bytes = memory_bytes
        """What tables may take before they are spilled."""
        self._names = itertools.count(1)
        self._tables: set[str] = set()
        self._views: dict[str, set[str]] = {}
        """The tables that each rests on."""
        self._applied: dict[tuple[str, Any], tuple[str, Any, str]] = {}
        """What was compiled: the view it was compiled for, its schema, the query."""

    @property
    def local(self) -> "Engine":
        """The engine for data that are made here: this one, unless it is somebody else's."""
        return self

    def new_name(self, prefix: str) -> str:
        """A name that no table has."""
        return f"{prefix}_{next(self._names)}"

    def keep(self, name: str, expression: Table) -> Table:
        """Compute the expression now and give the table that holds the result.

        Ibis' own way makes another table first, renames it and asks for its columns: seven
        statements in the place of one, which a small export waits for.
        """
        schema = expression.schema()
        # DuckDB's sums and counts are wider than Ibis says.
        columns = ", ".join(
            f"CAST({sql_name(column)} AS {sql_type(kind)}) AS {sql_name(column)}"
            for column, kind in schema.items()
        )
        query = self._connection.compile(expression)
        with room_faults():
            self.run(f"CREATE OR REPLACE TABLE {sql_name(name)} AS SELECT {columns} FROM ({query})")  # noqa: S608
        self._tables.add(name)
        return self._as_table(name, schema)

    def named(self, expression: Table) -> Table:
        """The expression under a name, worked out wherever it is read.

        What rests on it is compiled without it, which takes longer than to mine a small export. An
        engine of somebody else's is given the expression itself.
        """
        return self._view(self._connection.compile(expression), expression, expression.schema())

    def applied(self, what: str, make: Callable[[Table], Table], given: Table) -> Table:
        """What is made of a table, `named`; compiled once for all tables of the same columns.

        `what` tells those who make something else apart.
        """
        source = self.named(given)
        key = (what, given.schema())
        if key not in self._applied:
            made = make(source)
            query = self._connection.compile(made)
            self._applied[key] = (source.op().name, made.schema(), query)
        compiled_for, schema, query = self._applied[key]
        query = query.replace(sql_name(compiled_for), sql_name(source.op().name))
        return self._view(query, source, schema)

    def _view(self, query: str, below: Table, schema: Any) -> Table:
        name = self.new_name("named")
        self.run(f"CREATE VIEW {sql_name(name)} AS {query}")
        self._views[name] = self._tables_of(below)
        return self._as_table(name, schema)

    def settled(self, expression: Table) -> Table:
        """An expression whose columns are used several times, for engines that would compute them
        each time anew: those keep it, ours need not."""
        return expression

    def put(self, name: str, frame: "pd.DataFrame") -> Table:
        """A small table made in Python, such as a dictionary."""
        self._tables.add(name)
        given = ibis.memtable(frame).op()
        with room_faults():
            self._connection.con.register(given.name, given.data.to_pyarrow(given.schema))
            self.run(f"CREATE OR REPLACE TABLE {sql_name(name)} AS FROM {sql_name(given.name)}")
        self._connection.con.unregister(given.name)
        return self._as_table(name, given.schema)

    def drop(self, table: Table) -> None:
        """Forget what an expression rests on and no later stage needs."""
        for name in sorted(self._tables_of(table) & self._tables):
            self._drop(name)
        self._give_back()

    def drop_others(self, *needed: Table) -> None:
        """Forget every table but those that these rest on: what was read is the largest of all."""
        kept = {name for table in needed for name in self._tables_of(table)}
        for name in sorted(self._tables - kept):
            self._drop(name)
        self._give_back()

    def _tables_of(self, expression: Table) -> set[str]:
        found = {one.name for one in expression.op().find(DatabaseTable)}
        return found.union(*(self._views.get(name, ()) for name in found))

    def _as_table(self, name: str, schema: Any) -> Table:
        return DatabaseTable(name, schema=schema, source=self._connection).to_expr()

    def _give_back(self) -> None:
        """Hand freed memory to the system now, for the stages to come: DuckDB keeps it for seconds,
        unless its limit is set."""
        self._limit_tables(self.memory_bytes)
        hand_back_freed()

    def _limit_tables(self, limit_bytes: int) -> None:
        self._connection.raw_sql(memory_limit(limit_bytes))

    def _drop(self, name: str) -> None:
        self._tables.discard(name)
        self.run(f"DROP TABLE {sql_name(name)}")

    def forget_order(self) -> None:
        """From now on rows need not stay in their order: they have numbers, and it saves memory."""
        self._connection.raw_sql("SET preserve_insertion_order = false")

    def fetch(self, expression: Table) -> "pd.DataFrame":
        """The rows of an expression; for results that are small."""
        with room_faults():
            arrow = self._relation(expression).to_arrow_table()
        return as_frame(arrow, expression.schema())

    @property
    def threads(self) -> int:
        """How many threads may work on arrays at once: as many as on tables."""
        ((count,),) = self.run("SELECT current_setting('threads')")
        return min(int(count), _MOST_THREADS)

    @property
    def array_bytes(self) -> int:
        """What arrays made of a table may take; none are made of somebody else's."""
        return int(_SHARE_OF_ARRAYS * self.memory_bytes)

    @contextmanager
    def room_for_arrays(self, size_bytes: int) -> Iterator[None]:
        """While arrays of so many bytes are made of a table, or as many as they may be: what they
        take, tables may not, which else hold all that is allowed in memory, read or not."""
        with room_faults():
            self._limit_tables(self.memory_bytes - min(size_bytes, self.array_bytes))
        try:
            yield
        finally:
            # Threads that worked on arrays keep what these took.
            hand_back_freed()
            self._limit_tables(self.memory_bytes)

    def can_hold(self, size_bytes: int) -> bool:
        """Whether arrays of so many bytes may be made of a table."""
        return size_bytes <= self.array_bytes

    @property
    def can_compare_documents(self) -> bool:
        """Whether a cast to text gives all of a JSON value, a list or an object."""
        return True

    def columns(self, expression: Table) -> Columns:
        """The rows of an expression without NULL and without flags as arrays, in no order; see
        `array_bytes`."""
        with room_faults():
            batches = self._relation(expression).to_arrow_table().to_batches()
        return as_arrays(batches, dict(expression.schema().to_numpy()), self.threads)

    def batches(self, expression: Table) -> Iterator[Columns]:
        """As `columns`, some rows at a time."""
        with room_faults():
            for batch in self._relation(expression).to_arrow_reader():
                yield {name: as_array(batch.column(name)) for name in expression.columns}

    def number(self, value: Value) -> int:
        """A single whole number, such as a count."""
        with room_faults():
            ((number,),) = self._relation(value).fetchall()
            return int(number)

    def numbers(self, row: Table) -> dict[str, int]:
        """The whole numbers of a table of one row, by their names; 0 for NULL."""
        with room_faults():
            ((*found,),) = self._relation(row).fetchall()
        return {name: int(one or 0) for name, one in zip(row.columns, found, strict=True)}

    def _relation(self, expression: Table) -> duckdb.DuckDBPyRelation:
        """Without Ibis, which would make a table of pandas of the result."""
        connection: duckdb.DuckDBPyConnection = self._connection.con
        return connection.sql(self._connection.compile(expression))

    def fingerprint(self, text: Value) -> Value:
        """The MD5 of a text in hexadecimal digits, the same on every engine; with a secret before
        it, a pseudonym."""
        return text.hexdigest("md5")

    def key(self, text: Value) -> Value:
        """What stands for a text among few, such as the sessions of a user.

        A number of 64 bits; an engine of somebody else takes the text itself.
        """
        return _hash(text, text.substr(HASH_SHIFT))

    def sql(self, query: str, columns: Mapping[str, str]) -> Table:
        """A table expression over DuckDB's own SQL, with its columns' types; for readers only."""
        # Asked for the types itself, Ibis 12 calls what DuckDB 2 no longer has.
        return self._connection.sql(query, schema=ibis.schema(dict(columns)))

    def run(self, statement: str) -> list[tuple[Any, ...]]:
        """Run a statement of DuckDB; for readers only."""
        rows: list[tuple[Any, ...]] = self._connection.con.execute(statement).fetchall()
        return rows


@ibis.udf.scalar.builtin(  # type: ignore[untyped-decorator]
    name="hash", signature=(("string", "string"), "uint64")
)
def _hash(text: str, rest: str) -> int:  # type: ignore[empty-body]
    """DuckDB's own function; Ibis' way to it costs more than it saves."""


@contextmanager
def open_engine(memory: str | None = None, threads: int | None = None) -> Iterator[Engine]:
    """A fresh engine, removed with everything it wrote.

    Parameters
    ----------
    memory
        The most that its tables may take, such as `1GB`: they are in a file then, in a temporary
        folder, and read from it again for less than what was spilled from memory costs. None takes
        a share of the machine's.
    threads
        None takes one for each core.
    """
    import_for_duckdb()
    # Expressions that are fused compute again what they use twice.
    ibis.options.sql.fuse_selects = False
    limit = memory_limit_bytes(memory)
    with interruptions(), tempfile.TemporaryDirectory(prefix="journeys-mining-") as folder:
        settings = {} if threads is None else {"threads": threads}
        place = ":memory:" if memory is None else Path(folder, "tables.duckdb")
        connection = ibis.duckdb.connect(place, temp_directory=folder, **settings)
        try:
            connection.raw_sql(memory_limit(limit))
            # A file as large as the tables is written, and read, in less time than a smaller one.
            connection.raw_sql("PRAGMA force_compression = 'uncompressed'")
            # Text without a zone is UTC.
            connection.raw_sql("SET TimeZone = 'UTC'")
            # It would be drawn among what a command says, also where that goes to a file.
            connection.raw_sql("SET enable_progress_bar = false")
            yield Engine(connection, Path(folder), limit)
        finally:
            connection.disconnect()
