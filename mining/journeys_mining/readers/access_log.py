"""Access logs of Apache and nginx in the common and the combined format.

A visitor is a host with a user agent: the format knows no better.
"""

import ibis  # type: ignore[import-untyped]

from journeys_mining.engine import Engine, Table, Value
from journeys_mining.options import MiningOptions
from journeys_mining.readers.export_file import ExportFile
from journeys_mining.readers.interface import Reading, Recognition
from journeys_mining.readers.log_events import log_events, recognise_lines, visitor
from journeys_mining.readers.plain_events import refuse_columns
from journeys_mining.readers.text_rows import read_lines

# Agent and referer may be missing, the last quote may be cut off, more fields may follow.
_QUOTED = r'"((?:[^"\\]|\\.)*)'
_LINE = (
    r"^(\S+) \S+ .{1,80}? \[([^\]]+)\] "
    + _QUOTED
    + r'" (\d{3}|-) (?:\d+|-)(?: '
    + _QUOTED
    + r'"(?: '
    + _QUOTED
    + r")?)?"
)
_PARTS = ("host", "time", "request", "status", "referer", "agent")
_STRUCT = ", ".join(f"{name}: string" for name in _PARTS)
_WELL_FORMED = r"^([A-Z]{3,10}) ((?:/|https?://|\*).*?)(?: HTTP/[0-9.]+)?$"
_TIME_SHAPE = r"^\d{2}/[A-Z][a-z]{2}/\d{4}:\d{2}:\d{2}:\d{2} [+-]\d{4}$"


class AccessLogReader:
    """Reads common and combined access logs."""

    name = "access_log"

    def recognise(self, file: ExportFile) -> Recognition:
        """By the share of the first lines that have the format."""
        return recognise_lines(file, _LINE, "access log lines")

    def read(self, engine: Engine, file: ExportFile, options: MiningOptions) -> Reading:
        """Each line is an event; what is no request line is refused."""
        refuse_columns(file, options, "an access log")
        parts, broken = read_lines(engine, file, _parts)
        events = _canonical(engine, parts)
        return Reading(events=events, columns=(), broken=broken, first_line=1)


def _parts(lines: Table) -> Table:
    lines = lines.filter(lines.line.notnull())
    found = regexp_extract(lines.line, _LINE, list(_PARTS))
    return lines.select(row=lines._row, line=lines.line, found=found)


def _canonical(engine: Engine, parts: Table) -> Table:
    texts = {name: parts.found[name].nullif("") for name in _PARTS}
    request = texts["request"]
    parsed = parts.select(
        "row",
        "line",
        user=visitor(texts["host"], texts["agent"]),
        time_us=_time_us(texts["time"]),
        method=request.re_extract(_WELL_FORMED, 1).nullif(""),
        url=request.re_extract(_WELL_FORMED, 2).nullif(""),
        status=texts["status"].try_cast("int64"),
        duration_ms=ibis.null("float64"),
        agent=texts["agent"].nullif("-"),
        referer=texts["referer"].nullif("-"),
    )
    events = log_events(engine, parsed, "common or combined log format")
    engine.drop(parts)
    return events


@ibis.udf.scalar.builtin(  # type: ignore[untyped-decorator]
    signature=(("string", "string", "array<string>"), f"struct<{_STRUCT}>")
)
def regexp_extract(line: str, pattern: str, names: list[str]) -> dict[str, str]:  # type: ignore[empty-body]
    """All groups of a pattern in one pass (DuckDB's own function)."""


def _time_us(stamp: Value) -> Value:
    """Microseconds since 1970 UTC; a stamp that is no time gives NULL."""
    shaped = ibis.cases((stamp.re_search(_TIME_SHAPE), stamp))
    month = ibis.cases(
        *(
            (shaped.substr(3, 3) == name, f"{number:02}")
            for number, name in enumerate(
                [
                    "Jan",
                    "Feb",
                    "Mar",
                    "Apr",
                    "May",
                    "Jun",
                    "Jul",
                    "Aug",
                    "Sep",
                    "Oct",
                    "Nov",
                    "Dec",
                ],
                start=1,
            )
        )
    )
    iso = (
        shaped.substr(7, 4) + "-" + month + "-" + shaped.substr(0, 2)
        + " " + shaped.substr(12, 8) + shaped.substr(21, 5)
    )  # fmt: skip
    moment = iso.try_cast("timestamp('UTC', 6)").cast("timestamp(6)")
    return moment.delta(ibis.timestamp("1970-01-01 00:00:00"), unit="microsecond")
