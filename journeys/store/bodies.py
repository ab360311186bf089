"""Bodies of requests and responses: files beside the database, named by what is in them.

The file of a body is `ab/abcdef…`, its SHA-256. The same body is written once, however many
exchanges carried it.
"""

import hashlib
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_MOST_KNOWN: Final = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredBody:
    """A body that is read from its file only when it is asked for."""

    digest: str | None
    """SHA-256 of the kept bytes; None for an empty body."""
    kept_bytes: int
    """Size of the file: the whole body or its beginning."""
    folder: Path

    def load(self) -> bytes | None:
        """The kept bytes; None if the file is gone or is not what was written."""
        if self.digest is None:
            return b""
        try:
            body = body_path(self.folder, self.digest).read_bytes()
        except OSError:
            return None
        return body if hashlib.sha256(body).hexdigest() == self.digest else None


class BodyFolder:
    """Keeps bodies in a folder, each once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: dict[str, None] = {}
        """Digests of what was kept lately: it is not looked for on the disk again."""
        self._made: set[Path] = set()
        self._own = secrets.token_hex(4)
        """Part of the names of unfinished files: others may write the same body now."""

    def keep(self, body: bytes) -> str | None:
        """Write a body, unless it is there, and name it; None for an empty one.

        The file appears whole or not at all, whenever the process ends and whoever else writes it.
        """
        if not body:
            return None
        digest = hashlib.sha256(body).hexdigest()
        if digest not in self._kept:
            path = body_path(self._folder, digest)
            if not path.exists():
                self._write(path, body)
            self._kept[digest] = None
            if len(self._kept) > _MOST_KNOWN:
                del self._kept[next(iter(self._kept))]
        return digest

    def _write(self, path: Path, body: bytes) -> None:
        folder = path.parent
        if folder not in self._made:
            folder.mkdir(parents=True, exist_ok=True)
            self._made.add(folder)
        partial = folder / f".{path.name}.{self._own}.partial"
        partial.write_bytes(body)
        partial.replace(path)


def body_path(folder: Path, digest: str) -> Path:
    """Where the body of this digest is kept."""
    return folder / digest[:2] / digest
