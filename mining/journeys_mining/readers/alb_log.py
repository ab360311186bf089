"""Access logs of AWS's load balancers: classic ones, and those of applications, which say the type
of the connection first; later years have more fields at the end."""

import ibis  # type: ignore[import-untyped]

from journeys_mining.engine import Engine, Table
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
from journeys_mining.readers.plain_events import refuse_columns
from journeys_mining.readers.text_rows import read_lines
from journeys_mining.readers.times import time_us

# type time elb client:port target:port three-times two-statuses two-sizes "request" "agent"
_LINE = (
    r"^(?:(?:https?|h2|grpcs|wss?) )?(\d\S+) \S+ (\S+):\d+ \S+ \S+ (\S+) \S+ (\d{3}|-) \S+ \S+ \S+"
    r' "(\S+) (.*?) (?:HTTP/[0-9.]+|- ?)?" "((?:[^"\\]|\\.)*)"'
)
_USES = {
    "user": ("client", "agent"),
    "time": ("time",),
    "url": ("url",),
    "method": ("method",),
    "status": ("status",),
    "duration": ("taken",),
    "agent": ("agent",),
}
_PARTS = ("time", "client", "taken", "status", "method", "url", "agent")
# A broken request is written with dashes: `- http://host:80-/`.
_URL = r"^(?:https?|wss?)://[^/\s]*[0-9a-zA-Z\]](?:/.*)?$"


class AlbLogReader:
    """Reads access logs of load balancers."""

    name = "alb_log"

    def recognise(self, file: ExportFile) -> Recognition:
        """By the share of the first lines that have the format."""
        return recognise_lines(file, _LINE, "of a load balancer's log")

    def read(self, engine: Engine, file: ExportFile, options: MiningOptions) -> Reading:
        """Each line is a request."""
        refuse_columns(file, options, "an access log")
        parts, broken = read_lines(engine, file, _parts)
        events = log_events(engine, _requests(parts), "format of a load balancer's log")
        engine.drop(parts)
        uses = field_uses(_USES, _PARTS, "by the format")
        return Reading(events=events, columns=uses, broken=broken, first_line=1)

    def shape(self, file: ExportFile, options: MiningOptions) -> Shape | None:  # noqa: ARG002
        """There is one format."""
        return Shape(kind="load balancer's log")


def _parts(lines: Table) -> Table:
    found = extract_parts(lines.line, _LINE, _PARTS)
    return lines.select(row=lines._row, line=lines.line, found=found)


def _requests(parts: Table) -> Table:
    parts = parts.filter(parts.line.notnull())
    texts = {name: parts.found[name].nullif("").nullif("-") for name in _PARTS}
    taken_s = texts["taken"].try_cast("float64")
    known = texts["method"].notnull() & texts["url"].re_search(_URL)
    return parts.select(
        "row",
        "line",
        user=visitor(texts["client"], texts["agent"]),
        time_us=time_us(texts["time"]),
        method=texts["method"],
        url=ibis.cases((known, texts["url"])),
        status=texts["status"].try_cast("int64"),
        # -1: no target answered.
        duration_ms=ibis.cases((taken_s >= 0, taken_s * 1000)),
        agent=texts["agent"],
        referer=ibis.null("string"),
    )
