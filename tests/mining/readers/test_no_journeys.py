"""Exports that can be mined only in part or not at all, and why."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from journeys.errors import InputError

from ..exports import mine_one, real_export

PLAUSIBLE = {
    "visitors": "date,visitors,pageviews,visits,views_per_visit,bounce_rate,visit_duration\n"
    "2026-01-01,10,30,12,2.5,40,61\n",
    "pages": "page,visitors,pageviews,bounce_rate,time_on_page\n/cart,10,30,40,61\n",
    "imported": "date,hostname,page,visits,visitors,pageviews\n2026-01-01,a.test,/,1,1,2\n",
}


@pytest.mark.parametrize("name", list(PLAUSIBLE))
def test_totals_are_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / f"{name}.csv"
    path.write_text(PLAUSIBLE[name], encoding="utf-8")
    with pytest.raises(InputError, match="no users, no sessions and no order") as caught:
        mine_one(path)
    assert caught.value.remedy


@pytest.mark.parametrize(
    "name",
    [
        "jaeger_fixture_otel_traces_01.json",
        "jaegerui_otlp_multi_in_combined.json",
        "lamp_java_agent_traces.jsonl",
        "otel_proto_example_trace.json",
    ],
)
def test_traces_without_sessions_are_refused(name: str) -> None:
    with pytest.raises(InputError, match=r"no span has a `session\.id`"):
        mine_one(real_export(f"otlp_traces/{name}"))


def _span(trace: str, start_s: int, **attributes: str) -> dict[str, object]:
    return {
        "traceId": trace,
        "spanId": f"{trace}-{start_s}",
        "startTimeUnixNano": f"{start_s}000000000",
        "endTimeUnixNano": f"{start_s}012000000",
        "attributes": [
            {"key": key.replace("_", "."), "value": {"stringValue": value}}
            for key, value in attributes.items()
        ],
    }


def test_traces_with_sessions_are_mined_by_their_first_requests(tmp_path: Path) -> None:
    spans = [
        _span("t2", 1767261605, http_method="POST", http_target="/cart", session_id="s1"),
        _span("t1", 1767261600, http_method="GET", url_path="/", session_id="s1"),
        # What one service asks of another within the request.
        _span("t1", 1767261601, http_method="GET", url_path="/stock/7", session_id="s1"),
    ]
    line = {"resourceSpans": [{"resource": {}, "scopeSpans": [{"spans": spans}]}]}
    path = tmp_path / "traces.jsonl"
    path.write_text(json.dumps(line) + "\n", encoding="utf-8")
    mined = mine_one(path)
    assert (mined.report.events, mined.report.sessions, mined.report.users) == (2, 1, 1)
    assert [(one.action, one.duration_ms) for one in mined.model.actions] == [
        ("POST /cart", (12, 12)),
        ("view /", (12, 12)),
    ]


def test_a_trace_of_graphql_is_called_after_its_operation(tmp_path: Path) -> None:
    spans = [
        _span("t1", 1767261600, http_method="POST", http_target="/graphql", session_id="s1"),
        # The server's library names the operation in a span of its own.
        _span("t1", 1767261601, graphql_operation_name="AddToCart"),
        _span("t2", 1767261605, http_method="POST", http_target="/graphql", session_id="s1"),
    ]
    line = {"resourceSpans": [{"resource": {}, "scopeSpans": [{"spans": spans}]}]}
    path = tmp_path / "traces.jsonl"
    path.write_text(json.dumps(line), encoding="utf-8")
    assert [one.action for one in mine_one(path).model.actions] == [
        "POST /graphql",
        "POST /graphql?operationName=AddToCart",
    ]


def jaeger(spans: list[dict[str, object]]) -> object:
    tags = {key: [{"key": key, "type": "string", "value": value}] for key, value in TAGS.items()}
    return {"data": [
        {"traceID": one["trace"], "processes": {}, "spans": [{
            "traceID": one["trace"],
            "startTime": one["start"],
            "duration": 12_000,
            "tags": [*tags["http.method"], *tags["session.id"],
                     {"key": "http.target", "value": one["path"]}],
        }]} for one in spans
    ]}  # fmt: skip


def zipkin(spans: list[dict[str, object]]) -> object:
    return [
        {
            "traceId": one["trace"],
            "id": one["trace"],
            "timestamp": one["start"],
            "duration": 12_000,
            "tags": {**TAGS, "http.path": one["path"]},
            "localEndpoint": {"serviceName": "shop"},
        }
        for one in spans
    ]


TAGS = {"http.method": "GET", "session.id": "s1"}


@pytest.mark.parametrize("written", [jaeger, zipkin])
def test_spans_of_jaeger_and_zipkin(
    tmp_path: Path, written: Callable[[list[dict[str, object]]], object]
) -> None:
    begin = 1767261600_000_000
    spans: list[dict[str, object]] = [
        {"trace": f"{number:016x}", "start": begin + number * 1_000_000, "path": path}
        for number, path in enumerate(("/", "/cart", "/checkout"), start=1)
    ]
    path = tmp_path / "traces.json"
    path.write_text(json.dumps(written(spans), indent=1), encoding="utf-8")
    mined = mine_one(path)
    assert (mined.report.files[0].reader, mined.report.sessions) == ("otlp", 1)
    assert mined.report.first_event == "2026-01-01T10:00:01Z"
    assert [(one.action, one.duration_ms) for one in mined.model.actions] == [
        ("view /", (12, 12)), ("view /cart", (12, 12)), ("view /checkout", (12, 12)),
    ]  # fmt: skip
    path.write_text(json.dumps(written(spans)).replace("session.id", "id"), encoding="utf-8")
    with pytest.raises(InputError, match=r"no span has a `session\.id`"):
        mine_one(path)


def test_page_views_of_goatcounter_are_mined_by_session() -> None:
    mined = mine_one(real_export("goatcounter/export.csv"))
    assert mined.report.files[0].reader == "goatcounter"
    assert (mined.report.events, mined.report.users, mined.report.sessions) == (3, 2, 2)
    assert [one.action for one in mined.model.actions] == [
        "click-cv-html",
        "view /static-go.html",
        "view /stupid-light.html",
    ]
