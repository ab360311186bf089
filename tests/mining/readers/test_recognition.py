"""Which reader takes a file, whatever its name."""

import json
from pathlib import Path

import pytest

from journeys.errors import InputError
from journeys_mining.explaining import explain_reading
from journeys_mining.options import MiningOptions

from ..exports import mine_one, write_csv

CALL = {
    "type": "track",
    "anonymousId": "ann",
    "messageId": "m",
    "event": "Signed up",
    "timestamp": "2026-01-01T10:00:00Z",
}


def test_a_few_foreign_records_do_not_make_it_another_format(tmp_path: Path) -> None:
    calls = [{**CALL, "messageId": f"m{number}"} for number in range(9)]
    foreign = {"anonymousId": "bob", "timestamp": "2026-01-01T10:00:00Z", "event": "Signed up"}
    path = tmp_path / "data.txt"
    path.write_text("\n".join(map(json.dumps, [*calls, foreign])), encoding="utf-8")
    report = mine_one(path).report
    assert report.files[0].reader == "segment"
    assert report.files[0].why == "9 of the first 10 records are Segment or RudderStack calls"


def test_a_json_document_of_any_events_is_a_table(tmp_path: Path) -> None:
    events = [{"who": {"user_id": "ann"}, "at": "2026-01-01", "event": name} for name in "ab"]
    path = tmp_path / "events.json"
    path.write_text(json.dumps({"total": 2, "data": events}, indent=2), encoding="utf-8")
    report = mine_one(path).report
    assert (report.files[0].reader, report.events) == ("table", 2)
    assert [(use.role, use.column) for use in report.files[0].columns] == [
        ("user", "who.user_id"),
        ("time", "at"),
        ("event", "event"),
    ]


def test_a_column_option_goes_before_the_format(tmp_path: Path) -> None:
    path = tmp_path / "calls.jsonl"
    path.write_text(json.dumps({**CALL, "properties": {"step": "two"}}), encoding="utf-8")
    mined = mine_one(path, event="properties.step")
    assert [one.action for one in mined.model.actions] == ["two"]
    with pytest.raises(InputError, match=r"did you mean 'properties\.step'"):
        mine_one(path, event="properties.steps")


def test_a_cut_document_is_said_to_be_cut(tmp_path: Path) -> None:
    path = tmp_path / "calls.json"
    path.write_text(json.dumps([CALL, CALL], indent=1)[:-30], encoding="utf-8")
    with pytest.raises(InputError, match="the JSON cannot be read"):
        mine_one(path)


def test_every_way_to_write_nothing(tmp_path: Path) -> None:
    spellings = ["", "NULL", "null", "NA", "N/A", "-", "(not set)", "None", "NaN", "\\N"]
    rows = [["user_id", "timestamp", "event", "page_url"]]
    rows += [["ann", f"2026-01-01 10:00:{n:02}", no, "/cart"] for n, no in enumerate(spellings)]
    rows += [[no, "2026-01-01 10:00:00", "home", "/"] for no in spellings]
    mined = mine_one(write_csv(tmp_path / "events.csv", rows), max_refused_share=0.5)
    assert [(one.action, one.count) for one in mined.model.actions] == [
        ("view /cart", len(spellings))
    ]
    assert [one.count for one in mined.report.refused] == [len(spellings)]


def test_session_ids_are_those_of_one_user_only(tmp_path: Path) -> None:
    rows = [["user_id", "session_id", "timestamp", "event"]]
    rows += [[user, "1", f"2026-01-01 10:00:0{n}", "home"] for n, user in enumerate(["a", "b"])]
    # -1 is no session: the pause of a day tells them apart.
    rows += [["c", "-1", f"2026-01-0{day} 10:00:00", "home"] for day in (1, 2)]
    assert mine_one(write_csv(tmp_path / "events.csv", rows)).report.sessions == 4


def test_what_was_sent_is_no_name_of_an_event(tmp_path: Path) -> None:
    """As in edX's tracking logs, whose `event` is JSON as text."""
    rows = [
        {
            "username": "ann",
            "time": f"2026-01-01T10:00:0{second}+00:00",
            "event_type": name,
            "event": json.dumps({"id": second}),
            "page": "https://edx.test/courses/x",
        }
        for second, name in enumerate(["problem_check", "seq_next", "page_close"])
    ]
    path = tmp_path / "tracking.log"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    explanation = explain_reading([path], MiningOptions(), lambda _stage: None)
    assert [one.name for one in explanation.examples] == ["problem_check", "seq_next", "page_close"]
