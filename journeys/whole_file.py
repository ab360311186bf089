"""Writing a file: all of it or nothing."""

import tempfile
from pathlib import Path

from journeys.errors import InputError


def write_whole_file(path: Path, content: bytes) -> None:
    """Put the content in place in one step: a reader sees the old file or the new one.

    Raises
    ------
    InputError
        The folder is missing, or cannot be written.
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
        raise InputError(
            f"the file cannot be written ({error.strerror})",
            where=str(path),
            remedy="name a file in a folder that exists and that you may write to",
        ) from error
