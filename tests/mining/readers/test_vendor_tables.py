"""Exports read as tables: each as its vendor writes it, and what is found in it unasked."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pytest

from journeys_mining.explaining import Explanation, explain_reading
from journeys_mining.options import MiningOptions

FIRST: Final = 1793610843
ROWS: Final = range(24)
AGENT: Final = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0)"


def _page(row: int) -> str:
    return f"/product/{row}?ref={row}"


def _csv(rows: Sequence[Mapping[str, object]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _lines(rows: Sequence[Mapping[str, object]]) -> str:
    return "\n".join(map(json.dumps, rows))


def _ahoy(row: int) -> dict[str, Any]:
    inside = json.dumps({"url": f"https://shop.test{_page(row)}", "title": "A red mug"})
    time = f"2026-11-02 09:14:{row:02}.123"
    return {"id": row, "visit_id": row % 6, "name": "$view", "properties": inside, "time": time}


def _countly(row: int) -> dict[str, Any]:
    told = {"name": "Ann Lee", "email": "ann@shop.test"}
    viewed = {"e": "[CLY]_view", "sg": {"view": _page(row)}}
    return {"uid": f"u{row % 6}", "ts": FIRST * 1000 + row, "up": told} | (
        viewed if row % 4 else {"e": "Add to cart", "sg": {"page": "/cart"}}
    )


def _vercel(row: int) -> dict[str, Any]:
    proxy = {"method": "GET", "path": _page(row), "clientIp": "203.0.113.7", "userAgent": [AGENT]}
    path = _page(row).partition("?")[0]
    return {"timestamp": FIRST * 1000 + row, "path": path, "statusCode": 200, "proxy": proxy}


def _logrocket(row: int) -> dict[str, Any]:
    href = f"https://shop.test{_page(row)}"
    return {"time": FIRST * 1000 + row, "recordingID": f"6-{row % 4}", "href": href} | (
        {"userID": f"u{row % 2}"} if row > 4 else {"userID": ""}
    )


def _mparticle(row: int) -> dict[str, Any]:
    told = {"timestamp_unixtime_ms": FIRST * 1000 + row, "event_name": f"Event {row}"}
    one = {"data": told, "event_type": "custom_event"}
    batch = FIRST * 1000 + 30 + row // 4
    return {"events": [one], "mpid": -7 - row % 6, "timestamp_unixtime_ms": batch}


def _rails(row: int) -> dict[str, Any]:
    return {"method": "GET", "path": _page(row), "controller": "ProductsController",
            "action": "show", "status": 200, "time": f"2026-11-02T09:14:{row:02}Z",
            "user_id": row % 6}  # fmt: skip


def _tealium(row: int) -> dict[str, Any]:
    return {"visitorid": f"v{row % 6}", "eventtime_epoch": FIRST * 1000 + row,
            "event_name": "page_view", "pageurl - full_url": _page(row)}  # fmt: skip


def _salesforce(row: int) -> dict[str, Any]:
    return {"EVENT_TYPE": "URI", "TIMESTAMP": f"202611020914{row:02}.1", "USER_ID": f"005{row % 6}",
            "URI": _page(row), "SESSION_KEY": f"k{row % 6}"}  # fmt: skip


def _cloudtrail(row: int) -> dict[str, Any]:
    identity = {"accountId": "123456789012", "principalId": f"AIDA{row % 6}"}
    return {"eventTime": f"2026-11-02T09:14:{row:02}Z", "eventName": f"Get{row}",
            "userIdentity": identity}  # fmt: skip


def _warehouse(row: int) -> dict[str, Any]:
    """RudderStack's tables in Snowflake."""
    return {"ID": row, "ANONYMOUS_ID": f"a{row % 6}", "RECEIVED_AT": "2026-11-02 10:00:00",
            "TIMESTAMP": f"2026-11-02 09:14:{row:02}.001 Z", "EVENT_TEXT": f"Event {row}",
            "CONTEXT_PAGE_URL": _page(row), "UUID_TS": "2026-11-02 10:00:00"}  # fmt: skip


def _pages_of_an_api(row: int) -> dict[str, Any]:
    one = {"user": {"id": row % 6}, "created": f"2026-11-02T09:14:{row:02}Z", "verb": f"did {row}",
           "target_url": _page(row)}  # fmt: skip
    return {"count": 24, "next": f"https://shop.test/api?page={row}", "results": [one]}


def _kissmetrics(row: int) -> dict[str, Any]:
    return {"_n": f"Event {row}", "_p": f"u{row % 6}", "_t": FIRST + row, "url": _page(row)}


def _gainsight(row: int) -> dict[str, Any]:
    """Of users of several companies."""
    return {"identifyId": f"u{row % 6}", "accountId": f"c{row % 2}", "sessionId": f"s{row % 12}",
            "date": FIRST * 1000 + row, "path": _page(row)}  # fmt: skip


def _moodle(row: int) -> dict[str, Any]:
    name = "\\core\\event\\course_viewed"
    return {"eventname": name, "action": "viewed", "userid": row % 6, "timecreated": FIRST + row}


def _dynatrace(row: int) -> dict[str, Any]:
    """A session, whose list of other events is empty."""
    begin = FIRST * 1000 + row
    action = {"name": f"Load {row}", "startTime": begin, "targetUrl": f"https://a.test{_page(row)}"}
    return {"userSessionId": f"s{row}", "internalUserId": f"u{row % 6}", "startTime": begin - 5,
            "userActions": [action], "events": []}  # fmt: skip


def _mined_process(row: int) -> dict[str, Any]:
    return {"case:concept:name": f"c{row % 6}", "concept:name": f"Event {row}",
            "time:timestamp": f"2026-11-02 09:14:{row:02}+00:00"}  # fmt: skip


def _structlog(row: int) -> dict[str, Any]:
    """Most are not signed in."""
    return {"user_id": None if row % 3 else 7, "ip": f"203.0.113.{row % 6}", "user_agent": AGENT,
            "path": _page(row), "timestamp": f"2026-11-02T09:14:{row:02}Z"}  # fmt: skip


@pytest.mark.parametrize(
    ("one", "form", "columns"),
    [
        (_kissmetrics, _lines, "_p _t _n url"),
        (_gainsight, _lines, "identifyId date - path"),
        (_moodle, _csv, "userid timecreated eventname -"),
        (_dynatrace, _lines, "internalUserId startTime name targetUrl"),
        (_mined_process, _csv, "case:concept:name time:timestamp concept:name -"),
        (_structlog, _lines, "ip timestamp - path"),
        (_ahoy, _csv, "visit_id time name properties.url"),
        (_countly, _lines, "uid ts e sg.view"),
        (_vercel, _lines, "proxy.clientIp timestamp - proxy.path"),
        (_logrocket, _lines, "recordingID time - href"),
        (_mparticle, _lines, "mpid data.timestamp_unixtime_ms data.event_name -"),
        (_rails, _lines, "user_id time - path"),
        (_tealium, _csv, "visitorid eventtime_epoch event_name pageurl - full_url"),
        (_salesforce, _csv, "USER_ID TIMESTAMP - URI"),
        (_cloudtrail, _lines, "userIdentity.principalId eventTime eventName -"),
        (_warehouse, _csv, "ANONYMOUS_ID TIMESTAMP, RECEIVED_AT EVENT_TEXT CONTEXT_PAGE_URL"),
        (_pages_of_an_api, _lines, "user.id created verb target_url"),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_what_is_found_unasked(tmp_path: Path, one: Any, form: Any, columns: str) -> None:
    explained = _explained(tmp_path / "export", form([one(row) for row in ROWS]))
    assert explained.rows == len(ROWS)
    assert not explained.refused
    used = {use.role: use.column for use in explained.files[0].columns}
    assert " ".join(used.get(role, "-") for role in ("user", "time", "event", "url")) == columns
    assert {one.time[:16] for one in explained.examples} == {"2026-11-02T09:14"}


HEADER: Final = ("id", "user_id", "occurred_at", "page_url")
CELLS: Final = [(row, f"u{row % 6}", f"2026-11-02 09:14:{row:02}", _page(row)) for row in ROWS]
WIDTHS: Final = (4, 9, 19, 20)


def _row(cells: Sequence[object], between: str, around: str = "") -> str:
    filled = (str(cell).ljust(width) for cell, width in zip(cells, WIDTHS, strict=True))
    return f"{around}{between.join(filled)}{around[::-1]}"


def _printed(between: str, around: str, rule: str, footer: str, *, is_boxed: bool) -> str:
    above, end = ([rule], [rule]) if is_boxed else ([], [])
    names = _row(HEADER, between, around)
    rows = [_row(cells, between, around) for cells in CELLS]
    return "\n".join([*above, names, rule, *rows, *end, footer, ""])


@pytest.mark.parametrize(
    "text",
    [
        # psql, MySQL, sqlcmd with and without `-s "|"`, Markdown.
        _printed(" | ", " ", "------+-----------+---------------------+------", "(24 rows)",
                 is_boxed=False),
        _printed(" | ", "| ", "+------+-----------+---------------------+------+",
                 "24 rows in set (0.01 sec)", is_boxed=True),
        _printed(" ", "", " ".join("-" * width for width in WIDTHS), "\n(24 rows affected)",
                 is_boxed=False),
        _printed("|", "", "----|---------|-------------------|----", "\n(24 rows affected)",
                 is_boxed=False),
        _printed(" | ", "| ", "|---|:---|---:|---|", "", is_boxed=False),
    ],
)  # fmt: skip
def test_tables_that_clients_of_databases_print(tmp_path: Path, text: str) -> None:
    explained = _explained(tmp_path / "out.txt", text)
    assert (explained.rows, explained.refused) == (len(ROWS), ())
    assert [one.url for one in explained.examples][:3] == [_page(0), _page(2), _page(4)]


def test_clicks_are_called_after_what_they_hit(tmp_path: Path) -> None:
    """As FullStory, Heap and OpenReplay tell of them; a text without a name keeps the kind."""
    rows = [
        {"UserId": row % 6, "EventStart": f"2026-11-02T09:14:{row:02}Z", "PageUrl": _page(row),
         "EventType": ("navigate", "click", "CLICK")[row % 3],
         "EventTargetText": ("", "Add to  cart", "")[row % 3]}
        for row in ROWS
    ]  # fmt: skip
    explained = _explained(tmp_path / "e.csv", _csv(rows))
    named = {one.name for one in explained.examples}
    assert named == {"navigate", "click Add to cart", "CLICK"}


def _event(row: int) -> str:
    at = FIRST * 1000 + row
    return json.dumps({"userId": f"u{row % 6}", "ts": at, "event": "seen", "url": _page(row)})


def _monolog(row: int) -> str:
    context = json.dumps({"user_id": row % 6, "url": _page(row)})
    return f"[2026-11-02 09:14:{row:02}] production.INFO: seen {context} []"


def _kafka(row: int) -> str:
    return json.dumps({"topic": "clicks", "ts": 1, "key": f"u{row % 6}", "payload": _event(row)})


def _logfmt(row: int) -> str:
    told = f'level=info msg="it was \\"seen\\"" path="{_page(row)}" event=seen user_id={row % 6}'
    return f"2026-11-02T09:14:{row:02}.5Z web.1: {told}"


@pytest.mark.parametrize("line", [_monolog, _kafka, _logfmt], ids=lambda line: line.__name__)
def test_events_within_the_lines_of_another(tmp_path: Path, line: Any) -> None:
    explained = _explained(tmp_path / "app.log", "\n".join(map(line, ROWS)))
    assert (explained.rows, explained.refused) == (len(ROWS), ())
    shown = [(one.time[:16], one.name, one.url) for one in explained.examples]
    assert shown[:2] == [("2026-11-02T09:14", "seen", _page(row)) for row in (0, 2)]


def _request(row: int) -> str:
    stamp = f"[02/Nov/2026:09:14:{row:02} +0000]"
    return f'203.0.113.7 - - {stamp} "GET {_page(row)} HTTP/1.1" 200 5 "-" "{AGENT}"'


def _loki() -> str:
    values = [[f"{FIRST + row}000000000", _request(row)] for row in ROWS]
    streams = [{"stream": {"pod": pod}, "values": values[at::2]} for at, pod in enumerate("ab")]
    return json.dumps({"status": "success", "data": {"resultType": "streams", "result": streams}})


def _squid() -> str:
    begin, end = "203.0.113.7 TCP_MISS/200 512 GET", "- NONE/- text/html"
    return "\n".join(f"{FIRST + row}.120    {row} {begin} {_page(row)} {end}" for row in ROWS)


@pytest.mark.parametrize("text", [_loki(), _squid()], ids=["Loki's API", "Squid"])
def test_requests_in_logs_of_other_forms(tmp_path: Path, text: str) -> None:
    explained = _explained(tmp_path / "access.log", text)
    assert (explained.rows, explained.refused) == (len(ROWS), ())
    assert explained.files[0].reader == "access_log"
    assert sorted(str(one.time) for one in explained.examples)[0][:16] == "2026-11-02T09:14"


def _explained(path: Path, content: str, **chosen: Any) -> Explanation:
    path.write_text(content, encoding="utf-8")
    return explain_reading([path], MiningOptions(**chosen), lambda _: None)
