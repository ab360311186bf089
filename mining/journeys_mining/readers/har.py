"""HAR: what a browser or a client recorded. One recording is one user.

The steps are the documents, and the requests for data that scripts and clients of an API make.
"""

import base64
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import urlencode, urljoin, urlsplit

from journeys.errors import InputError
from journeys_mining.engine import Engine
from journeys_mining.options import MiningOptions
from journeys_mining.readers.export_file import ExportFile
from journeys_mining.readers.har_hosts import application_hosts, host_of
from journeys_mining.readers.interface import Reading, Recognition
from journeys_mining.readers.json_documents import load_values
from journeys_mining.readers.plain_events import PlainEvent, read_plain, refuse_columns
from journeys_mining.readers.times import read_time_us
from journeys_mining.recorded.content import Content, answered_places, sent_places
from journeys_mining.recorded.operation_errors import error_in
from journeys_mining.recorded.operations import operation_of, with_operation
from journeys_mining.report import ColumnUse

Entry = Mapping[str, object]

_PAGES: Final = ("text/html", "application/xhtml")
_UNTYPED: Final = ("", "x-unknown")
"""What recorders write where an answer says no type."""
_DOCUMENT = "document"
_OF_PAGES = re.compile(r"image/|font/|text/css|(text|application)/(x-)?(java|ecma)script")
"""What pages are made of."""
_USES = (
    ColumnUse(role="user", column="the recording", why="by the format"),
    ColumnUse(role="time", column="startedDateTime", why="by the format"),
    ColumnUse(role="url", column="request.url", why="by the format"),
)


class HarReader:
    """Reads recordings of Chrome, Firefox, Playwright and whatever else writes HAR."""

    name = "har"

    def recognise(self, file: ExportFile) -> Recognition:
        """By the outermost names of the document."""
        begin = "".join(file.head[:4096].split()) if not file.parquet else ""
        if begin.startswith('{"log":{') and ('"creator"' in file.head or '"entries"' in file.head):
            return Recognition(sureness=1.0, why="a recording of a browser")
        return Recognition(sureness=0.0, why="it does not begin as a recording of a browser does")

    def read(self, engine: Engine, file: ExportFile, options: MiningOptions) -> Reading:
        """Each document that the browser asked for is an event, and each request for data."""
        refuse_columns(file, options, "a recording")
        entries = _entries(file)
        steps = _steps(entries)
        if not steps:
            raise InputError(
                f"none of the {len(entries):,} requests is for a page or for data",
                where=file.name,
                remedy="record from the first page on, with the cache emptied,"
                " and keep the log while navigating",
            )
        return read_plain(engine, file, [_event(one, str(file.path)) for one in steps], _USES)


def _entries(file: ExportFile) -> list[Entry]:
    (value, *_) = [*load_values(file), None]
    log = value.get("log") if isinstance(value, dict) else None
    entries = log.get("entries") if isinstance(log, dict) else None
    if not isinstance(entries, list):
        raise InputError(
            "the recording has no list of entries",
            where=file.name,
            remedy="record and export it again",
        )
    # Tools do not agree on the order of the entries.
    good = [entry for entry in entries if isinstance(entry, dict)]
    return sorted(good, key=lambda entry: _time_us(entry) or 0)


def _steps(entries: Sequence[Entry]) -> list[Entry]:
    """The documents, and the requests for data to the application's hosts; in their order."""
    documents = _documents(entries)
    pages = {id(one) for one in documents}
    data = [one for one in entries if _is_for_data(one) and id(one) not in pages]
    read = [one for one in data if _reads_json(one)]
    own = application_hosts(*([_url(one) for one in some] for some in (documents, data, read)))
    kept = pages | {id(one) for one in data if host_of(_url(one)) in own}
    return [one for one in entries if id(one) in kept]


def _is_for_data(entry: Entry) -> bool:
    """Whether a script or a client of an API asks: JSON comes or goes, or something is changed."""
    request, status = _of(entry, "request"), _status(entry)
    if status == 0 or _redirects_get(entry) or request.get("method") in ("OPTIONS", "HEAD"):
        return False
    if entry.get("_resourceType", "fetch") not in ("fetch", "xhr"):
        return False
    answer = _of(_of(entry, "response"), "content")
    sent = _of(request, "postData")
    return _changes(entry) or any(
        "json" in str(one.get("mimeType")).lower() for one in (answer, sent)
    )


def _changes(entry: Entry) -> bool:
    """Whether something is created, changed or removed, by whatever body: a file, a form, none.

    Plain text that is posted is what beacons send, and a picture what they get; a script or a style
    is part of a page. Where nobody says which requests are documents, a form or an answer with a
    page may be one.
    """
    request = _of(entry, "request")
    kind = str(_of(request, "postData").get("mimeType") or "").lower()
    got = str(_of(_of(entry, "response"), "content").get("mimeType") or "").lower()
    is_beacon = request.get("method") == "POST" and (
        kind.startswith("text/plain") or _OF_PAGES.match(got) is not None
    )
    is_change = request.get("method") in ("POST", "PUT", "PATCH", "DELETE") and not is_beacon
    may_be_page = "_resourceType" not in entry and (_is_html(entry) or "urlencoded" in kind)
    return is_change and not may_be_page


def _url(entry: Entry) -> str:
    return str(_of(entry, "request").get("url") or "")


def _reads_json(entry: Entry) -> bool:
    is_read = _of(entry, "request").get("method") in (None, "GET") and _status(entry) < 300
    answer = _of(_of(entry, "response"), "content")
    return is_read and "json" in str(answer.get("mimeType")).lower()


def _documents(entries: Sequence[Entry]) -> list[Entry]:
    """The requests for pages; only Chrome says which they are."""
    if any("_resourceType" in entry for entry in entries):
        return [
            entry
            for entry in entries
            if entry.get("_resourceType") == _DOCUMENT and not _is_hop(entry)
        ]
    return list(_first_pages(entries))


def _first_pages(entries: Sequence[Entry]) -> Iterator[Entry]:
    """The first HTML answer of each page of the recording, or all HTML where it has no pages."""
    seen: set[object] = set()
    for entry in entries:
        page = entry.get("pageref")
        if _is_hop(entry) or not _is_html(entry) or (page is not None and page in seen):
            continue
        # Playwright's page is a tab: it has many documents. What leads elsewhere is a step before
        # the page that it belongs to.
        if not str(page).startswith("page@") and not _leads_elsewhere(entry):
            seen.add(page)
        yield entry


def _event(entry: Entry, recording: str) -> PlainEvent:
    request = _of(entry, "request")
    duration = entry.get("time")
    operation = operation_of(_text(_of(request, "postData")))
    return PlainEvent(
        user=recording,
        time_us=_time_us(entry),
        url=with_operation(_url(entry), operation) or None,
        method=str(request.get("method") or "GET").upper(),
        status=_said_status(entry) or None,
        duration_ms=float(duration)
        if isinstance(duration, int | float) and duration >= 0
        else None,
        agent=_header(request, "user-agent"),
        content=_content(entry),
        redirect=_redirect(entry),
        example=json.dumps({"startedDateTime": entry.get("startedDateTime"), "request": request}),
    )


def _redirect(entry: Entry) -> str | None:
    """Where an answer led to, as the recorder or the header says."""
    response = _of(entry, "response")
    place = response.get("redirectURL") or _header(response, "location")
    if not place or not 300 <= _status(entry) < 400:
        return None
    try:
        return urljoin(_url(entry), str(place))
    except ValueError:
        return None


def _content(entry: Entry) -> str:
    request, response = _of(entry, "request"), _of(entry, "response")
    sent, answer = _of(request, "postData"), _of(response, "content")
    return Content(
        sent=tuple(
            sent_places(
                _headers(request),
                str(sent.get("mimeType") or ""),
                _text(sent),
                gets_json="json" in str(answer.get("mimeType")).lower(),
            )
        ),
        answered=tuple(
            answered_places(_headers(response), str(answer.get("mimeType") or ""), _text(answer))
        ),
    ).text()


def _text(content: Mapping[str, object]) -> str:
    """The text of a body, which may stand there as a list of fields or in base64."""
    text, fields = content.get("text"), content.get("params")
    if not text and isinstance(fields, list):
        pairs = [(one.get("name"), one.get("value")) for one in fields if isinstance(one, dict)]
        return urlencode([(name, value) for name, value in pairs if name and value is not None])
    if content.get("encoding") == "base64":
        try:
            return base64.b64decode(str(text)).decode("utf-8", "replace")
        except ValueError:
            return ""
    return str(text or "")


def _headers(message: Mapping[str, object]) -> list[tuple[str, str]]:
    headers = message.get("headers")
    return [
        (str(one.get("name")), str(one.get("value")))
        for one in (headers if isinstance(headers, list) else ())
        if isinstance(one, dict)
    ]


def _is_hop(entry: Entry) -> bool:
    """Whether the answer only led to another spelling of its page: to https, a host, a slash."""
    place = _redirect(entry)
    return _redirects_get(entry) and (place is None or _path(place) == _path(_url(entry)))


def _redirects_get(entry: Entry) -> bool:
    return _leads_elsewhere(entry) and _of(entry, "request").get("method") == "GET"


def _leads_elsewhere(entry: Entry) -> bool:
    return _status(entry) in (301, 302, 303, 307, 308)


def _path(url: str) -> tuple[str, str]:
    """The path without a slash at its end, and the query."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url, ""
    return parts.path.rstrip("/"), parts.query


def _is_html(entry: Entry) -> bool:
    """Whether an answer is a page; where it only leads elsewhere, whether one was asked for."""
    content = _of(_of(entry, "response"), "content")
    kind = str(content.get("mimeType") or "")
    if _leads_elsewhere(entry) and kind in _UNTYPED:
        kind = _header(_of(entry, "request"), "accept") or ""
    return kind.lower().startswith(_PAGES)


def _said_status(entry: Entry) -> int:
    """The status, or what an answer of GraphQL says in its place."""
    sent = _of(_of(entry, "request"), "postData")
    answer = _of(_of(entry, "response"), "content")
    error = error_in(_text(sent), _text(answer))
    return error.status if error else _status(entry)


def _status(entry: Entry) -> int:
    """The status of the answer; 0 where the request was blocked."""
    status = _of(entry, "response").get("status")
    return status if isinstance(status, int) else 0


def _header(message: Mapping[str, object], name: str) -> str | None:
    return next((value for key, value in _headers(message) if key.lower() == name), None)


def _time_us(entry: Entry) -> int | None:
    return read_time_us(str(entry.get("startedDateTime")))


def _of(value: Mapping[str, object], name: str) -> Mapping[str, object]:
    inner = value.get(name)
    return inner if isinstance(inner, dict) else {}
