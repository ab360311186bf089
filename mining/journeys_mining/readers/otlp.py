"""OTLP as JSON: the requests that traces begin with, where spans say to which session they belong.

A trace is one request and not a visit, so spans without a session are of no use here.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from journeys.errors import InputError
from journeys_mining.engine import Engine
from journeys_mining.options import MiningOptions
from journeys_mining.readers.export_file import ExportFile
from journeys_mining.readers.interface import Reading, Recognition
from journeys_mining.readers.json_documents import load_values
from journeys_mining.readers.plain_events import PlainEvent, read_plain, refuse_columns
from journeys_mining.report import ColumnUse

_SESSION = ("session.id",)
_USER = ("user.id", "enduser.id", "user.hash")
_METHOD = ("http.request.method", "http.method")
_URL = ("url.full", "http.url")
_PATH = ("url.path", "http.target")
_STATUS = ("http.response.status_code", "http.status_code")
_AGENT = ("user_agent.original", "http.user_agent")
_USES = (
    ColumnUse(role="user", column="user.id or session.id", why="by the format"),
    ColumnUse(role="time", column="startTimeUnixNano", why="by the format"),
    ColumnUse(role="url", column="url.full or url.path", why="by the format"),
    ColumnUse(role="session", column="session.id", why="by the format"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    trace: str
    start_ns: int
    end_ns: int
    attributes: Mapping[str, str]
    text: str

    def first(self, names: Sequence[str]) -> str | None:
        """The first of the attributes that is there."""
        return next((self.attributes[name] for name in names if name in self.attributes), None)


class OtlpReader:
    """Reads spans with sessions; refuses the others, and Jaeger's own JSON, with the reason."""

    name = "otlp"

    def recognise(self, file: ExportFile) -> Recognition:
        """By the outermost names of the document."""
        begin = "".join(file.head[:4096].split()) if not file.parquet else ""
        if begin.startswith('{"resourceSpans":['):
            return Recognition(sureness=1.0, why="spans of OpenTelemetry")
        if begin.startswith('{"data":[{"traceID":'):
            return Recognition(sureness=1.0, why="spans of Jaeger")
        return Recognition(sureness=0.0, why="it does not begin as spans do")

    def read(self, engine: Engine, file: ExportFile, options: MiningOptions) -> Reading:
        """The first request of each trace is an event."""
        refuse_columns(file, options, "a file of spans")
        values = load_values(file)
        spans = [span for value in values if isinstance(value, dict) for span in _spans(value)]
        if not any(span.first(_SESSION) for span in spans):
            raise InputError(
                "no span has a `session.id`: a trace is one request, not a visit",
                where=file.name,
                remedy="have the tracing set `session.id` on its spans and export OTLP as JSON,"
                " or mine the access log or the analytics export",
            )
        return read_plain(engine, file, map(_event, _requests(spans)), _USES)


def _spans(value: Mapping[str, object]) -> Iterator[_Span]:
    for resource in _list(value, "resourceSpans"):
        # Older exporters call the scope an instrumentation library.
        scopes = _list(resource, "scopeSpans") + _list(resource, "instrumentationLibrarySpans")
        for span in (span for scope in scopes for span in _list(scope, "spans")):
            yield _Span(
                trace=str(span.get("traceId")),
                start_ns=_whole(span.get("startTimeUnixNano")),
                end_ns=_whole(span.get("endTimeUnixNano")),
                attributes=dict(_attributes(span)),
                text=json.dumps(span, ensure_ascii=False),
            )


def _attributes(span: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for attribute in _list(span, "attributes"):
        value = attribute.get("value")
        for one in value.values() if isinstance(value, dict) else ():
            if isinstance(one, str | int | float):
                yield str(attribute.get("key")), str(one)


def _requests(spans: Sequence[_Span]) -> list[_Span]:
    """The first request of each trace, in the order of time; services call each other after it."""
    first: dict[str, _Span] = {}
    for span in sorted(spans, key=lambda span: span.start_ns):
        if span.first(_URL + _PATH) is not None:
            first.setdefault(span.trace, span)
    return list(first.values())


def _event(span: _Span) -> PlainEvent:
    path, query = span.first(_PATH), span.first(("url.query",))
    if path is not None and query:
        path = f"{path}?{query}"
    session = span.first(_SESSION)
    status = span.first(_STATUS)
    return PlainEvent(
        user=span.first(_USER) or session,
        time_us=span.start_ns // 1000 or None,
        url=span.first(_URL) or path,
        method=(span.first(_METHOD) or "GET").upper(),
        status=int(status) if status is not None and status.isdigit() else None,
        duration_ms=(span.end_ns - span.start_ns) / 1e6 if span.end_ns >= span.start_ns else None,
        session=session,
        agent=span.first(_AGENT),
        example=span.text,
    )


def _list(value: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    inner = value.get(name)
    return [one for one in inner if isinstance(one, dict)] if isinstance(inner, list) else []


def _whole(value: object) -> int:
    """A 64-bit number, which OTLP writes as text."""
    text = str(value)
    return int(text) if text.isdigit() else 0
