"""Traces as JSON: the requests that they begin with, where spans say which session they are of.

A trace is one request and not a visit, so spans without a session are of no use here.
"""

import re
from collections.abc import Sequence

from journeys.errors import InputError
from journeys_mining.engine import Engine
from journeys_mining.options import MiningOptions
from journeys_mining.readers.export_file import ExportFile
from journeys_mining.readers.interface import Reading, Recognition
from journeys_mining.readers.json_documents import load_values
from journeys_mining.readers.plain_events import PlainEvent, read_plain, refuse_columns
from journeys_mining.readers.spans import Span, spans_of
from journeys_mining.recorded.operations import with_operation
from journeys_mining.report import ColumnUse

_SESSION = ("session.id",)
_USER = ("user.id", "enduser.id", "user.hash")
_METHOD = ("http.request.method", "http.method")
_URL = ("url.full", "http.url")
_PATH = ("url.path", "http.target", "http.path")
_STATUS = ("http.response.status_code", "http.status_code")
_OPERATION = ("graphql.operation.name",)
_AGENT = ("user_agent.original", "http.user_agent")
_ZIPKIN = re.compile(r'"(?:localEndpoint|remoteEndpoint|annotations|tags)":')
_USES = (
    ColumnUse(role="user", column="user.id or session.id", why="by the format"),
    ColumnUse(role="time", column="the start of the span", why="by the format"),
    ColumnUse(role="url", column="url.full or url.path", why="by the format"),
    ColumnUse(role="session", column="session.id", why="by the format"),
)


class OtlpReader:
    """Reads spans of OpenTelemetry, Jaeger and Zipkin with sessions; refuses those without."""

    name = "otlp"

    def recognise(self, file: ExportFile) -> Recognition:
        """By the outermost names of the document."""
        begin = "".join(file.head[:4096].split()) if not file.parquet else ""
        if begin.startswith('{"resourceSpans":['):
            return Recognition(sureness=1.0, why="spans of OpenTelemetry")
        if begin.startswith('{"data":[{"traceID":'):
            return Recognition(sureness=1.0, why="spans of Jaeger")
        if begin.startswith(("[", "{")) and '"traceId":' in begin and _ZIPKIN.search(begin):
            return Recognition(sureness=1.0, why="spans of Zipkin")
        return Recognition(sureness=0.0, why="it does not begin as spans do")

    def read(self, engine: Engine, file: ExportFile, options: MiningOptions) -> Reading:
        """The first request of each trace is an event."""
        refuse_columns(file, options, "a file of spans")
        spans = list(spans_of(list(load_values(file))))
        if not any(span.first(_SESSION) for span in spans):
            raise InputError(
                "no span has a `session.id`: a trace is one request, not a visit",
                where=file.name,
                remedy="have the tracing set `session.id` on its spans, or mine the access log"
                " or the analytics export",
            )
        operations = {
            span.trace: name for span in reversed(spans) if (name := span.first(_OPERATION))
        }
        events = [_event(span, operations.get(span.trace)) for span in _requests(spans)]
        return read_plain(engine, file, events, _USES)


def _requests(spans: Sequence[Span]) -> list[Span]:
    """The first request of each trace, in the order of time; services call each other after it."""
    first: dict[str, Span] = {}
    for span in sorted(spans, key=lambda span: span.start_us):
        if span.first(_URL + _PATH) is not None:
            first.setdefault(span.trace, span)
    return list(first.values())


def _event(span: Span, operation: str | None) -> PlainEvent:
    path, query = span.first(_PATH), span.first(("url.query",))
    if path is not None and query:
        path = f"{path}?{query}"
    session = span.first(_SESSION)
    status = span.first(_STATUS)
    return PlainEvent(
        user=span.first(_USER) or session,
        time_us=span.start_us or None,
        url=with_operation(span.first(_URL) or path or "", operation) or None,
        method=(span.first(_METHOD) or "GET").upper(),
        status=int(status) if status is not None and status.isdigit() else None,
        duration_ms=span.duration_ms,
        session=session,
        agent=span.first(_AGENT),
        example=span.text,
    )
