"""The files of an export: one, standard input, or those of a folder, an archive or a pattern."""

import glob
import os
import re
import shutil
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from journeys.errors import InputError
from journeys_mining.readers.export_file import open_bytes, unpermitted
from journeys_mining.readers.remote_file import fetch, without_secrets
from journeys_mining.readers.short_names import short_names

STANDARD_INPUT = Path("-")

_HEAD_BYTES = 4096
# A gzip file of nothing takes 20 bytes and its name.
_MOST_BYTES_OF_NOTHING = 256
# An unknown compression, a wrong checksum, a cut archive, a password, places that are none.
_BROKEN_ZIP = (
    zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError,
    zlib.error,
)  # fmt: skip
# What lies beside exports and is none: words about them, sums to check them by, views of folders.
_BESIDE_DATA = re.compile(
    r"(?i)(?:readme|license|licence|copying|notice|changelog)(?:\.\w+)?|.*\.(?:md|rst|pdf|docx?)"
    r"|.*\.(?:png|jpe?g|gif|svg|webp|ico)|.*\.(?:md5|sha1|sha256|sha512|crc|asc|sig)"
    r"|manifest\.json|thumbs\.db|desktop\.ini"
)
_WORKBOOK = "[Content_Types].xml"
"""A member of each file of Office."""
_ZIP_MAGIC = b"PK\x03\x04"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportPart:
    """One file to read."""

    path: Path
    name: str
    """For messages and models: `events.csv`, `export.zip/day1.json.gz`."""


def list_parts(paths: Iterable[Path | str], folder: Path) -> Iterator[ExportPart]:
    """The files that paths and URLs of the command line stand for; of each in the order of names.

    What is packed is unpacked into `folder`. Hidden files, files that tools
    leave beside their data (`_SUCCESS`, a README) and empty ones are passed over.

    Raises
    ------
    InputError
        A folder or an archive holds no file, nothing fits a pattern, or an archive cannot be
        unpacked.
    """
    found = [one for path in paths for one in _fitting(path)]
    places = [without_secrets(one) if isinstance(one, str) else one.as_posix() for one in found]
    for path, name in zip(found, short_names(places), strict=True):
        if isinstance(path, str):
            for copy, fetched in fetch(path, name, folder):
                yield from _of_file(copy, fetched, folder)
        elif path == STANDARD_INPUT:
            yield _standard_input(folder)
        elif path.is_dir():
            yield from _of_folder(path, name, folder)
        elif path.is_file():
            yield from _of_file(path, name, folder)
        else:
            # What is wrong with a path is said where it is opened.
            yield ExportPart(path=path, name=name)


def without_empty(parts: Sequence[ExportPart]) -> Sequence[ExportPart]:
    """The files without those that hold nothing, such as the packed log of an hour in which nobody
    came; all of them if none holds anything."""
    return [part for part in parts if not _holds_nothing(part)] or parts


def _holds_nothing(part: ExportPart) -> bool:
    if not part.path.is_file() or part.path.stat().st_size > _MOST_BYTES_OF_NOTHING:
        return False
    with open_bytes(part.path, part.name) as stream:
        return not stream.read().strip()


def _fitting(pattern: Path | str) -> Iterator[Path | str]:
    """What a shell would have made of `*.json`, had it seen it (`**`: folders at any depth)."""
    if isinstance(pattern, str) or pattern.exists() or not glob.has_magic(str(pattern)):
        yield pattern
        return
    found = sorted(glob.glob(str(pattern), recursive=True))  # noqa: PTH207 - it may be absolute
    if not found:
        raise InputError(
            "nothing fits this pattern",
            where=str(pattern),
            remedy="see whether the folder before it is the right one",
        )
    for path in map(Path, found):
        # A folder that `**` found beside its own files would be read twice.
        if path.is_file() or "**" not in pattern.parts:
            yield path


def _standard_input(folder: Path) -> ExportPart:
    copy = folder / "standard-input"
    with copy.open("wb") as target:
        shutil.copyfileobj(sys.stdin.buffer, target)
    return ExportPart(path=copy, name="standard input")


def _of_folder(path: Path, called: str, folder: Path) -> Iterator[ExportPart]:
    found = False
    for file in (path, *sorted(path.rglob("*"))):
        if file.is_dir() and not os.access(file, os.R_OK | os.X_OK):
            # What lies in it would be left out without a word.
            raise unpermitted(file)
        inside = file.relative_to(path)
        if not file.is_file() or _passed_over(inside) or file.stat().st_size == 0:
            continue
        found = True
        yield from _of_file(file, f"{called}/{inside.as_posix()}".removeprefix("/"), folder)
    if not found:
        raise InputError(
            "this is a directory without any file to read",
            where=str(path),
            remedy="name the folder or the files that hold the export",
        )


def _of_file(path: Path, name: str, folder: Path) -> Iterator[ExportPart]:
    if _is_zip(path):
        yield from _of_archive(path, name, folder)
    elif _is_tar(path):
        yield from _of_tar(path, name, folder)
    else:
        yield ExportPart(path=path, name=name)


def _of_tar(path: Path, name: str, folder: Path) -> Iterator[ExportPart]:
    found = False
    try:
        with tarfile.open(path) as archive:
            for member in archive:
                # What is no plain file (a link, a device) is never unpacked.
                source = archive.extractfile(member) if member.isfile() and member.size else None
                if source is None or _passed_over(Path(member.name)):
                    continue
                found = True
                with source:
                    target = _unpacked(source, folder)
                yield from _of_file(target, f"{name}/{member.name.removeprefix('./')}", folder)
    except (tarfile.TarError, EOFError, OSError, zlib.error) as error:
        raise InputError(
            f"this is a tar archive that cannot be unpacked: {error}",
            where=name,
            remedy="copy or download it again, or unpack it and name the folder",
        ) from error
    if not found:
        raise _no_file(name, "tar")


def _of_archive(path: Path, name: str, folder: Path) -> Iterator[ExportPart]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = sorted(
                (one for one in archive.infolist() if one.file_size and not one.is_dir()),
                key=lambda one: one.filename,
            )
            if any(one.filename == _WORKBOOK for one in members):
                raise InputError(
                    "this is a workbook of Excel, which is not read",
                    where=name,
                    remedy="save the sheet as CSV (UTF-8)",
                )
            members = [one for one in members if not _passed_over(Path(one.filename))]
            for member in _traces(archive, members) or members:
                yield from _member(archive, member, name, folder)
    except _BROKEN_ZIP as error:
        raise InputError(
            f"this is a zip archive that cannot be unpacked: {error}",
            where=name,
            remedy="copy or download it again, or unpack it and name the folder",
        ) from error
    if not members:
        raise _no_file(name, "zip")


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
    with archive.open(member) as source:
        target = _unpacked(source, folder)
    yield from _of_file(target, f"{name}/{member.filename}", folder)


def _unpacked(source: IO[bytes], folder: Path) -> Path:
    # A name of our own: a member's name may lead anywhere.
    target = folder / f"member-{len(list(folder.iterdir()))}"
    with target.open("wb") as copy:
        shutil.copyfileobj(source, copy)
    return target


def _no_file(name: str, kind: str) -> InputError:
    return InputError(
        f"the {kind} archive holds no file to read",
        where=name,
        remedy="export the events again",
    )


def _passed_over(inside: Path) -> bool:
    is_hidden = any(part.startswith((".", "_")) for part in inside.parts if part != "..")
    return is_hidden or _BESIDE_DATA.fullmatch(inside.name) is not None


def _is_tar(path: Path) -> bool:
    try:
        return tarfile.is_tarfile(path)
    except (EOFError, OSError, zlib.error):
        # A gzip file that is cut off: what is wrong with it is said where it is opened.
        return False


def _is_zip(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return stream.read(4) == _ZIP_MAGIC
    except PermissionError:
        # As above.
        return False
