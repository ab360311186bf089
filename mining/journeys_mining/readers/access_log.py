"""Access logs of Apache and nginx in the common and the combined format.

A visitor is a host with a user agent: the format knows no better.
"""

import re

import ibis  # type: ignore[import-untyped]

from journeys.errors import InputError
from journeys_mining.engine import Engine, Table, Value
from journeys_mining.options import MiningOptions
from journeys_mining.readers.export_file import ExportFile
from journeys_mining.readers.interface import Reading, Recognition, shortened
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
_HOST, _TIME, _REQUEST, _STATUS, _REFERER, _AGENT = range(1, 7)
_WELL_FORMED = r"^[A-Z]{3,10} (/|https?://|\*)"
_TIME_SHAPE = r"^\d{2}/[A-Z][a-z]{2}/\d{4}:\d{2}:\d{2}:\d{2} [+-]\d{4}$"


class AccessLogReader:
    """Reads common and combined access logs."""

    name = "access_log"

    def recognise(self, file: ExportFile) -> Recognition:
        """By the share of the first lines that have the format."""
        lines = file.lines[:1000]
        fitting = sum(1 for line in lines if re.match(_LINE, line))
        share = fitting / len(lines) if lines else 0.0
        return Recognition(
            sureness=share if share >= 0.5 else 0.0,
            why=f"{fitting} of the first {len(lines)} lines are access log lines",
        )

    def read(self, engine: Engine, file: ExportFile, options: MiningOptions) -> Reading:
        """Each line is an event; what is no request line is refused."""
        for role in ("user", "time", "event", "url", "session", "method", "status", "duration"):
            if (column := getattr(options, role)) is not None:
                raise InputError(
                    f"an access log has no columns, so {role} cannot be {column!r}",
                    where=file.name,
                    remedy="leave the column options away, or name the reader with `--reader`",
                )
        events, broken = read_lines(engine, file, _canonical)
        return Reading(events=events, columns=(), broken=broken, first_line=1)


def _canonical(lines: Table) -> Table:
    lines = lines.filter(lines.line.notnull())
    lines = lines.mutate(line=lines.line.re_replace(r"\r$", ""))
    fits = lines.line.re_search(_LINE)
    parts = lines.mutate(
        fits=fits,
        host=_part(lines.line, _HOST),
        stamp=_part(lines.line, _TIME),
        request=_part(lines.line, _REQUEST),
        status=_part(lines.line, _STATUS).try_cast("int64"),
        referer=_part(lines.line, _REFERER).nullif("-"),
        agent=_part(lines.line, _AGENT).nullif("-"),
    )
    parts = parts.mutate(
        time_us=_time_us(parts.stamp),
        method=parts.request.re_extract(r"^([A-Z]{3,10}) ", 1).nullif(""),
        url=parts.request.re_extract(r"^[A-Z]{3,10} (.*?)( HTTP/[0-9.]+)?$", 1).nullif(""),
    )
    refused = ibis.cases(
        (~parts.fits, "the line is not in the common or combined log format"),
        (~parts.request.fill_null("").re_search(_WELL_FORMED), "the request is malformed"),
        (parts.time_us.isnull(), "the time cannot be read"),
    )
    parts = parts.mutate(refused=refused)
    return parts.select(
        row=parts._row,
        user=parts.host + " " + parts.agent.fill_null("-"),
        time_us=parts.time_us,
        name=ibis.null("string"),
        url=parts.url,
        method=parts.method,
        status=parts.status,
        duration_ms=ibis.null("float64"),
        session=ibis.null("string"),
        agent=parts.agent,
        referer=parts.referer,
        # Two equal lines are two requests in one second.
        digest=ibis.null("uint64"),
        refused=parts.refused,
        example=ibis.cases((parts.refused.notnull(), shortened(parts.line))),
    )


def _part(line: Value, group: int) -> Value:
    return line.re_extract(_LINE, group).nullif("")


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
