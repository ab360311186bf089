"""Spans as OpenTelemetry, Jaeger and Zipkin write them in JSON, brought to one shape."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

_Object = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One piece of work within a trace."""

    trace: str
    start_us: int
    """Since 1970 UTC; 0 where it is missing."""
    duration_ms: float | None
    attributes: Mapping[str, str]
    text: str
    """The span as it was written."""

    def first(self, names: Sequence[str]) -> str | None:
        """The first of the attributes that is there."""
        return next((self.attributes[name] for name in names if name in self.attributes), None)


def spans_of(value: object) -> Iterator[Span]:
    """The spans in a JSON value; none where it holds none."""
    if isinstance(value, list):
        for one in value:
            yield from spans_of(one)
    elif isinstance(value, dict):
        if "resourceSpans" in value:
            yield from _otlp(value)
        elif "data" in value:
            yield from _jaeger(value)
        elif "traceId" in value:
            yield _zipkin(value)


def _otlp(value: _Object) -> Iterator[Span]:
    for resource in _list(value, "resourceSpans"):
        # Older exporters call the scope an instrumentation library.
        scopes = _list(resource, "scopeSpans") + _list(resource, "instrumentationLibrarySpans")
        for span in (span for scope in scopes for span in _list(scope, "spans")):
            start_ns, end_ns = (_whole(span.get(f"{end}TimeUnixNano")) for end in ("start", "end"))
            yield Span(
                trace=str(span.get("traceId")),
                start_us=start_ns // 1000,
                duration_ms=(end_ns - start_ns) / 1e6 if end_ns >= start_ns else None,
                attributes=dict(_pairs(span, "attributes")),
                text=json.dumps(span, ensure_ascii=False),
            )


def _jaeger(value: _Object) -> Iterator[Span]:
    for trace in _list(value, "data"):
        for span in _list(trace, "spans"):
            yield Span(
                trace=str(span.get("traceID")),
                start_us=_whole(span.get("startTime")),
                duration_ms=_whole(span.get("duration")) / 1000 if "duration" in span else None,
                attributes=dict(_pairs(span, "tags")),
                text=json.dumps(span, ensure_ascii=False),
            )


def _zipkin(span: _Object) -> Span:
    tags = span.get("tags")
    return Span(
        trace=str(span.get("traceId")),
        start_us=_whole(span.get("timestamp")),
        duration_ms=_whole(span.get("duration")) / 1000 if "duration" in span else None,
        attributes={str(key): str(one) for key, one in tags.items()}
        if isinstance(tags, dict)
        else {},
        text=json.dumps(span, ensure_ascii=False),
    )


def _pairs(span: _Object, name: str) -> Iterator[tuple[str, str]]:
    """Keys and values; OTLP names the type of each value, Jaeger beside it."""
    for attribute in _list(span, name):
        value = attribute.get("value")
        for one in value.values() if isinstance(value, dict) else (value,):
            if isinstance(one, str | int | float):
                yield str(attribute.get("key")), str(one)


def _list(value: _Object, name: str) -> list[_Object]:
    inner = value.get(name)
    return [one for one in inner if isinstance(one, dict)] if isinstance(inner, list) else []


def _whole(value: object) -> int:
    """A 64-bit number, which OTLP writes as text."""
    text = str(value)
    return int(text) if text.isdigit() else 0
