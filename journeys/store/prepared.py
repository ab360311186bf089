"""Statements that are compiled once, on a connection of their own.

Each step of each journey is a transaction. SQLAlchemy's way to one costs many times what the
database takes for it; here it says the SQL and how values become the database's, once for each
statement, and the driver does the rest.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import UpdateBase

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Compiled:
    """A statement in the words of one database."""

    sql: str
    parameters: tuple[tuple[str, Callable[[Any], Any] | None], ...]
    """Their names, and what makes the database's value of ours, where it is another."""
    is_positional: bool
    """Whether the driver takes them in their order instead of by name."""

    def bound(self, values: Values) -> Any:
        """The parameters as the driver takes them; one that is not given is NULL."""
        bound = [
            processed(values.get(name)) if processed else values.get(name)
            for name, processed in self.parameters
        ]
        if self.is_positional:
            return bound
        return {name: value for (name, _), value in zip(self.parameters, bound, strict=True)}


class PreparedWriter:
    """Writes in transactions of its own, on one connection that stays open."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection = engine.raw_connection()
        self._cursor = self._connection.cursor()
        self._is_sqlite = engine.dialect.name == "sqlite"
        self._known: dict[UpdateBase, _Compiled] = {}

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """What is executed in the block is durable when it ends, or not there at all."""
        if self._is_sqlite:
            self._cursor.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.commit()
        except BaseException:
            self._connection.rollback()
            raise

    def execute(self, statement: UpdateBase, rows: Sequence[Values]) -> int:
        """Execute a statement for each of the rows, and say how many rows it changed.

        The same statement is to be the same object each time.
        """
        known = self._known.get(statement) or self._compile(statement)
        if len(rows) == 1:
            self._cursor.execute(known.sql, known.bound(rows[0]))
        elif rows:
            self._cursor.executemany(known.sql, [known.bound(row) for row in rows])
        return self._cursor.rowcount

    def close(self) -> None:
        self._connection.close()

    def _compile(self, statement: UpdateBase) -> _Compiled:
        dialect = self._engine.dialect
        compiled = statement.compile(dialect=dialect)
        assert isinstance(compiled, SQLCompiler)
        types = {name: parameter.type for name, parameter in compiled.binds.items()}
        self._known[statement] = _Compiled(
            sql=compiled.string,
            parameters=tuple(
                (name, types[name].dialect_impl(dialect).bind_processor(dialect))
                for name in compiled.positiontup or types
            ),
            is_positional=compiled.positiontup is not None,
        )
        return self._known[statement]
