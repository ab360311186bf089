"""Bodies of requests and responses, named by what is in them: SHA-256.

The same body is a row once, however many exchanges of however many runs carried it.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from sqlalchemy.sql.dml import UpdateBase

from journeys.store import schema

_MOST_KNOWN: Final = 4096
_LONGEST_KNOWN: Final = 32_768
"""Bytes of a body whose digest is remembered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredBody:
    """A body that is read only when it is asked for."""

    digest: str | None
    """SHA-256 of the kept bytes; None for an empty body."""
    kept_bytes: int
    """Bytes that are kept: the whole body or its beginning."""
    read: Callable[[str], bytes | None] = field(repr=False, compare=False)
    """Gives what is kept under a digest."""

    def load(self) -> bytes | None:
        """The kept bytes; None if they are gone or are not what was written."""
        if self.digest is None:
            return b""
        body = self.read(self.digest)
        return body if body is not None and digest_of(body) == self.digest else None


class NewBodies:
    """Names bodies, and holds those that are not known to be kept until they are."""

    def __init__(self) -> None:
        self._kept: dict[str, None] = {}
        """Digests of what was kept lately."""
        self._waiting: dict[str, bytes] = {}

    def name(self, body: bytes) -> str | None:
        """The digest under which the body is to be kept; None for an empty one."""
        if not body:
            return None
        digest = digest_of(body)
        if digest not in self._kept:
            self._waiting[digest] = body
        return digest

    def rows(self) -> list[dict[str, object]]:
        """The rows that are missing, in an order in which two writers cannot hold each other up."""
        return [{"digest": digest, "content": one} for digest, one in sorted(self._waiting.items())]

    def note_kept(self) -> None:
        """The rows that were missing are kept from now on."""
        if not self._waiting:
            return
        self._kept.update(dict.fromkeys(self._waiting))
        self._waiting.clear()
        while len(self._kept) > _MOST_KNOWN:
            del self._kept[next(iter(self._kept))]


def digest_of(body: bytes) -> str:
    return _known_digest(body) if len(body) <= _LONGEST_KNOWN else _digest(body)


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


# A page that comes again is masked to the same bytes.
_known_digest = lru_cache(256)(_digest)


@lru_cache
def insertion(dialect: str) -> UpdateBase:
    """The statement that keeps a body, unless it is kept already."""
    # Each dialect has its own word for the same SQL, and no command needs both.
    if dialect == "postgresql":
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(schema.bodies).on_conflict_do_nothing()
    from sqlalchemy.dialects import sqlite

    return sqlite.insert(schema.bodies).on_conflict_do_nothing()
