"""Exports whose header comes in a file of its own: it is put before the rows.

Adobe's data feed lays `column_headers.tsv` into a lookup archive beside the hits; the other files
of that archive spell out numbers and hold no events.
"""

import shutil
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from journeys.errors import InputError
from journeys_mining.readers.adobe import HEADER_FILE
from journeys_mining.readers.export_file import open_bytes
from journeys_mining.readers.export_parts import ExportPart

_FIRST_ROWS = 100
_MANIFEST = ".txt"


def with_header(parts: Sequence[ExportPart], folder: Path) -> Sequence[ExportPart]:
    """The files to read, with the header before their rows where one file holds it for others.

    Copies go into `folder`. Without a header file the parts are as they were.

    Raises
    ------
    InputError
        There is a header file and no rows for it.
    """
    header = next((part for part in parts if Path(part.name).name == HEADER_FILE), None)
    if header is None:
        return parts
    with open_bytes(header.path, header.name) as stream:
        line = stream.readline().rstrip(b"\r\n")
    width = line.count(b"\t")
    lookups = Path(header.name).parent
    joined: list[ExportPart] = []
    for number, part in enumerate(parts):
        beside = Path(part.name).parent == lookups and lookups != Path()
        if part is header or Path(part.name).suffix == _MANIFEST:
            continue
        if abs(_width(part) - width) <= 1:
            copy = folder / f"with-header-{number}"
            with open_bytes(part.path, part.name) as rows, copy.open("wb") as target:
                target.write(line + b"\n")
                shutil.copyfileobj(rows, target)
            joined.append(ExportPart(path=copy, name=part.name))
        elif not beside:
            joined.append(part)
    if not joined:
        raise InputError(
            "none of the files beside it has as many columns",
            where=header.name,
            remedy="give the hits together with the header, from the same delivery",
        )
    return joined


def _width(part: ExportPart) -> int:
    """The tabs of a row; one may be cut in two by an end of line within a cell."""
    with open_bytes(part.path, part.name) as stream:
        rows = islice(stream, _FIRST_ROWS)
        return max((row.replace(b"\\\t", b"").count(b"\t") for row in rows), default=0)
