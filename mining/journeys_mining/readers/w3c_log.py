"""Logs that name their fields in a `#Fields` line: CloudFront's standard logs and those of IIS.

The line may come again with other fields, so each line is read by the last one above it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import ibis  # type: ignore[import-untyped]

from journeys.errors import InputError
from journeys_mining.engine import Engine, Table, Value
from journeys_mining.options import MiningOptions
from journeys_mining.readers.cells import blank_to_null
from journeys_mining.readers.export_file import ExportFile
from journeys_mining.readers.interface import Reading, Recognition, Shape
from journeys_mining.readers.log_events import field_uses, log_events, visitor
from journeys_mining.readers.parts import first_filled
from journeys_mining.readers.plain_events import refuse_columns
from journeys_mining.readers.text_rows import read_lines
from journeys_mining.readers.times import time_us

_FIELDS = "#Fields:"
_EDGE_FIELD = "x-edge-location"
_NO_ROW = 2**62
_METHOD = r"^[A-Z]{3,10}$"


class W3cLogReader:
    """Reads logs in the W3C extended format."""

    name = "w3c_log"

    def recognise(self, file: ExportFile) -> Recognition:
        """By a `#Fields` line that has what a request needs."""
        for line in file.lines[:1000]:
            if line.startswith(_FIELDS):
                needed = {"c-ip", "cs-uri-stem", "time"} <= set(line.split())
                if needed:
                    return Recognition(sureness=1.0, why="a `#Fields` line names its fields")
                return Recognition(sureness=0.0, why="its `#Fields` line names no requests")
        return Recognition(sureness=0.0, why="no `#Fields` line names its fields")

    def read(self, engine: Engine, file: ExportFile, options: MiningOptions) -> Reading:
        """Each line is a request."""
        refuse_columns(file, options, "an access log")
        lines, broken = read_lines(
            engine, file, lambda rows: rows.select(row=rows._row, line=rows.line)
        )
        layouts = _layouts(engine, lines, file.name)
        cells = engine.keep(engine.new_name("cells"), _cells(lines, layouts))
        engine.drop(lines)
        # CloudFront writes seconds, IIS milliseconds.
        in_seconds = any(_EDGE_FIELD in one.fields for one in layouts)
        events = log_events(engine, _requests(cells, in_seconds), "format of its `#Fields` line")
        engine.drop(cells)
        named = {field for one in layouts for field in one.fields}
        uses = field_uses(_USES, named, "by its `#Fields` line")
        return Reading(events=events, columns=uses, broken=broken, first_line=1)

    def shape(self, file: ExportFile, options: MiningOptions) -> Shape | None:  # noqa: ARG002
        """By the server, whose units differ: each file says its fields itself."""
        is_edge = any(_EDGE_FIELD in line for line in file.lines if line.startswith(_FIELDS))
        return Shape(kind="CloudFront's log" if is_edge else "W3C log")


_USES = {
    "user": ("c-ip", "cs(User-Agent)"),
    "time": ("date", "time"),
    "url": ("x-host-header", "cs(Host)", "cs-host", "cs-uri-stem", "cs-uri-query"),
    "method": ("cs-method",),
    "status": ("sc-status",),
    "duration": ("time-taken",),
    "agent": ("cs(User-Agent)",),
}
_USED = (
    "date", "time", "c-ip", "cs-method", "cs-uri-stem", "cs-uri-query", "sc-status", "time-taken",
    "cs(User-Agent)", "cs(Referer)", "cs(Host)", "cs-host", "x-host-header",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    first_row: int
    next_row: int
    """The row after its last."""
    fields: tuple[str, ...]


def _layouts(engine: Engine, lines: Table, where: str) -> list[_Layout]:
    """Which rows have which fields; a server that starts again repeats itself."""
    directives = lines.filter(lines.line.startswith(_FIELDS))
    frame = engine.fetch(directives.order_by("row"))
    begins: list[tuple[int, tuple[str, ...]]] = []
    for row, line in frame.itertuples(index=False):
        fields = tuple(str(line).removeprefix(_FIELDS).split())
        if not begins or begins[-1][1] != fields:
            begins.append((int(row), fields))
    if not begins:
        raise InputError(
            "its `#Fields` line cannot be read, so nobody knows what the fields are",
            where=where,
            remedy="copy or download the file again",
        )
    ends = [row for row, _ in begins[1:]] + [_NO_ROW]
    return [
        _Layout(first_row=row, next_row=end, fields=fields)
        for (row, fields), end in zip(begins, ends, strict=True)
    ]


def _cells(lines: Table, layouts: Sequence[_Layout]) -> Table:
    """row, line, and the text of each field that is used, under the place of its name.

    Kept before they are parsed: the engine would split a line for each use of one of its cells.
    """
    lines = lines.filter(lines.line.notnull() & ~lines.line.startswith("#"))
    # CloudFront separates by tabs, IIS by spaces; neither has the other within a field.
    cells = ibis.cases(
        (lines.line.contains("\t"), lines.line.split("\t")), else_=lines.line.split(" ")
    )

    def cell(name: str) -> Value:
        found = [
            (
                _within(lines, one) & (cells.length() >= len(one.fields)),
                cells[one.fields.index(name)],
            )
            for one in layouts
            if name in one.fields
        ]
        text = ibis.cases(*found) if found else ibis.cases((lines.row.isnull(), ""))
        return blank_to_null(text)

    return lines.select(
        "row", "line", **{f"f{place}": cell(name) for place, name in enumerate(_USED)}
    )


def _requests(cells: Table, in_seconds: bool) -> Table:
    def cell(name: str) -> Value:
        return cells[f"f{_USED.index(name)}"]

    agent = _decoded(cell("cs(User-Agent)"))
    host = first_filled(cell("x-host-header"), cell("cs(Host)"), cell("cs-host"))
    path = cell("cs-uri-stem") + ibis.coalesce("?" + cell("cs-uri-query"), "")
    method = cell("cs-method")
    status = cell("sc-status").try_cast("int64")
    return cells.select(
        "row",
        "line",
        user=visitor(cell("c-ip"), agent),
        time_us=time_us(cell("date") + " " + cell("time")),
        method=method,
        url=ibis.cases((method.re_search(_METHOD), ibis.coalesce("https://" + host, "") + path)),
        # The visitor was gone before there was a status.
        status=ibis.cases((status > 0, status)),
        duration_ms=cell("time-taken").try_cast("float64") * (1000.0 if in_seconds else 1.0),
        agent=agent,
        referer=cell("cs(Referer)"),
    )


def _within(lines: Table, layout: _Layout) -> Value:
    return (lines.row >= layout.first_row) & (lines.row < layout.next_row)


def _decoded(agent: Value) -> Value:
    """IIS writes `+` for a blank; CloudFront encodes, and older logs did it twice."""
    return _without_escapes(_without_escapes(agent)).replace("+", " ")


def _without_escapes(text: Value) -> Value:
    """The text decoded; as it is where an escape is beyond ASCII, at which the engine may fail."""
    plain = ibis.cases((~text.re_search("%[89A-Fa-f][0-9A-Fa-f]"), text))
    return ibis.coalesce(url_decode(plain), text)


@ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
def url_decode(text: str) -> str:  # type: ignore[empty-body]
    """The text without percent signs (DuckDB's own function)."""
