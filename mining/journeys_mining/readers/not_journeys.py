"""Files that are often tried and hold no journeys: recognised, to be refused with the reason."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from journeys.errors import InputError
from journeys_mining.engine import Engine
from journeys_mining.options import MiningOptions
from journeys_mining.readers.column_names import plain
from journeys_mining.readers.delimited import recognise_layout
from journeys_mining.readers.export_file import ExportFile
from journeys_mining.readers.interface import Reading, Recognition
from journeys_mining.readers.json_documents import look_at_json

_DAILY = frozenset(["date", "visitors", "pageviews"])
_DAILY_BY_PLAUSIBLE = frozenset(["visits", "visit_duration", "bounce_rate", "bounces"])
_DIMENSIONS = frozenset(
    ["page", "source", "name", "hostname", "entry_page", "exit_page", "country"]
)
# GA4's reports and explorations, Matomo's, Umami's: what was counted, and nothing of who did it.
_COUNTED = frozenset({
    "active users", "total users", "new users", "views", "event count", "sessions",
    "engaged sessions", "key events", "nb_visits", "nb_uniq_visitors", "nb_hits",
})  # fmt: skip
_PERIODS = frozenset(["day", "hour", "date", "month", "week"])
# As uvicorn, Express' morgan and werkzeug write while somebody develops, and Django's runserver.
_WITHOUT_TIME = re.compile(
    r'^INFO: +\S+:\d+ - "[A-Z]+ \S+ HTTP/[\d.]+" \d{3}|^[A-Z]{3,7} /\S* \d{3} [\d.]+ ms - '
)
_WITHOUT_VISITOR = re.compile(r'^\[\d{2}/[A-Z][a-z]{2}/\d{4} [\d:]{8}\] "[A-Z]+ \S+ HTTP/')
_OF_RAILS = re.compile(r'\bStarted [A-Z]{3,7} "/[^"]*" for \S+ at \d{4}-')
_OF_SYMFONY = re.compile(r'^\[\S+\] request\.INFO: Matched route "')
_OF_EVENTS = frozenset(["timestamp", "time", "user_id", "session_id", "event", "url"])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    what: str
    why_not: str
    remedy: str
    fits: Callable[[ExportFile], bool]


class NotJourneysReader:
    """Knows files without users, sessions or order, and says so."""

    name = "not_journeys"

    def recognise(self, file: ExportFile) -> Recognition:
        """By columns and names that only such files have."""
        kind = _kind_of(file)
        if kind is None:
            return Recognition(sureness=0.0, why="nothing known to hold no journeys")
        return Recognition(sureness=1.0, why=kind.what)

    def read(self, engine: Engine, file: ExportFile, options: MiningOptions) -> Reading:  # noqa: ARG002
        """Always an InputError."""
        kind = _kind_of(file)
        if kind is None:
            raise InputError(
                "this reader only knows files that hold no journeys",
                where=file.name,
                remedy="leave `--reader` away",
            )
        raise InputError(f"{kind.what}: {kind.why_not}", where=file.name, remedy=kind.remedy)


def _kind_of(file: ExportFile) -> _Kind | None:
    if file.parquet:
        return None
    return next((kind for kind in _KINDS if kind.fits(file)), None)


def _is_aggregate(file: ExportFile) -> bool:
    layout = recognise_layout(file)
    columns = (
        frozenset(name.lower() for name in layout.header) if layout is not None else frozenset()
    )
    daily = "date" in columns and "visitors" in columns and bool(columns & _DAILY_BY_PLAUSIBLE)
    by_name = "visitors" in columns and bool(columns & _DIMENSIONS) and not columns & _OF_EVENTS
    return daily or columns >= _DAILY or by_name


def _is_report(file: ExportFile) -> bool:
    lines = [line for line in file.lines if not line.startswith("#")]
    # A line of their own names the period, in explorations.
    for line in lines[:3]:
        cells = {cell.strip().strip('"').lower() for cell in re.split("[,;\t]", line)}
        if len(cells) > 1 and cells & _COUNTED and not cells & _OF_EVENTS:
            return True
    return False


def _is_by_visitor(file: ExportFile) -> bool:
    layout = recognise_layout(file)
    columns = (
        frozenset(name.lower() for name in layout.header) if layout is not None else frozenset()
    )
    return "numevents" in columns and bool(columns & _PERIODS)


def _is_list_of_visits(file: ExportFile) -> bool:
    layout = recognise_layout(file)
    # Yandex Metrica calls the columns of visits `ym:s:startURL`.
    columns = [plain(name.rpartition(":")[2]) for name in layout.header] if layout else []

    def has(pattern: str) -> bool:
        return any(re.match(pattern, name) for name in columns)

    return (
        has(r"(landing|entry|entrance|start)_?(page|url)")
        and has(r"(exit|last|end)_?(page|url)")
        and not has(r"(event|action|url|page_?url|path)(_?name|_?type)?$")
    )


def _is_list_of_errors(file: ExportFile) -> bool:
    # Of one alone the list of what went before it is found, which has no user.
    marks = ('"event_id"', '"breadcrumbs"')
    return all(mark in file.head for mark in marks) and look_at_json(file) is not None


def _is_xes(file: ExportFile) -> bool:
    return (
        re.match(r"\s*<", file.head) is not None and "<log" in file.head and "<trace" in file.head
    )


def _is_context(file: ExportFile) -> bool:
    layout = recognise_layout(file)
    columns = layout.header if layout is not None else ()
    return {"root_id", "root_tstamp"} <= frozenset(columns) and "domain_userid" not in columns


def _has_lines(pattern: re.Pattern[str], least: float) -> Callable[[ExportFile], bool]:
    """Whether at least this share of the first lines are such."""

    def fits(file: ExportFile) -> bool:
        found = sum(1 for line in file.lines if pattern.search(line))
        return found > 0 and found >= least * len(file.lines)

    return fits


_KINDS = (
    _Kind(
        what="these are requests without their times",
        why_not="what was done when, and in which visit, cannot be told",
        remedy="mine the access log of the web server before it, or let the application log as"
        " that does (morgan: `combined`; uvicorn: gunicorn's `--access-logfile`)",
        fits=_has_lines(_WITHOUT_TIME, 0.5),
    ),
    _Kind(
        what="these are requests without anything that tells visitors apart",
        why_not="they hold no address, no cookie and no user",
        remedy="mine the access log of the web server before it",
        fits=_has_lines(_WITHOUT_VISITOR, 0.5),
    ),
    _Kind(
        what="this is the log of a Rails application",
        why_not="what a request is answered stands on another line than who asked for it",
        remedy="mine the access log of the web server before it",
        fits=_has_lines(_OF_RAILS, 0.05),
    ),
    _Kind(
        what="this is the log of a Symfony application",
        why_not="it tells which route was asked for, not by whom nor what was answered",
        remedy="mine the access log of the web server before it",
        fits=_has_lines(_OF_SYMFONY, 0.05),
    ),
    _Kind(
        what="this is an event log of process mining as XML (XES)",
        why_not="it is read as a table alone",
        remedy="write it as CSV, for example with PM4Py:"
        " `pm4py.convert_to_dataframe(pm4py.read_xes(FILE)).to_csv(...)`",
        fits=_is_xes,
    ),
    _Kind(
        what="this is one context of Snowplow's events, in a table of its own",
        why_not="it holds no users, which stand in the table of the events",
        remedy="mine the `events` table",
        fits=_is_context,
    ),
    _Kind(
        what="this is a report with totals for each page or event, as GA4 and Matomo show them",
        why_not="it holds no users, no sessions and no order of pages",
        remedy="for GA4 link the property to BigQuery and mine the `events_` tables; else mine an"
        " export of single events, or the access log of the web server",
        fits=_is_report,
    ),
    _Kind(
        what="these are totals of each visitor for each hour or day, as Pendo exports them",
        why_not="they hold no order of pages",
        remedy="export single events (Pendo Data Sync), or mine the access log",
        fits=_is_by_visitor,
    ),
    _Kind(
        what="these are visits, one in each row, with their first and last page",
        why_not="what was done in between is not told",
        remedy="export single events or page views, or mine the access log of the web server",
        fits=_is_list_of_visits,
    ),
    _Kind(
        what="these are errors with what went before them, as Sentry keeps them",
        why_not="they tell of visits that ended with an error, and of no others",
        remedy="mine an export of single events, or the access log of the web server",
        fits=_is_list_of_errors,
    ),
    _Kind(
        what="these are totals for each day or page, as Plausible exports them",
        why_not="they hold no users, no sessions and no order of pages",
        remedy="mine the access log of the web server instead, or an export of single events",
        fits=_is_aggregate,
    ),
)
