"""Texts that are often given for an export and are none: web pages, errors, dumps, messages.

They are told by how they begin or by the form of their lines, whatever the name of the file.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from journeys_mining.readers.export_file import ExportFile
from journeys_mining.readers.json_documents import look_at_json
from journeys_mining.readers.json_lines import sample_fields
from journeys_mining.readers.times import looks_like_time

ACCESS_LOG = "mine the access log of the web server before it"
# As uvicorn, Express' morgan and werkzeug write while somebody develops, and Django's runserver.
_WITHOUT_TIME = re.compile(
    r'^INFO: +\S+:\d+ - "[A-Z]+ \S+ HTTP/[\d.]+" \d{3}|^[A-Z]{3,7} /\S* \d{3} [\d.]+ ms - '
)
_WITHOUT_VISITOR = re.compile(r'^\[\d{2}/[A-Z][a-z]{2}/\d{4} [\d:]{8}\] "[A-Z]+ \S+ HTTP/')
_OF_RAILS = re.compile(r'\bStarted [A-Z]{3,7} "/[^"]*" for \S+ at \d{4}-')
_OF_SYMFONY = re.compile(r'^\[\S+\] request\.INFO: Matched route "')
_LEVEL = r"(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL|SEVERE)"
# A stamp with its level behind it (log4j, Python, nginx's errors), Kubernetes' klog, syslog.
_MESSAGE = re.compile(
    r"(?i)^\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d[^\s|;]{0,16} (?:[^\s|;]{1,80} ){0,3}?"
    rf"[^\s\w|;]?{_LEVEL}\b(?![|;,\t])|^[IWEF]\d{{4}} \d\d:\d\d:\d\d\.\d+ +\d+ \S+:\d+\] "
    r"|^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S+ [\w./-]+(?:\[\d+\])?: "
)
_WEB_PAGE = re.compile(r"(?i)\s*(?:<!--.*?-->\s*)?<(?:!doctype html|html|head|body|table)\b")
_XML = re.compile(r"\s*<(?:\?xml|[A-Za-z][\w:.-]*[\s>/])")
_SQL = re.compile(r"(?im)^(?:CREATE TABLE|INSERT INTO|COPY \S+ \(.*\) FROM stdin)\b")
_POINTER = "version https://git-lfs.github.com/spec/"
_JSON_BEGINS = re.compile(r'\s*(?:\[\s*)?\{\s*"')
_OF_AN_ERROR = frozenset(["error", "errors", "fault", "error_description", "errormessage"])


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignKind:
    """A kind of file that holds no journeys."""

    what: str
    why_not: str
    remedy: str
    fits: Callable[[ExportFile], bool]


def _has_lines(pattern: re.Pattern[str], least: float) -> Callable[[ExportFile], bool]:
    """Whether at least this share of the first lines are such."""

    def fits(file: ExportFile) -> bool:
        lines = file.lines
        found = sum(1 for line in lines if pattern.search(line))
        return found > 0 and found >= least * len(lines)

    return fits


def _begins(pattern: re.Pattern[str]) -> Callable[[ExportFile], bool]:
    return lambda file: pattern.match(file.head) is not None


def _is_error(file: ExportFile) -> bool:
    """Whether it is one object that tells an error and no time of its own."""
    json = look_at_json(file)
    if json is None or len(json.records) != 1 or not _JSON_BEGINS.match(file.head):
        return False
    (record,) = json.records
    cells = [cell for (cell,) in sample_fields([record]).values()]
    return bool({name.lower() for name in record} & _OF_AN_ERROR) and not any(
        map(looks_like_time, cells)
    )


def _is_xes(file: ExportFile) -> bool:
    return _XML.match(file.head) is not None and "<log" in file.head and "<trace" in file.head


def _is_cut_json(file: ExportFile) -> bool:
    return _JSON_BEGINS.match(file.head) is not None and look_at_json(file) is None


TEXT_KINDS = (
    ForeignKind(
        what="these are requests without their times",
        why_not="what was done when, and in which visit, cannot be told",
        remedy=f"{ACCESS_LOG}, or let the application log as that does (morgan: `combined`;"
        " uvicorn: gunicorn's `--access-logfile`)",
        fits=_has_lines(_WITHOUT_TIME, 0.5),
    ),
    ForeignKind(
        what="these are requests without anything that tells visitors apart",
        why_not="they hold no address, no cookie and no user",
        remedy=ACCESS_LOG,
        fits=_has_lines(_WITHOUT_VISITOR, 0.5),
    ),
    ForeignKind(
        what="this is the log of a Rails application",
        why_not="what a request is answered stands on another line than who asked for it",
        remedy=ACCESS_LOG,
        fits=_has_lines(_OF_RAILS, 0.05),
    ),
    ForeignKind(
        what="this is the log of a Symfony application",
        why_not="it tells which route was asked for, not by whom nor what was answered",
        remedy=ACCESS_LOG,
        fits=_has_lines(_OF_SYMFONY, 0.05),
    ),
    ForeignKind(
        what="this is an event log of process mining as XML (XES)",
        why_not="it is read as a table alone",
        remedy="write it as CSV, for example with PM4Py:"
        " `pm4py.convert_to_dataframe(pm4py.read_xes(FILE)).to_csv(...)`",
        fits=_is_xes,
    ),
    ForeignKind(
        what="this is a web page, not an export",
        why_not="a server shows one instead of the file, for example to sign in",
        remedy="open it in a browser to see what it says, and download the export again; a table"
        " that was saved as a page can be saved as CSV from a spreadsheet",
        fits=_begins(_WEB_PAGE),
    ),
    ForeignKind(
        what="this is what a server answers when something is wrong, not an export",
        why_not="it tells an error and holds no events",
        remedy="read what it says, and download the export again",
        fits=_is_error,
    ),
    ForeignKind(
        what="this is a pointer of Git LFS, not the file itself",
        why_not="it holds the file's size and nothing more",
        remedy="fetch the file with `git lfs pull`",
        fits=lambda file: file.head.startswith(_POINTER),
    ),
)
"""In the order in which they are tried; no reader knows such files."""
UNSTRUCTURED_KINDS = (
    ForeignKind(
        what="this is a dump of a database",
        why_not="it is read as a table alone",
        remedy="restore it and write the table of events as CSV or Parquet, or mine the database:"
        " `journeys mine postgres://… --table T`",
        fits=lambda file: _SQL.search(file.head) is not None,
    ),
    ForeignKind(
        what="this begins like JSON, and no whole record can be read of it",
        why_not="it was cut off or damaged",
        remedy="export or copy the file again",
        fits=_is_cut_json,
    ),
    ForeignKind(
        what="this is XML",
        why_not="of that the visits of Matomo alone are read",
        remedy="write its events as CSV, JSON lines or Parquet",
        fits=_begins(_XML),
    ),
    ForeignKind(
        what="these are messages of an application or a machine",
        why_not="its lines are no requests of users",
        remedy=ACCESS_LOG,
        fits=_has_lines(_MESSAGE, 0.5),
    ),
)
"""What may be such a text where no reader makes anything of it: a log may quote a statement, and
hold requests among its messages. It is no table, whatever its commas make of it."""


def is_unstructured(file: ExportFile) -> bool:
    """Whether it is such a text."""
    return any(kind.fits(file) for kind in UNSTRUCTURED_KINDS)
