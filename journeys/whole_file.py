"""Writing a file: all of it or nothing."""

import errno
import tempfile
from pathlib import Path
from typing import Final

from journeys.errors import InputError, NotKeptError

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def write_whole_file(path: Path, content: bytes) -> None:
    """Put the content in place in one step: a reader sees the old file or the new one.

    Raises
    ------
    InputError
        The folder is missing, or cannot be written.
    NotKeptError
        The disk is full.
    """
    partial: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(
            dir=path.parent, prefix=f".{path.name}.", suffix=".partial", delete=False
        ) as file:
            partial = Path(file.name)
            file.write(content)
        # Temporary files are private; this one is as readable as any file its owner makes.
        partial.chmod(0o644)
        partial.replace(path)
    except OSError as error:
        if partial is not None:
            partial.unlink(missing_ok=True)
        what = f"the file cannot be written ({error.strerror})"
        if error.errno in _FULL:
            remedy = "make room on its disk, or name a file on another one"
            raise NotKeptError(what, where=str(path), remedy=remedy) from error
        remedy = "name a file in a folder that exists and that you may write to"
        raise InputError(what, where=str(path), remedy=remedy) from error
