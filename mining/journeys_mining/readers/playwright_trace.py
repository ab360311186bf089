"""Traces of Playwright: what a test or a script did in a browser. One trace is one user.

The steps are the pages that the main frame of each tab showed, as the snapshots tell; a trace
without snapshots tells only what was gone to. What was clicked is named by selectors, which say
nothing to another tool, and is not taken.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from journeys.errors import InputError
from journeys_mining.engine import Engine
from journeys_mining.options import MiningOptions
from journeys_mining.readers.export_file import ExportFile
from journeys_mining.readers.interface import Reading, Recognition
from journeys_mining.readers.json_documents import Record, load_values
from journeys_mining.readers.plain_events import PlainEvent, read_plain, refuse_columns
from journeys_mining.report import ColumnUse

_USES = (
    ColumnUse(role="user", column="the trace", why="by the format"),
    ColumnUse(role="time", column="timestamp", why="by the format; it counts from `wallTime`"),
    ColumnUse(role="url", column="frameUrl", why="by the format"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """A page that a tab shows from a time on."""

    tab: str
    url: str
    at_ms: float
    """Since 1970 UTC."""


class PlaywrightTraceReader:
    """Reads traces of all versions."""

    name = "playwright_trace"

    def recognise(self, file: ExportFile) -> Recognition:
        """By the first line, which tells of the browser's context."""
        head = "" if file.parquet else "".join(file.head[:4096].split())
        if head.startswith('{"version":') and '"context-options"' in head:
            return Recognition(sureness=1.0, why="a trace of Playwright")
        return Recognition(sureness=0.0, why="it does not begin as a trace of Playwright does")

    def read(self, engine: Engine, file: ExportFile, options: MiningOptions) -> Reading:
        """Each page that a tab shows anew is an event."""
        refuse_columns(file, options, "a trace")
        lines = [value for value in load_values(file) if isinstance(value, dict)]
        shown = list(_changes(_snapshots(lines) or _gone_to(lines)))
        if not shown:
            raise InputError(
                "this trace of Playwright shows no page of a site",
                where=file.name,
                remedy="record a test that opens pages by their URLs, with `snapshots=True`",
            )
        agent = _agent(lines)
        events = [
            PlainEvent(
                user=str(file.path),
                time_us=round(one.at_ms * 1000),
                url=one.url,
                agent=agent,
                example=one.url,
            )
            for one in shown
        ]
        return read_plain(engine, file, events, _USES)


def _snapshots(lines: Sequence[Record]) -> list[_Shown]:
    shown: list[_Shown] = []
    begins_ms = 0.0
    for line in lines:
        begins_ms = _begins_ms(line) or begins_ms
        snapshot = line.get("snapshot")
        if line.get("type") == "frame-snapshot" and isinstance(snapshot, dict):
            at, url = snapshot.get("timestamp"), str(snapshot.get("frameUrl"))
            if snapshot.get("isMainFrame") and isinstance(at, int | float):
                tab = str(snapshot.get("pageId"))
                shown.append(_Shown(tab=tab, url=url, at_ms=begins_ms + at))
    return shown


def _gone_to(lines: Sequence[Record]) -> list[_Shown]:
    shown: list[_Shown] = []
    begins_ms = 0.0
    for line in lines:
        begins_ms = _begins_ms(line) or begins_ms
        params, at = line.get("params"), line.get("startTime")
        if (
            line.get("method") == "goto"
            and isinstance(params, dict)
            and isinstance(at, int | float)
        ):
            tab, url = str(line.get("pageId")), str(params.get("url"))
            shown.append(_Shown(tab=tab, url=url, at_ms=begins_ms + at))
    return shown


def _begins_ms(line: Record) -> float | None:
    """The time since 1970 at which the trace's own clock stood at 0; None if the line is silent.

    The first line has both times in version 7; before that each action has its own pair.
    """
    wall, own = line.get("wallTime"), line.get("monotonicTime", line.get("startTime"))
    if isinstance(wall, int | float) and isinstance(own, int | float):
        return wall - own
    return None


def _changes(shown: Sequence[_Shown]) -> Iterator[_Shown]:
    """Each page once, however long it is shown; an empty tab is no page."""
    last: dict[str, str] = {}
    for one in sorted(shown, key=lambda one: one.at_ms):
        if one.url.startswith(("http://", "https://")) and last.get(one.tab) != one.url:
            yield one
        last[one.tab] = one.url


def _agent(lines: Sequence[Record]) -> str | None:
    for line in lines:
        options = line.get("options")
        if line.get("type") == "context-options" and isinstance(options, dict):
            agent = options.get("userAgent")
            return agent if isinstance(agent, str) else None
    return None
