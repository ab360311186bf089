"""Tables as the clients of databases print them: columns of a width, with a rule below their names.

psql, MySQL, sqlcmd, Markdown. What comes out is the same table as CSV, without rules and footers.
"""

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from journeys_mining.readers.export_file import ExportFile, open_bytes

_RULE: Final = re.compile(r"[\s|+:-]*-{2,}[\s|+:-]*")
_FOOTER: Final = re.compile(r"\(\d+ rows?(?: affected)?\)|\d+ rows? in set.*|")
_FIRST_LINES: Final = 3
_Cut = Callable[[str], Sequence[str]]


def as_plain_table(file: ExportFile, folder: Path) -> ExportFile:
    """A copy as CSV of a table that a client printed; the file itself if it is none."""
    cut = None if file.parquet else _cut(file.lines[:_FIRST_LINES])
    if cut is None:
        return file
    copy = folder / f"{len(list(folder.iterdir()))}-printed.csv"
    with open_bytes(file.path, file.name) as lines, copy.open("w", encoding="utf-8") as target:
        rows = csv.writer(target, lineterminator="\n")
        for raw in lines:
            line = raw.decode("utf-8-sig", errors="surrogateescape").rstrip("\r\n")
            if not _RULE.fullmatch(line) and not _FOOTER.fullmatch(line.strip()):
                rows.writerow(cut(line))
    with copy.open(encoding="utf-8") as stream:
        head = stream.read(len(file.head))
    return replace(file, path=copy, gzipped=False, head=head[: head.rfind("\n") + 1])


def _cut(first: Sequence[str]) -> _Cut | None:
    """What cuts a line into its cells, by the rule among the first lines."""
    rule = next((line for line in first if _RULE.fullmatch(line)), None)
    names = next((line for line in first if not _RULE.fullmatch(line)), "")
    if rule is None or first.index(rule) > 1:
        return None
    if "|" in names:
        return _between_bars
    spans = [found.span() for found in re.finditer("-+", rule)]
    if len(spans) < 2 or len(names.rstrip()) > spans[-1][1]:
        return None
    # Of the last column a value may be longer than its rule.
    ends: list[int | None] = [*(begin for begin, _ in spans[1:]), None]
    return lambda line: [
        line[begin:end].strip() for (begin, _), end in zip(spans, ends, strict=True)
    ]


def _between_bars(line: str) -> Sequence[str]:
    """
    >>> list(_between_bars("| a | b |")), list(_between_bars(" a | "))
    (['a', 'b'], ['a', ''])
    """
    line = line.strip(" ") if line.lstrip().startswith("|") else line
    return [cell.strip() for cell in line.removeprefix("|").removesuffix("|").split("|")]
