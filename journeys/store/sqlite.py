"""All that is particular to SQLite; other databases need none of it."""

import sqlite3
import time
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, event

BUSY_TIMEOUT_MS: Final = 15_000
"""How long a writer waits for another one."""

READ_ONLY: Final = "journeys_read_only"
"""Execution option of connections that only read: they do not wait for writers."""


def url_of(path: Path) -> URL:
    """The URL of a database file."""
    return URL.create("sqlite", database=str(path))


def configure(engine: Engine) -> None:
    """Let readers read while a run is written, several runs be written, and keys be checked."""
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)


def _set_pragmas(connection: Any, _record: object) -> None:
    # Python's driver would begin transactions late, and a reader that turns into a writer fails
    # at once instead of waiting; `_begin` says from the start which of the two it is.
    connection.isolation_level = None
    # NORMAL: a killed process loses nothing, a power cut at most the last moments of a run.
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    _use_wal(connection)
    for pragma in ("synchronous = NORMAL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _use_wal(connection: Any) -> None:
    # Where two processes make the same file, SQLite fails this at once: it heeds no busy_timeout.
    deadline = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _begin(connection: Connection) -> None:
    reads = connection.get_execution_options().get(READ_ONLY, False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
