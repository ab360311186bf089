"""Files that follow each other and are read in the same way, put together to be read as one.

A month of an export is often hundreds of small files, and to compile what reads one takes the
engine longer than to read it.
"""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from journeys_mining.options import MiningOptions
from journeys_mining.readers.export_file import HEAD_BYTES, ExportFile
from journeys_mining.readers.interface import Reader, ReadsMany, Shape
from journeys_mining.readers.needed_columns import NoRowsError


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenFile:
    """A file and the reader that was chosen for it."""

    file: ExportFile
    reader: Reader
    why: str
    """How the format was recognised."""
    is_superseded: bool
    """Another file of the export has all that it holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesAlike:
    """Files that are read as one."""

    file: ExportFile
    reader: Reader
    whys: Sequence[str]
    """How the format of each was recognised."""
    is_superseded: bool


def put_together(files: Iterable[ChosenFile], options: MiningOptions) -> Iterator[FilesAlike]:
    """The files in their order, those that are read alike as one.

    The head of the whole is the one that a single file of all their rows would have.
    """
    shaped = ((_shape(one, options), one) for one in files)
    for _, alike in itertools.groupby(shaped, _way_of_reading):
        yield _as_one(alike)


def _as_one(alike: Iterator[tuple[Shape | None, ChosenFile]]) -> FilesAlike:
    shape, first = next(alike)
    head, others, whys = first.file.head, list[ExportFile](), [first.why]
    for _, one in alike:
        if shape is not None and shape.lines_above is not None and len(head) < HEAD_BYTES:
            head += "" if head.endswith("\n") else "\n"
            head += "".join(one.file.head.splitlines(keepends=True)[shape.lines_above :])
        # The heads of a month would take much memory.
        others.append(replace(one.file, head=""))
        whys.append(one.why)
    return FilesAlike(
        file=replace(first.file, head=head, others=tuple(others)),
        reader=first.reader,
        whys=whys,
        is_superseded=first.is_superseded,
    )


def _shape(one: ChosenFile, options: MiningOptions) -> Shape | None:
    if not isinstance(one.reader, ReadsMany):
        return None
    try:
        return one.reader.shape(one.file, options)
    except NoRowsError:
        # Told when it is read, if no other file has rows, either.
        return None


def _way_of_reading(shaped: tuple[Shape | None, ChosenFile]) -> tuple[object, ...]:
    shape, one = shaped
    if shape is None:
        # Like no other.
        return (object(),)
    return (shape, one.reader.name, one.is_superseded, one.file.gzipped)
