"""HAR: what a browser recorded. One recording is one user; the steps are its documents."""

import json
from collections.abc import Iterator, Mapping, Sequence

from journeys.errors import InputError
from journeys_mining.engine import Engine
from journeys_mining.options import MiningOptions
from journeys_mining.readers.export_file import ExportFile
from journeys_mining.readers.interface import Reading, Recognition
from journeys_mining.readers.json_documents import load_values
from journeys_mining.readers.plain_events import PlainEvent, read_plain, refuse_columns
from journeys_mining.readers.times import read_time_us
from journeys_mining.report import ColumnUse

Entry = Mapping[str, object]

_DOCUMENT = "document"
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
        """Each document that the browser asked for is an event."""
        refuse_columns(file, options, "a recording")
        entries = _entries(file)
        documents = _documents(entries)
        if not documents:
            raise InputError(
                f"none of the {len(entries):,} requests is for a page",
                where=file.name,
                remedy="record from the first page on, with the cache emptied,"
                " and keep the log while navigating",
            )
        return read_plain(engine, file, [_event(one, str(file.path)) for one in documents], _USES)


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
        # Playwright's page is a tab: it has many documents.
        if not str(page).startswith("page@"):
            seen.add(page)
        yield entry


def _event(entry: Entry, recording: str) -> PlainEvent:
    request, status = _of(entry, "request"), _status(entry)
    duration = entry.get("time")
    return PlainEvent(
        user=recording,
        time_us=_time_us(entry),
        url=str(request.get("url") or "") or None,
        method=str(request.get("method") or "GET").upper(),
        status=status or None,
        duration_ms=float(duration)
        if isinstance(duration, int | float) and duration >= 0
        else None,
        agent=_header(request, "user-agent"),
        example=json.dumps({"startedDateTime": entry.get("startedDateTime"), "request": request}),
    )


def _is_hop(entry: Entry) -> bool:
    """Whether the answer only led elsewhere; a form that leads elsewhere is a step all the same."""
    return 300 <= _status(entry) < 304 and _of(entry, "request").get("method") == "GET"


def _is_html(entry: Entry) -> bool:
    content = _of(_of(entry, "response"), "content")
    return str(content.get("mimeType") or "").lower().startswith(("text/html", "application/xhtml"))


def _status(entry: Entry) -> int:
    """The status of the answer; 0 where the request was blocked."""
    status = _of(entry, "response").get("status")
    return status if isinstance(status, int) else 0


def _header(request: Mapping[str, object], name: str) -> str | None:
    headers = request.get("headers")
    for header in headers if isinstance(headers, list) else ():
        if isinstance(header, dict) and str(header.get("name")).lower() == name:
            return str(header.get("value"))
    return None


def _time_us(entry: Entry) -> int | None:
    return read_time_us(str(entry.get("startedDateTime")))


def _of(value: Mapping[str, object], name: str) -> Mapping[str, object]:
    inner = value.get(name)
    return inner if isinstance(inner, dict) else {}
