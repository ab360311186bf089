"""The files of an export: a file, standard input, or all files of a folder or a zip archive."""

import shutil
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from journeys.errors import InputError

STANDARD_INPUT = Path("-")

_HEAD_BYTES = 4096
_ZIP_MAGIC = b"PK\x03\x04"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportPart:
    """One file to read."""

    path: Path
    name: str
    """For messages and models: `events.csv`, `export.zip/day1.json.gz`."""


def list_parts(path: Path, folder: Path) -> Iterator[ExportPart]:
    """The files that a path of the command line stands for, in the order of their names.

    What is packed is unpacked into `folder`, one file at a time. Hidden files, files that tools
    leave beside their data (`_SUCCESS`) and empty ones are passed over.

    Raises
    ------
    InputError
        A folder or an archive holds no file, or an archive cannot be unpacked.
    """
    if path == STANDARD_INPUT:
        yield _standard_input(folder)
    elif path.is_dir():
        yield from _of_folder(path, folder)
    elif path.is_file() and _is_zip(path):
        yield from _of_archive(path, path.name, folder)
    else:
        # What is wrong with a path is said where it is opened.
        yield ExportPart(path=path, name=path.name)


def _standard_input(folder: Path) -> ExportPart:
    copy = folder / "standard-input"
    with copy.open("wb") as target:
        shutil.copyfileobj(sys.stdin.buffer, target)
    return ExportPart(path=copy, name="standard input")


def _of_folder(path: Path, folder: Path) -> Iterator[ExportPart]:
    found = False
    for file in sorted(path.rglob("*")):
        inside = file.relative_to(path)
        if not file.is_file() or _passed_over(inside) or file.stat().st_size == 0:
            continue
        found = True
        name = f"{path.name}/{inside.as_posix()}"
        if _is_zip(file):
            yield from _of_archive(file, name, folder)
        else:
            yield ExportPart(path=file, name=name)
    if not found:
        raise InputError(
            "this is a directory without any file to read",
            where=str(path),
            remedy="name the folder or the files that hold the export",
        )


def _of_archive(path: Path, name: str, folder: Path) -> Iterator[ExportPart]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = sorted(
                (one for one in archive.infolist() if one.file_size and not one.is_dir()),
                key=lambda one: one.filename,
            )
            members = [one for one in members if not _passed_over(Path(one.filename))]
            for member in _traces(archive, members) or members:
                yield from _member(archive, member, name, folder)
    # An unknown compression, a wrong checksum, a cut archive, a password.
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise InputError(
            f"this is a zip archive that cannot be unpacked: {error}",
            where=name,
            remedy="copy or download it again, or unpack it and name the folder",
        ) from error
    if not members:
        raise InputError(
            "the zip archive holds no file to read",
            where=name,
            remedy="export the events again",
        )


def _traces(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """The traces of browsers; what lies beside them are their parts, or the test runner's own."""
    traces: list[zipfile.ZipInfo] = []
    for one in members:
        if one.filename.endswith(".trace"):
            with archive.open(one) as stream:
                head = stream.read(_HEAD_BYTES)
            if b'"context-options"' in head and b'"origin":"testRunner"' not in head:
                traces.append(one)
    return traces


def _member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, folder: Path
) -> Iterator[ExportPart]:
    # A name of our own: a member's name may lead anywhere.
    target = folder / f"member-{len(list(folder.iterdir()))}"
    with archive.open(member) as source, target.open("wb") as copy:
        shutil.copyfileobj(source, copy)
    inside = f"{name}/{member.filename}"
    if _is_zip(target):
        yield from _of_archive(target, inside, folder)
    else:
        yield ExportPart(path=target, name=inside)


def _passed_over(inside: Path) -> bool:
    return any(part.startswith((".", "_")) for part in inside.parts if part != "..")


def _is_zip(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(4) == _ZIP_MAGIC
