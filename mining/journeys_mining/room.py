"""How much memory tables may take, and what is said where it, the disk or patience ends."""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from journeys.errors import InputError

_LEAST_OF_TABLES = 32 * 2**20
_INTERRUPTED = "Query interrupted"


def memory_limit(limit_bytes: int) -> str:
    """The statement that sets it."""
    # With less not even an empty table can be read.
    return f"SET memory_limit = '{max(limit_bytes, _LEAST_OF_TABLES) // 2**20}MiB'"


@contextmanager
def room_faults() -> Iterator[None]:
    """Says of what fails for want of room what can be done."""
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise InputError(
            f"the memory allowed is too little for this export: {str(error).splitlines()[0]}",
            remedy="allow more with `--memory`, or use fewer `--threads`",
        ) from error
    except (duckdb.IOException, duckdb.TransactionException) as error:
        if "Could not write" not in str(error):
            raise
        raise InputError(
            f"the tables of this export cannot be written: {str(error).splitlines()[0]}",
            remedy="make room there, or name another folder with TMPDIR in the environment",
        ) from error


@contextmanager
def interruptions() -> Iterator[None]:
    """Raises Ctrl-C as Python does, also where it comes while DuckDB (2.0) works."""
    try:
        yield
    except RuntimeError as error:
        if str(error) != _INTERRUPTED:
            raise
        raise KeyboardInterrupt from error
