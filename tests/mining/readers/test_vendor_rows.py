"""The genuine rows of vendors: few, but as they really are."""

import json
from pathlib import Path
from typing import Any

import pytest

from ..exports import learn_one, mine_one, real_export


@pytest.mark.parametrize(
    ("name", "reader", "figures"),
    [
        ("segment_rudder/edx_load_events_acceptance_segment_20150414.log", "segment", (6, 2, 1, 2)),
        ("segment_rudder/rudder_transformer_proc_batch_input.json", "segment", (3, 1, 1, 1)),
        ("segment_rudder/dbt_segment_example_pages.csv", "segment", (1, 0, 1, 1)),
        ("posthog/capture_batch_payload_fixture.json", "posthog", (2, 1, 1, 1)),
        ("posthog/autocapture_event_from_vendor_test.json", "posthog", (1, 0, 1, 1)),
        ("ga4/bq_nested_dataform_testrows.jsonl", "ga4", (14, 1, 6, 6)),
        # Two rows have no visitor and one is a `session_start`.
        ("ga4/bq_nested_singles.jsonl", "ga4", (5, 3, 2, 2)),
        ("ga4/d2c_seed_ga4_flattened_events.csv", "ga4", (277, 50, 10, 50)),
        # One account was signed in on two devices: a user, not two.
        ("ga4/fivetran_ga4_export_event_data.csv", "ga4", (6, 1, 2, 4)),
        ("amplitude/export_api_genuine_line.json", "amplitude", (1, 0, 1, 1)),
        ("amplitude/export_api_mock_doc_lines.jsonl", "amplitude", (3, 0, 2, 2)),
        ("mixpanel/airbyte_source_mixpanel_export_record.jsonl", "table", (1, 0, 1, 1)),
        ("mixpanel/fivetran_mixpanel_event.csv", "mixpanel", (5, 0, 3, 5)),
    ],
)
def test_rows_left_out_users_and_sessions(
    name: str, reader: str, figures: tuple[int, int, int, int]
) -> None:
    report = learn_one(real_export(name)).report
    assert report.files[0].reader == reader
    assert report.refused == ()
    left_out = sum(one.count for one in report.left_out)
    assert (report.rows, left_out, report.users, report.sessions) == figures


def test_a_click_is_named_after_the_text_it_hit() -> None:
    mined = mine_one(real_export("posthog/autocapture_event_from_vendor_test.json"))
    assert [one.action for one in mined.model.actions] == ["click Awesome Site @ /"]


def test_the_zone_of_a_mixpanel_project_in_mexico(tmp_path: Path) -> None:
    path = real_export("mixpanel/raw_export_genuine_lines.jsonl")
    line = path.read_text(encoding="utf-8").splitlines()[0]
    (tmp_path / "one.jsonl").write_text(line, encoding="utf-8")
    report = mine_one(tmp_path / "one.jsonl").report
    # 23:49:36 as written; the stamp of receipt says 05:49:37 of the next day.
    assert report.first_event == "2022-04-03T05:49:36Z"


@pytest.mark.parametrize(
    ("zone", "first", "said"),
    [
        (None, "2022-04-02T23:49:36Z", "say the project's with `--time-zone`"),
        ("America/Mexico_City", "2022-04-03T05:49:36Z", "the clock of America/Mexico_City"),
    ],
)
def test_the_zone_of_mixpanel_events_without_stamps_is_asked_for(
    tmp_path: Path, zone: str | None, first: str, said: str
) -> None:
    properties = {"time": 1648943376, "distinct_id": "u", "$insert_id": "i", "mp_lib": "web"}
    path = tmp_path / "one.jsonl"
    path.write_text(json.dumps({"event": "Home", "properties": properties}), encoding="utf-8")
    report = mine_one(path, time_zone=zone).report
    (time,) = (use for use in report.files[0].columns if use.role == "time")
    assert said in time.why
    assert report.first_event == first


def test_a_session_of_minus_one_is_none(tmp_path: Path) -> None:
    path = real_export("amplitude/export_api_genuine_line.json")
    event: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    later = {**event, "$insert_id": "other", "event_time": "2023-01-02 19:02:52.749000"}
    copy = tmp_path / "two.json"
    copy.write_text(json.dumps(event) + "\n" + json.dumps(later), encoding="utf-8")
    assert mine_one(copy).report.sessions == 2
