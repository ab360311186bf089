"""Tables without a header, whose columns a person names: the names are put before the rows."""

import codecs
import csv
import io
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from journeys.errors import InputError
from journeys_mining.readers.delimited import recognise_layout
from journeys_mining.readers.export_file import ExportFile, open_bytes


def with_named_columns(file: ExportFile, columns: Sequence[str], folder: Path) -> ExportFile:
    """A copy of the file in `folder` that begins with a header.

    Raises
    ------
    InputError
        The file is no delimited text, its rows have another number of columns, or a name comes
        twice.
    """
    if len(set(columns)) < len(columns):
        raise InputError(
            f"a name comes twice in {','.join(columns)!r}",
            where="--columns",
            remedy="give each column a name of its own",
        )
    layout = None if file.parquet else recognise_layout(file, width=len(columns))
    if layout is None:
        found = None if file.parquet else recognise_layout(file)
        seen = (
            "no delimiter makes columns of the rows"
            if found is None
            else (f"the first row has {len(found.header)} columns: {', '.join(found.header)}")
        )
        raise InputError(
            f"{len(columns)} columns are named, and {seen}",
            where=file.name,
            remedy="name every column, in the order of the file; names that do not matter may be"
            " anything",
        )
    line = io.StringIO()
    csv.writer(line, delimiter=layout.delimiter, lineterminator="\n").writerow(columns)
    copy = folder / f"{len(list(folder.iterdir()))}-with-header"
    with open_bytes(file.path, file.name) as rows, copy.open("wb") as target:
        target.write(line.getvalue().encode())
        begin = rows.read(len(codecs.BOM_UTF8))
        target.write(b"" if begin == codecs.BOM_UTF8 else begin)
        shutil.copyfileobj(rows, target)
    return replace(file, path=copy, gzipped=False, head=line.getvalue() + file.head)
