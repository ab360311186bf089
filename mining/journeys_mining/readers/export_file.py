"""Opening an export: what can be wrong with a file before any format is looked at."""

import codecs
import gzip
import re
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

import duckdb

from journeys.errors import InputError
from journeys_mining.readers.arrow_file import arrow_as_parquet

HEAD_BYTES = 262_144
"""About so much of a file is looked at before it is read."""
_GZIP_MAGIC = b"\x1f\x8b"
_PARQUET_MAGIC = b"PAR1"
# A file of Arrow or Feather, and a stream of Arrow, which begins with a schema message.
_ARROW_MAGICS = (b"ARROW1\x00\x00", b"\xff\xff\xff\xff")
# What Excel puts before the header; the delimiter is found without it.
_SEPARATOR_LINE = re.compile(rb"(?:\xef\xbb\xbf)?\"?sep=.\"?\r?\n", re.IGNORECASE)
# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_AS_TABLE = "write its events as Parquet, CSV or JSON lines, and give that"
# Where the mark stands, the mark, what the file is, and what to do.
_BINARY = (
    (0, b"Obj\x01", "a file of Avro", _AS_TABLE),
    (0, b"ORC", "a file of ORC", _AS_TABLE),
    (0, b"SEQ\x06", "a sequence file of Hadoop", _AS_TABLE),
    (0, b"SQLite format 3\x00", "a database of SQLite",
     "write the table of events as CSV: `sqlite3 -header -csv FILE 'SELECT * FROM events'`"),
    (8, b"DUCK", "a database of DuckDB", "name the table: `journeys mine duckdb://FILE --table T`"),
    (0, b"\xd0\xcf\x11\xe0", "a workbook of Excel", "save the sheet as CSV (UTF-8)"),
    (0, b"\x28\xb5\x2f\xfd", "packed with zstd", "unpack it with `zstd -d`"),
    (0, b"BZh", "packed with bzip2", "unpack it with `bunzip2`"),
    (0, b"\xfd7zXZ", "packed with xz", "unpack it with `unxz`"),
    (0, b"7z\xbc\xaf", "an archive of 7-Zip", "unpack it and name the folder"),
    (0, b"%PDF-", "a PDF", _AS_TABLE),
    (0, b"{\\rtf", "a text of a word processor (RTF)", "save the table in it as CSV (UTF-8)"),
    (0, b"PGDMP", "a dump of PostgreSQL",
     "restore it and write the table of events with `\\copy … TO … CSV HEADER`, or mine"
     " `postgres://…`"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFile:
    """A file that exists, is not empty and holds text or Parquet."""

    path: Path
    """Where to read: the file itself, or its copy in UTF-8."""
    name: str
    """Without folders, for messages and models."""
    gzipped: bool
    parquet: bool
    head: str
    """The first lines, all complete; empty for Parquet. Undecodable bytes are U+FFFD."""
    columns: tuple[str, ...] = ()
    """Names of the columns, for Parquet."""
    types: tuple[str, ...] = ()
    """What the engine calls their types."""
    others: tuple["ExportFile", ...] = ()
    """Files that are read with it as one, in the order of the export; without heads."""

    @property
    def lines(self) -> list[str]:
        """The complete lines of the head that are not blank."""
        return [line for line in self.head.splitlines() if line.strip()]

    @property
    def members(self) -> tuple["ExportFile", ...]:
        """The files that are read as one: this one and the others."""
        return (self, *self.others)


def open_export(path: Path, name: str, encoding: str | None, folder: Path) -> ExportFile:
    """The file, ready to be read as UTF-8; a file in another encoding is copied into `folder`.

    Raises
    ------
    InputError
        There is no such file, it is a directory, empty, binary, cut off or of another encoding.
    """
    head = _read_head(path, name)
    if head.startswith(_ARROW_MAGICS):
        path = arrow_as_parquet(path, name, folder)
        head = _PARQUET_MAGIC
    if head.startswith(_PARQUET_MAGIC):
        described = _parquet_columns(path, name)
        return ExportFile(
            path=path,
            name=name,
            gzipped=False,
            parquet=True,
            head="",
            columns=tuple(column for column, _ in described),
            types=tuple(kind for _, kind in described),
        )
    mark = next((name for magic, name in _MARKS if head.startswith(magic)), None)
    if encoding is not None:
        _check_codec(encoding)
    codec = encoding or mark or _unmarked(head)
    gzipped = _is_gzipped(path)
    if codec is not None and codecs.lookup(codec).name != "utf-8":
        path, gzipped = _transcode(path, name, codec, folder), False
        head = _read_head(path, name)
    _check_text(head, name)
    if _SEPARATOR_LINE.match(head):
        path, gzipped = _without_first_line(path, name, folder), False
        head = _read_head(path, name)
    return ExportFile(
        path=path,
        name=name,
        gzipped=gzipped,
        parquet=False,
        head=_complete_lines(head).decode("utf-8-sig", errors="replace"),
    )


@contextmanager
def open_bytes(path: Path, name: str | None = None) -> Iterator[BinaryIO]:
    """The bytes of a file, unpacked; every fault of opening and unpacking is an InputError.

    `name` is what messages call a file that is a copy.
    """
    try:
        with cast("BinaryIO", gzip.open(path) if _is_gzipped(path) else path.open("rb")) as stream:
            yield stream
    except FileNotFoundError:
        raise InputError(
            "there is no such file", where=str(path), remedy="check the path of the export"
        ) from None
    except IsADirectoryError:
        raise InputError(
            "this is a directory, not a file",
            where=str(path),
            remedy="name the export files in it, for example with a wildcard",
        ) from None
    except PermissionError:
        raise unpermitted(path) from None
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise cut_gzip(name or path.name) from error


def unpermitted(path: Path) -> InputError:
    """The error for what the person who mines has no right to read."""
    return InputError(
        "you have no right to read this",
        where=str(path),
        remedy="ask its owner for it, or mine as a user who may read it",
    )


def cut_gzip(name: str) -> InputError:
    """The error for a gzip file that cannot be unpacked to its end."""
    return InputError(
        "the gzip file is damaged or was cut off",
        where=name,
        remedy="copy or download it again; `gzip -t` checks a file",
    )


def check_unpacking(file: ExportFile) -> None:
    """Unpack all that is read as one file, to name the one that is damaged.

    Raises
    ------
    InputError
        One is.
    """
    for one in file.members:
        with open_bytes(one.path, one.name) as stream:
            while stream.read(HEAD_BYTES):
                pass


def unreadable_parquet(name: str, error: Exception) -> InputError:
    """The error for a Parquet file that the engine cannot read."""
    return InputError(
        f"the Parquet file cannot be read: {str(error).splitlines()[0]}",
        where=name,
        remedy="export or copy it again",
    )


def undecodable(file: ExportFile, near_byte: int) -> InputError:
    """The error for text that is not UTF-8, at or after a byte of the unpacked file."""
    with open_bytes(file.path, file.name) as stream:
        stream.seek(near_byte)
        text = stream.read(HEAD_BYTES)
    try:
        text.decode("utf-8")
        offset = near_byte
    except UnicodeDecodeError as error:
        offset = near_byte + error.start
    seen = text[offset - near_byte : offset - near_byte + 1].hex()
    return InputError(
        f"the text is not UTF-8: byte 0x{seen} at offset {offset:,}",
        where=file.name,
        remedy="name the encoding, for example `--encoding latin-1` or `--encoding cp1252`",
    )


def _parquet_columns(path: Path, name: str) -> list[tuple[str, str]]:
    try:
        with duckdb.connect() as connection:
            described = connection.execute("DESCRIBE FROM read_parquet(?)", [str(path)]).fetchall()
    except duckdb.Error as error:
        raise unreadable_parquet(name, error) from error
    return [(str(row[0]), str(row[1])) for row in described]


def _is_gzipped(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(2) == _GZIP_MAGIC


def _read_head(path: Path, name: str) -> bytes:
    with open_bytes(path, name) as stream:
        head = stream.read(HEAD_BYTES)
    if not head.strip():
        raise InputError(
            "the file is empty", where=name, remedy="export the events again, with their rows"
        )
    return head


def _unmarked(head: bytes) -> str | None:
    """The codec of UTF-16 without its mark, by the zeros that every other byte of most text is."""
    zeros = [head[place::2].count(0) for place in (0, 1)]
    if min(zeros) or 3 * max(zeros) < len(head) or len(head) % 2:
        return None
    return "utf-16-be" if zeros[0] else "utf-16-le"


def _check_codec(encoding: str) -> None:
    try:
        codecs.lookup(encoding)
    except LookupError:
        raise InputError(
            f"there is no encoding {encoding!r}",
            where="--encoding",
            remedy="use a name that Python knows, such as latin-1, cp1252 or utf-16",
        ) from None


def _check_text(head: bytes, name: str) -> None:
    for place, mark, what, remedy in _BINARY:
        if head.startswith(mark, place):
            raise InputError(f"this is {what}, which is not read", where=name, remedy=remedy)
    if b"\x00" in head:
        raise InputError(
            "this is a binary file, not an export",
            where=name,
            remedy="give CSV, TSV, JSON lines, Parquet or an access log; each may be gzipped",
        )


def _transcode(path: Path, name: str, codec: str, folder: Path) -> Path:
    copy = folder / f"{len(list(folder.iterdir()))}-{path.stem}.utf-8"
    decoder = codecs.getincrementaldecoder(codec)()
    done = 0
    with open_bytes(path, name) as source, copy.open("w", encoding="utf-8", newline="") as target:
        while chunk := source.read(HEAD_BYTES):
            try:
                target.write(decoder.decode(chunk))
            except UnicodeError as error:
                start = error.start if isinstance(error, UnicodeDecodeError) else 0
                raise InputError(
                    f"the text is not {codec}, at or near byte {done + start:,}",
                    where=name,
                    remedy="name the right encoding with `--encoding`",
                ) from error
            done += len(chunk)
    return copy


def _without_first_line(path: Path, name: str, folder: Path) -> Path:
    copy = folder / f"{len(list(folder.iterdir()))}-{path.stem}.rows"
    with open_bytes(path, name) as source, copy.open("wb") as target:
        source.readline()
        shutil.copyfileobj(source, target)
    return copy


def _complete_lines(head: bytes) -> bytes:
    if len(head) < HEAD_BYTES:
        return head
    return head[: head.rfind(b"\n") + 1] or head
