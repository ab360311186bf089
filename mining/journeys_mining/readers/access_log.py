"""Access logs, a request on each line: Apache, nginx, HAProxy, S3, or by a format string.

A visitor is a cookie where the line has one, else an address with a user agent: most formats know
no better.
"""

import ibis  # type: ignore[import-untyped]

from journeys_mining.engine import Engine, Table, Value
from journeys_mining.options import MiningOptions
from journeys_mining.readers.export_file import ExportFile
from journeys_mining.readers.interface import Reading, Recognition, Shape
from journeys_mining.readers.log_events import (
    extract_parts,
    field_uses,
    log_events,
    recognise_lines,
    visitor,
)
from journeys_mining.readers.log_lines import KNOWN, PARTS, LineFormat, compile_format
from journeys_mining.readers.parts import first_filled
from journeys_mining.readers.plain_events import refuse_columns
from journeys_mining.readers.text_rows import read_lines
from journeys_mining.readers.times import time_us

_WELL_FORMED = r"^([A-Z]{3,10}) ((?:/|https?://|\*).*?)(?: HTTP/[0-9.]+)?$"
# werkzeug, as in Odoo's log, has a blank in the place of the first colon.
_STAMP = r"^\d{2}/[A-Z][a-z]{2}/\d{4}[: ]\d{2}:\d{2}:\d{2}(\.\d+)?( [+-]\d{4})?$"
_FIELDS = {
    "user": ("visitor", "forwarded", "address", "agent", "session"),
    "time": ("time",),
    "url": ("scheme", "host", "request", "path", "query"),
    "session": ("session",),
    "method": ("request", "method"),
    "status": ("status",),
    "duration": ("duration_s", "duration_ms", "duration_us"),
    "agent": ("agent",),
    "redirect": ("redirect",),
}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class AccessLogReader:
    """Reads access logs."""

    name = "access_log"

    def recognise(self, file: ExportFile) -> Recognition:
        """By the share of the first lines that have one of the known formats."""
        return max((_recognised(file, one) for one in KNOWN.values()), key=lambda one: one.sureness)

    def read(self, engine: Engine, file: ExportFile, options: MiningOptions) -> Reading:
        """Each line is an event; what is no request line is refused."""
        refuse_columns(file, options, "an access log")
        line_format = (
            compile_format(options.log_format) if options.log_format else _fitting_format(file)
        )
        parts, broken = read_lines(engine, file, lambda lines: _parts(lines, line_format))
        events = log_events(engine, _requests(parts, line_format), line_format.name)
        engine.drop(parts)
        uses = field_uses(_FIELDS, line_format.parts, f"by the {line_format.name}")
        return Reading(events=events, columns=uses, broken=broken, first_line=1)

    def shape(self, file: ExportFile, options: MiningOptions) -> Shape | None:
        """By the format of the lines."""
        return Shape(kind=options.log_format or _fitting_format(file).name)


def _fitting_format(file: ExportFile) -> LineFormat:
    return max(KNOWN.values(), key=lambda one: _recognised(file, one).sureness)


def _recognised(file: ExportFile, one: LineFormat) -> Recognition:
    return recognise_lines(file, one.pattern, "access log lines", one.mark)


def _parts(lines: Table, line_format: LineFormat) -> Table:
    found = extract_parts(lines.line, line_format.pattern, line_format.parts)
    return lines.select(row=lines._row, line=lines.line, found=found)


def _requests(parts: Table, line_format: LineFormat) -> Table:
    parts = parts.filter(parts.line.notnull())
    absent = ibis.cases((parts.row.isnull(), ""))
    text = {
        name: parts.found[name].nullif("").nullif("-") if name in line_format.parts else absent
        for name in PARTS
    }
    # What a proxy was told begins with the address of the browser.
    address = first_filled(text["forwarded"].re_extract(r"^([^,\s]+)", 1), text["address"])
    status = text["status"].try_cast("int64")
    return parts.select(
        "row",
        "line",
        user=ibis.coalesce(text["visitor"], visitor(address, text["agent"]), text["session"]),
        time_us=_time_us(text["time"]),
        method=_method(text),
        url=_url(text),
        # -1: the connection was gone before there was a status.
        status=ibis.cases((status > 0, status)),
        duration_ms=_duration_ms(text),
        agent=text["agent"],
        referer=text["referer"],
        session=text["session"],
        redirect=text["redirect"],
    )


def _method(text: dict[str, Value]) -> Value:
    return first_filled(text["method"], text["request"].re_extract(_WELL_FORMED, 1))


def _url(text: dict[str, Value]) -> Value:
    query = text["query"].re_replace(r"^\?", "")
    path = text["path"] + ibis.coalesce("?" + query, "")
    url = first_filled(text["request"].re_extract(_WELL_FORMED, 2), path)
    origin = ibis.coalesce(text["scheme"], "https") + "://" + text["host"]
    return ibis.cases((url.startswith("/"), ibis.coalesce(origin, "") + url), else_=url)


def _duration_ms(text: dict[str, Value]) -> Value:
    taken = ibis.coalesce(
        text["duration_ms"].try_cast("float64"),
        text["duration_us"].try_cast("float64") / 1e3,
        text["duration_s"].try_cast("float64") * 1e3,
    )
    return ibis.cases((taken >= 0, taken))


def _time_us(stamp: Value) -> Value:
    """Microseconds since 1970 UTC; a stamp that is no time gives NULL."""
    shaped = ibis.cases((stamp.re_search(_STAMP), stamp))
    month = ibis.cases(
        *(
            (shaped.substr(3, 3) == name, f"{number:02}")
            for number, name in enumerate(_MONTHS, start=1)
        )
    )
    # The rest is a fraction and a zone; without a zone it is UTC.
    rest = shaped.substr(20).replace(" ", "")
    iso = (
        shaped.substr(7, 4) + "-" + month + "-" + shaped.substr(0, 2)
        + " " + shaped.substr(12, 8) + rest
    )  # fmt: skip
    moment = iso.try_cast("timestamp('UTC', 6)").cast("timestamp(6)")
    epoch = ibis.timestamp("1970-01-01 00:00:00")
    return ibis.coalesce(moment.delta(epoch, unit="microsecond"), time_us(stamp))
