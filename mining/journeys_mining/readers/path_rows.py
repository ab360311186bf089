"""Paths, one visit a row: a user, a time, and the pages of the visit in one field.

The pages are joined by semicolons, and `<` is a click on the browser's back button, as Wikispeedia
writes them. There is one time a row, so think times are not known and are nought.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from journeys.errors import InputError
from journeys_mining.engine import Engine
from journeys_mining.options import MiningOptions
from journeys_mining.readers.export_file import ExportFile, open_bytes, undecodable
from journeys_mining.readers.interface import Reading, Recognition
from journeys_mining.readers.plain_events import PlainEvent, read_plain, refuse_columns
from journeys_mining.readers.times import looks_like_time, read_time_us
from journeys_mining.report import ColumnUse

_BETWEEN = ";"
_BACK = "<"
_COMMENT = "#"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    time: int
    path: int
    width: int
    share: float
    """The share of the first rows that fit, 0–1."""


class PathRowReader:
    """Reads tab-separated rows without a header, each with the path of a visit."""

    name = "paths"

    def recognise(self, file: ExportFile) -> Recognition:
        """By rows of equal width with a time in one column and pages joined in another."""
        layout = _layout(file.head)
        if layout is None:
            return Recognition(sureness=0.0, why="no column holds pages joined by semicolons")
        return Recognition(
            sureness=layout.share,
            why=f"each row is a visit, its pages in column {layout.path + 1}",
        )

    def read(self, engine: Engine, file: ExportFile, options: MiningOptions) -> Reading:
        """Each page of each path is an event, each row a session of its own."""
        refuse_columns(file, options, "a file of paths")
        layout = _layout(file.head)
        if layout is None:
            raise InputError(
                "no column holds pages joined by semicolons",
                where=file.name,
                remedy="separate user, time and path by tabs, and the pages by semicolons",
            )
        uses = (
            ColumnUse(role="user", column="column 1", why="by the format"),
            ColumnUse(role="time", column=f"column {layout.time + 1}", why="by its content"),
            ColumnUse(role="event", column=f"column {layout.path + 1}", why="by its content"),
        )
        return read_plain(engine, file, _events(file, layout), uses)


@lru_cache(maxsize=4)
def _layout(head: str) -> _Layout | None:
    rows = [
        line.split("\t") for line in head.splitlines() if line and not line.startswith(_COMMENT)
    ]
    widths = [len(row) for row in rows]
    if not rows or max(widths) < 3:
        return None
    width = max(set(widths), key=widths.count)
    fitting = [row for row in rows if len(row) == width]
    times = [at for at in range(1, width) if all(looks_like_time(row[at]) for row in fitting)]
    paths = [
        at
        for at in range(1, width)
        if sum(_BETWEEN in row[at] for row in fitting) > len(fitting) / 2
        and not any(" " in row[at] for row in fitting)
    ]
    if not times or not paths:
        return None
    return _Layout(time=times[0], path=paths[0], width=width, share=len(fitting) / len(rows))


def _events(file: ExportFile, layout: _Layout) -> Iterator[PlainEvent]:
    with open_bytes(file.path, file.name) as stream:
        place = 0
        for number, line in enumerate(stream, start=1):
            try:
                text = line.decode("utf-8-sig").rstrip("\r\n")
            except UnicodeDecodeError as error:
                raise undecodable(file, place) from error
            place += len(line)
            if text.strip() and not text.startswith(_COMMENT):
                yield from _of_row(text, number, layout)


def _of_row(text: str, number: int, layout: _Layout) -> Iterator[PlainEvent]:
    row = text.split("\t")
    whole = len(row) == layout.width
    time_us = read_time_us(row[layout.time]) if whole else None
    for page in _pages(row[layout.path].split(_BETWEEN)) if time_us is not None else ("",):
        yield PlainEvent(user=row[0], time_us=time_us, name=page, session=str(number), example=text)


def _pages(clicks: Sequence[str]) -> Iterator[str]:
    """The pages that were seen: a click back shows the page before again.

    >>> list(_pages(["Ape", "Asia", "<", "Tin"]))
    ['Ape', 'Asia', 'Ape', 'Tin']
    """
    open_pages: list[str] = []
    for click in clicks:
        if click != _BACK:
            open_pages.append(click)
        elif len(open_pages) > 1:
            open_pages.pop()
        yield open_pages[-1]
