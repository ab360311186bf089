"""Opening a results database, and what can be wrong with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Generic, Self, TypeVar

from sqlalchemy import URL, Connection, create_engine, func, insert, inspect, make_url, select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    NoSuchModuleError,
)

from journeys.errors import InputError, NotKeptError
from journeys.store import reading, schema, sqlite
from journeys.store.column_types import json_text
from journeys.store.prepared_statements import PreparedWriter

Given = TypeVar("Given")

_TABLES_LOCK = 0x6A6F7572
"""Names the lock on a server: any number that nobody else takes."""
_PLAIN_POSTGRES = frozenset({"postgresql", "postgres"})


@dataclass(slots=True, kw_only=True)
class Database:
    """An open results database of this version."""

    engine: Engine
    where: str
    """As a person would name it, without a password."""
    _prepared: PreparedWriter | None = None
    _is_open: bool = True

    @classmethod
    def open(cls, location: Path | str, *, create: bool) -> Self:
        url = _parse(location)
        path = Path(url.database or "") if url.get_backend_name() == "sqlite" else None
        where = str(path or url.render_as_string(hide_password=True))
        if path is not None:
            _prepare_file(path, where=where, create=create)
        try:
            engine = create_engine(url, json_serializer=json_text)
        except ImportError as error:
            raise InputError(
                f"the driver of this database is not installed ({error})",
                where=where,
                remedy="for PostgreSQL: pip install 'journeys[postgres]'",
            ) from error
        if path is not None:
            sqlite.configure(engine)
        database = cls(engine=engine, where=where)
        try:
            database._check_version(create=create)
        except BaseException:
            engine.dispose()
            raise
        return database

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is durable when the block ends."""
        with self._faults_named(), self.engine.begin() as connection:
            yield connection

    def stepping(self) -> "_FaultsNamed[PreparedWriter]":
        """Prepared statements, for what is written again and again; each call is a transaction."""
        if self._prepared is None:
            with self._faults_named():
                self._prepared = PreparedWriter(self.engine)
        return _FaultsNamed(self, self._prepared)

    def close(self) -> None:
        """Let go of the connections."""
        if self._prepared is not None:
            self._prepared.close()
            self._prepared = None
        self.engine.dispose()
        self._is_open = False

    def body(self, digest: str) -> bytes | None:
        """The body that is kept under a digest, also after the database was closed."""
        try:
            with self.reading() as connection:
                return reading.body(connection, digest)
        finally:
            if not self._is_open:
                self.engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A consistent view that waits for no writer."""
        with self._faults_named(), self.engine.connect() as connection:
            if not self._is_sqlite:
                # PostgreSQL would otherwise show each statement a state of its own.
                connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection.execution_options(**{sqlite.READ_ONLY: True})

    @property
    def _is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    def _check_version(self, *, create: bool) -> None:
        with self.writing() if create else self.reading() as connection:
            if create and self.engine.dialect.name == "postgresql":
                # Of two runs that begin at once, one makes the tables.
                connection.execute(select(func.pg_advisory_xact_lock(_TABLES_LOCK)))
            tables = set(inspect(connection).get_table_names())
            if schema.schema_versions.name not in tables:
                if tables or not create:
                    raise _not_results(self.where)
                schema.metadata.create_all(connection)
                connection.execute(insert(schema.schema_versions).values(version=schema.VERSION))
                return
            version = connection.scalar(select(schema.schema_versions.c.version))
        if version != schema.VERSION:
            raise InputError(
                f"the results are of version {version}; this journeys reads {schema.VERSION}",
                where=self.where,
                remedy="use the journeys that wrote them, or keep new results in another place",
            )

    def _faults_named(self) -> "_FaultsNamed[None]":
        return _FaultsNamed(self, None)


class _FaultsNamed(Generic[Given]):
    """Gives something to work with, and says in our words what is wrong with the database.

    A class, since each step enters it: generators take longer.
    """

    __slots__ = ("_database", "_given")

    def __init__(self, database: Database, given: Given) -> None:
        self._database = database
        self._given = given

    def __enter__(self) -> Given:
        return self._given

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            return
        where, driver = self._database.where, self._database.engine.dialect.loaded_dbapi
        said = error.orig if isinstance(error, DatabaseError) else error
        # Subclasses other than OperationalError mean that our SQL is wrong: a bug.
        is_fault = type(said) is driver.DatabaseError
        if not is_fault and not isinstance(said, driver.OperationalError):
            return
        if "not a database" in str(said):
            raise _not_results(where) from error
        raise NotKeptError(
            f"the results database does not work ({said})",
            where=where,
            remedy="see that it can be reached and written, and that its disk is not full",
        ) from error


def _parse(location: Path | str) -> URL:
    if isinstance(location, Path) or "://" not in location:
        return sqlite.url_of(Path(location))
    try:
        url = make_url(location)
        if url.drivername in _PLAIN_POSTGRES:
            # SQLAlchemy's default is the driver of an older generation.
            url = url.set(drivername="postgresql+psycopg")
        url.get_dialect()
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        raise InputError(
            f"this is neither a file nor the URL of a known database ({error})",
            where="results",
            remedy="write a path, or a URL such as postgresql://user@host/name",
        ) from error
    return url


def _prepare_file(path: Path, *, where: str, create: bool) -> None:
    if path in (Path(), Path(":memory:")) or path.is_dir():
        raise InputError(
            "results need a file, which would be kept after the run",
            where=where,
            remedy="name a file, such as journeys-results/results.sqlite",
        )
    if create:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(
                f"the folder cannot be made ({error.strerror})", where=str(path.parent)
            ) from error
    elif not path.exists():
        raise InputError(
            "there are no results here",
            where=where,
            remedy="make some with `journeys replay`, or name the file that holds them",
        )


def _not_results(where: str) -> InputError:
    return InputError(
        "this is not a results database of journeys",
        where=where,
        remedy="name the file that `journeys replay` wrote, or one that does not exist yet",
    )
