"""Reads files of sessions as the literature has them: n-gram files, SPMF, MSNBC, lines of ids.

Takes a path, gives sessions of names. A file that is no such thing is an InputError.
"""

import zipfile
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from journeys.errors import InputError

Session = tuple[str, ...]

_SPMF_ENDS = {"-1", "-2"}


def read_sessions(path: Path) -> list[Session]:
    """The sessions of a file, in its order; empty ones are left out.

    - n-gram: names between commas, one session in each line
    - SPMF: ids, `-1` after each item set, `-2` at the end of the session
    - MSNBC: some lines of comment and category names, then ids; may be in a zip
    - anything else: ids between blanks, one session in each line
    """
    lines = [line.strip() for line in _lines(path)]
    if lines and lines[0].startswith("%"):
        lines = _without_msnbc_head(lines)
    lines = [line for line in lines if line and line[0] not in "#@%"]
    if not lines:
        raise InputError("the file has no session", where=str(path))
    by_commas = sum("," in line for line in lines) >= len(lines) / 2
    parted = (line.split("," if by_commas else None) for line in lines)
    if any(line.endswith("-2") for line in lines[:100]):
        parted = ([one for one in session if one not in _SPMF_ENDS] for session in parted)
    return [tuple(session) for session in parted if session]


def without_repeats(sessions: Iterable[Session]) -> list[Session]:
    """The sessions with each run of the same action as one.

    >>> without_repeats([("1", "1", "2", "1")])
    [('1', '2', '1')]
    """
    return [tuple(action for action, _ in groupby(session)) for session in sessions]


def read_links(path: Path) -> frozenset[tuple[str, str]]:
    """Pairs of pages that a site links, from a file of two columns between tabs."""
    pairs = (line.split("\t") for line in _lines(path) if line.strip() and line[0] != "#")
    return frozenset((pair[0].strip(), pair[1].strip()) for pair in pairs)


def _lines(path: Path) -> Iterator[str]:
    try:
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                names = [name for name in archive.namelist() if not name.startswith("__MACOSX")]
                yield from archive.read(names[0]).decode().splitlines()
        else:
            yield from path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError, zipfile.BadZipFile, IndexError) as error:
        raise InputError(f"the file cannot be read ({error})", where=str(path)) from error


def _without_msnbc_head(lines: list[str]) -> list[str]:
    """From the first line of ids on: comments and the categories' names stand before."""
    for index, line in enumerate(lines):
        if line and all(word.isdigit() for word in line.split()):
            return lines[index:]
    return []
