"""Formats and dialects: the same events, however they are written."""

import gzip
import json
from pathlib import Path

import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import pytest
from pyarrow import feather

from journeys.errors import InputError
from journeys_mining.mine import Mined

from .exports import mine_one, transitions_of, write_csv

EVENTS = [
    ("ann", "2026-01-01T10:00:00Z", "home"),
    ("ann", "2026-01-01T10:00:05Z", "cart"),
    ("bob", "2026-01-01T10:00:07Z", "home"),
]
COLUMNS = ("anonymous_id", "timestamp", "event")


def check(mined: Mined) -> None:
    counts = {(before, after): count for ((*_, before), after), (count, _) in
              transitions_of(mined).items()}  # fmt: skip
    assert counts["home", "cart"] == 1
    assert (mined.report.events, mined.report.users, mined.report.sessions) == (3, 2, 2)
    assert mined.report.first_event == "2026-01-01T10:00:00Z"


@pytest.mark.parametrize(
    ("delimiter", "line_end", "mark", "zipped"),
    [
        (",", "\n", "", False),
        (",", "\r\n", "\ufeff", True),
        ("\t", "\r\n", "", False),
        (";", "\n", "\ufeff", False),
        ("|", "\n", "", True),
    ],
)
def test_delimited(tmp_path: Path, delimiter: str, line_end: str, mark: str, zipped: bool) -> None:
    rows = [COLUMNS, *EVENTS]
    text = (mark + "".join(delimiter.join(row) + line_end for row in rows)).encode()
    path = tmp_path / "events.dat"
    path.write_bytes(gzip.compress(text) if zipped else text)
    check(mine_one(path))


@pytest.mark.parametrize("zipped", [False, True])
def test_json_lines_with_nested_fields(tmp_path: Path, zipped: bool) -> None:
    lines = [
        json.dumps({"event": event, "properties": {"distinct_id": user, "time": time}})
        for user, time, event in EVENTS
    ]
    text = "\n\n".join(lines).encode()
    path = tmp_path / "events.jsonl"
    path.write_bytes(gzip.compress(text) if zipped else text)
    mined = mine_one(path)
    check(mined)
    assert [(use.role, use.column) for use in mined.report.files[0].columns] == [
        ("user", "properties.distinct_id"),
        ("time", "properties.time"),
        ("event", "event"),
    ]


def test_a_line_that_is_not_json_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    lines = [json.dumps(dict(zip(COLUMNS, row, strict=True))) for row in EVENTS]
    path.write_text("\n".join([*lines, '{"event": "ho']), encoding="utf-8")
    mined = mine_one(path, max_refused_share=0.5)
    check(mined)
    (refused,) = mined.report.refused
    assert (refused.reason, refused.line) == ("the line is not JSON", 4)


@pytest.mark.parametrize("typed", [False, True])
def test_parquet(tmp_path: Path, typed: bool) -> None:
    frame = pd.DataFrame(EVENTS, columns=list(COLUMNS))
    if typed:
        frame["timestamp"] = pd.to_datetime(frame["timestamp"])
    frame.to_parquet(tmp_path / "events.parquet")
    check(mine_one(tmp_path / "events.parquet"))


@pytest.mark.parametrize("form", ["file", "stream", "compressed"])
def test_arrow(tmp_path: Path, form: str) -> None:
    frame = pd.DataFrame(EVENTS, columns=list(COLUMNS))
    frame["timestamp"] = pd.to_datetime(frame["timestamp"])
    table = pa.Table.from_pandas(frame)
    path = tmp_path / "events.arrow"
    if form == "compressed":
        feather.write_feather(table, path, compression="zstd")
    else:
        new = pa.ipc.new_file if form == "file" else pa.ipc.new_stream
        with pa.OSFile(str(path), "wb") as sink, new(sink, table.schema) as writer:
            writer.write_table(table)
    check(mine_one(path))
    path.write_bytes(path.read_bytes()[:-300])
    with pytest.raises(InputError, match="the Arrow file cannot be read"):
        mine_one(path)


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_file_without_a_header(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "events.csv.gz"
    rows = [delimiter.join(row) for row in (*EVENTS, ("", "soon", "home"))]
    path.write_bytes(gzip.compress(("\ufeff" + "\n".join(rows)).encode()))
    with pytest.raises(InputError, match="the first row is data") as caught:
        mine_one(path)
    assert "--columns" in str(caught.value.remedy)
    mined = mine_one(path, columns=COLUMNS)
    check(mined)
    (refused,) = mined.report.refused
    assert refused.line == 4
    for columns, said in (
        (COLUMNS[:2], "2 columns are named, and the first row has 3"),
        (("a", "b", "a"), "a name comes twice"),
    ):
        with pytest.raises(InputError, match=said):
            mine_one(path, columns=columns)


def test_day_and_time_of_day_in_two_columns(tmp_path: Path) -> None:
    rows = [(user, time[:10], time[11:-1], event) for user, time, event in EVENTS]
    path = write_csv(tmp_path / "events.csv", [("user_id", "date", "time", "event"), *rows])
    mined = mine_one(path)
    check(mined)
    (use,) = [one for one in mined.report.files[0].columns if one.role == "time"]
    assert use.columns == ("date", "time")


TEN_O_CLOCK = [
    "2026-01-01T10:00:00Z",
    "2026-01-01 10:00:00",
    "2026-01-01 10:00:00.000000",
    "2026-01-01T11:00:00+01:00",
    "2026-01-01T04:30:00-0530",
    "2026-01-01 10:00:00 UTC",
    "1767261600",
    "1767261600.0",
    "1767261600000",
    "1767261600000000",
    "1767261600000000000",
]
NO_TIMES = ["", "soon", "2026-13-01", "2026-01-01 10", "17", "infinity"]


def test_times_of_every_unit_and_zone(tmp_path: Path) -> None:
    rows = [("user_id", "event", "time")]
    rows += [(f"u{index}", "home", time) for index, time in enumerate(TEN_O_CLOCK + NO_TIMES)]
    report = mine_one(write_csv(tmp_path / "events.csv", rows), max_refused_share=0.5).report
    assert (report.first_event, report.last_event) == (TEN_O_CLOCK[0], TEN_O_CLOCK[0])
    assert report.events == len(TEN_O_CLOCK)
    assert [one.count for one in report.refused] == [len(NO_TIMES)]


def test_a_column_is_found_by_what_it_holds(tmp_path: Path) -> None:
    rows = [
        ("who", "moment", "address"),
        ("ann", "2026-01-01 10:00:00", "/cart"),
    ]
    mined = mine_one(write_csv(tmp_path / "events.csv", rows), user="who")
    assert [(use.role, use.why) for use in mined.report.files[0].columns] == [
        ("user", "named by an option"),
        ("time", "by its content"),
        ("url", "by its content"),
    ]
    assert [one.action for one in mined.model.actions] == ["view /cart"]


def test_the_user_is_the_fullest_of_the_candidates(tmp_path: Path) -> None:
    rows = [
        ("user_id", "device_id", "timestamp", "event"),
        ("", "d1", "2026-01-01", "home"),
        ("ann", "d2", "2026-01-01", "home"),
    ]
    mined = mine_one(write_csv(tmp_path / "events.csv", rows))
    assert mined.report.files[0].columns[0].column == "device_id"
    assert mined.report.users == 2


def test_access_log_lines_of_all_kinds(tmp_path: Path) -> None:
    stamp = "[01/Jan/2026:11:00:00 +0100]"
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
    bot = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
    lines = [
        f'10.0.0.1 - - {stamp} "GET / HTTP/1.1" 200 12',
        f'10.0.0.1 - - {stamp} "GET /old" 301 -',
        f'10.0.0.2 - ann {stamp} "POST /cart HTTP/2.0" 302 0 "https://shop.test/" "{agent}"',
        f'10.0.0.2 - ann {stamp} "GET /cart HTTP/2.0" 200 9 "https://shop.test/" "{agent}" 0.01',
        f'10.0.0.3 - - {stamp} "GET / HTTP/1.1" 200 12 "-" "{bot}"',
        f'10.0.0.1 - - {stamp} "HEAD / HTTP/1.1" 200 0',
        f'10.0.0.1 - - {stamp} "GET /healthz HTTP/1.1" 200 0',
        f'10.0.0.1 - - {stamp} "GET /app.css?v=3 HTTP/1.1" 200 0',
        f'10.0.0.1 - - {stamp} "\\x16\\x03\\x01" 400 0',
        f'10.0.0.1 - - {stamp} "-" 408 0',
        "this is no log line",
        '10.0.0.1 - - [99/Xyz/2026:11:00:00 +0100] "GET / HTTP/1.1" 200 12',
    ]
    path = tmp_path / "access.log"
    path.write_text("\n".join(lines), encoding="utf-8")
    mined = mine_one(path, max_refused_share=0.5)
    assert [(one.action, one.statuses) for one in mined.model.actions] == [
        ("POST /cart", (("3xx", 1),)),
        ("view /", (("2xx", 1),)),
        ("view /cart", (("2xx", 1),)),
        ("view /old", (("3xx", 1),)),
    ]
    assert {one.rule: one.count for one in mined.report.left_out} == {
        "well-known bot": 1,
        "HEAD or OPTIONS request": 1,
        "health check": 1,
        "static asset": 1,
    }
    assert {(one.reason, one.count, one.line) for one in mined.report.refused} == {
        ("the request is malformed", 2, 9),
        ("the line is not in the common or combined log format", 1, 11),
        ("the time cannot be read", 1, 12),
    }
    assert mined.report.users == 2
    assert mined.report.first_event == "2026-01-01T10:00:00Z"
    assert mined.model.source.hosts == ("shop.test",)
    kept = mine_one(path, max_refused_share=0.5, keep=("bots", "assets"))
    assert kept.report.events == mined.report.events + 2
