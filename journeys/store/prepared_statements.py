"""Statements that are compiled once, on a connection of their own.

Each step of each journey is a transaction. SQLAlchemy's way to one costs many times what the
database takes for it; here it says the SQL and how values become the database's, once for each
statement, and the driver does the rest.
"""

from collections.abc import Callable, Mapping, Sequence
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
    parameters: tuple[str, ...]
    """Their names."""
    processors: tuple[tuple[int, Callable[[Any], Any]], ...]
    """What makes the database's value of ours, where it is another, by the parameter's place."""
    is_positional: bool
    """Whether the driver takes them in their order instead of by name."""

    def bound(self, values: Values) -> Any:
        """The parameters as the driver takes them; one that is not given is NULL."""
        bound: list[Any] = [*map(values.get, self.parameters)]
        for place, processed in self.processors:
            if bound[place] is not None:
                bound[place] = processed(bound[place])
        return bound if self.is_positional else dict(zip(self.parameters, bound, strict=True))


class PreparedWriter:
    """Writes in transactions of its own, on one connection that stays open."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection = engine.raw_connection()
        self._cursor = self._connection.cursor()
        self.dialect = engine.dialect.name
        self._known: dict[UpdateBase, _Compiled] = {}

    def write(self, *parts: tuple[UpdateBase, Sequence[Values]]) -> int:
        """Execute each statement for each of its rows, all in one transaction.

        What is written is durable on return, or not there at all. The same statement is to be the
        same object each time. Gives the count of rows that the last statement changed.
        """
        needed = [(statement, rows) for statement, rows in parts if rows]
        # SQLite makes a transaction of a single statement by itself.
        is_alone = self.dialect == "sqlite" and len(needed) == 1 and len(needed[0][1]) == 1
        try:
            if self.dialect == "sqlite" and not is_alone:
                self._cursor.execute("BEGIN IMMEDIATE")
            for statement, rows in needed:
                self._execute(statement, rows)
            count = self._cursor.rowcount
            if not is_alone:
                self._connection.commit()
        except BaseException:
            self._connection.rollback()
            raise
        return count

    def _execute(self, statement: UpdateBase, rows: Sequence[Values]) -> None:
        known = self._known.get(statement) or self._compile(statement)
        if len(rows) == 1:
            self._cursor.execute(known.sql, known.bound(rows[0]))
        else:
            self._cursor.executemany(known.sql, [known.bound(row) for row in rows])

    def close(self) -> None:
        self._connection.close()

    def _compile(self, statement: UpdateBase) -> _Compiled:
        dialect = self._engine.dialect
        compiled = statement.compile(dialect=dialect)
        assert isinstance(compiled, SQLCompiler)
        types = {name: parameter.type for name, parameter in compiled.binds.items()}
        parameters = tuple(compiled.positiontup or types)
        processors = (
            types[name].dialect_impl(dialect).bind_processor(dialect) for name in parameters
        )
        self._known[statement] = _Compiled(
            sql=compiled.string,
            parameters=parameters,
            processors=tuple((place, one) for place, one in enumerate(processors) if one),
            is_positional=compiled.positiontup is not None,
        )
        return self._known[statement]
