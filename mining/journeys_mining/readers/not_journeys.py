"""Files that are often tried and hold no journeys: recognised, to be refused with the reason."""

import itertools
import re
from collections.abc import Sequence

from journeys.errors import InputError
from journeys_mining.engine import Engine
from journeys_mining.options import MiningOptions
from journeys_mining.readers.column_names import plain
from journeys_mining.readers.delimited import recognise_layout
from journeys_mining.readers.export_file import ExportFile
from journeys_mining.readers.foreign_texts import TEXT_KINDS, UNSTRUCTURED_KINDS, ForeignKind
from journeys_mining.readers.interface import Reading, Recognition
from journeys_mining.readers.json_documents import look_at_json
from journeys_mining.readers.times import looks_like_day

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
_UNSURE = 0.1
_OF_EVENTS = frozenset(["timestamp", "time", "user_id", "session_id", "event", "url"])


class NotJourneysReader:
    """Knows files without users, sessions or order, and says so."""

    name = "not_journeys"

    def recognise(self, file: ExportFile) -> Recognition:
        """By columns and names that only such files have."""
        kind = _kind_of(file)
        if kind is None:
            return Recognition(sureness=0.0, why="nothing known to hold no journeys")
        sureness = _UNSURE if kind in UNSTRUCTURED_KINDS else 1.0
        return Recognition(sureness=sureness, why=kind.what)

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


def _kind_of(file: ExportFile) -> ForeignKind | None:
    if file.parquet:
        return None
    return next((kind for kind in (*_KINDS, *UNSTRUCTURED_KINDS) if kind.fits(file)), None)


def _is_aggregate(file: ExportFile) -> bool:
    layout = recognise_layout(file)
    columns = (
        frozenset(name.lower() for name in layout.header) if layout is not None else frozenset()
    )
    daily = "date" in columns and "visitors" in columns and bool(columns & _DAILY_BY_PLAUSIBLE)
    by_name = "visitors" in columns and bool(columns & _DIMENSIONS) and not columns & _OF_EVENTS
    return daily or columns >= _DAILY or by_name


def _is_report(file: ExportFile) -> bool:
    if _is_of_ga4(file.lines):
        return True
    lines = [line for line in file.lines if not line.startswith("#")]
    # A line of their own names the period, in explorations.
    for line in lines[:3]:
        cells = {cell.strip().strip('"').lower() for cell in re.split("[,;\t]", line)}
        if len(cells) > 1 and cells & _COUNTED and not cells & _OF_EVENTS:
            return True
    return False


def _is_of_ga4(lines: Sequence[str]) -> bool:
    """Whether a rule and the period stand above it, as in every download of GA4's pages, whatever
    language its columns are called in."""
    above = list(itertools.takewhile(lambda line: line.startswith("#"), lines))
    return (
        bool(above)
        and re.match(r"# -{20,}", above[0]) is not None
        and any(re.search(r"\b20\d{6}\b", line) for line in above)
    )


def _is_pivot(file: ExportFile) -> bool:
    """Whether days are columns, with numbers below them."""
    layout = recognise_layout(file)
    if layout is None or not layout.rows:
        return False
    days = [index for index, name in enumerate(layout.header) if looks_like_day(name)]
    cells = [row[index] for row in layout.rows for index in days]
    # Below days that are data, without a header, there are days again.
    return len(days) > 1 and not any(
        looks_like_day(cell) or re.fullmatch(r"[\d.,%\s-]*", cell) is None for cell in cells
    )


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


def _is_context(file: ExportFile) -> bool:
    layout = recognise_layout(file)
    columns = layout.header if layout is not None else ()
    return {"root_id", "root_tstamp"} <= frozenset(columns) and "domain_userid" not in columns


_KINDS = (
    *TEXT_KINDS,
    ForeignKind(
        what="this is one context of Snowplow's events, in a table of its own",
        why_not="it holds no users, which stand in the table of the events",
        remedy="mine the `events` table",
        fits=_is_context,
    ),
    ForeignKind(
        what="this is a report with totals for each page or event, as GA4 and Matomo show them",
        why_not="it holds no users, no sessions and no order of pages",
        remedy="for GA4 link the property to BigQuery and mine the `events_` tables; else mine an"
        " export of single events, or the access log of the web server",
        fits=_is_report,
    ),
    ForeignKind(
        what="this is a table with a column for each day, as charts and pivots are saved",
        why_not="it holds totals, no users and no order of pages",
        remedy="export single events: one row for each, with who did it, when and where",
        fits=_is_pivot,
    ),
    ForeignKind(
        what="these are totals of each visitor for each hour or day, as Pendo exports them",
        why_not="they hold no order of pages",
        remedy="export single events (Pendo Data Sync), or mine the access log",
        fits=_is_by_visitor,
    ),
    ForeignKind(
        what="these are visits, one in each row, with their first and last page",
        why_not="what was done in between is not told",
        remedy="export single events or page views, or mine the access log of the web server",
        fits=_is_list_of_visits,
    ),
    ForeignKind(
        what="these are errors with what went before them, as Sentry keeps them",
        why_not="they tell of visits that ended with an error, and of no others",
        remedy="mine an export of single events, or the access log of the web server",
        fits=_is_list_of_errors,
    ),
    ForeignKind(
        what="these are totals for each day or page, as Plausible exports them",
        why_not="they hold no users, no sessions and no order of pages",
        remedy="mine the access log of the web server instead, or an export of single events",
        fits=_is_aggregate,
    ),
)
