"""The same visits in the envelope of each vendor give the model of the plain table.

What is learned from the counts is compared for the visits of the sample data. The envelopes are
made here; the real rows of the vendors are in the tests of their readers.
"""

import gzip
import json
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from journeys_mining.mine import Mined

from ..exports import counting_only
from .clicks import Click, check_same_model, mine_plain, sample_clicks, shop_clicks
from .envelopes import (
    amplitude_events,
    ga4_events,
    ga360_visits,
    matomo_visits,
    matomo_xml,
    mixpanel_events,
    posthog_events,
    segment_calls,
)


@pytest.fixture(scope="module", params=[sample_clicks, shop_clicks], ids=["sample", "shop"])
def clicks(request: pytest.FixtureRequest) -> Iterator[list[Click]]:
    with nullcontext() if request.param is sample_clicks else counting_only():
        yield request.param()


def write_lines(path: Path, rows: Iterable[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def plain(clicks: list[Click], tmp_path_factory: pytest.TempPathFactory) -> Mined:
    return mine_plain(tmp_path_factory.mktemp("plain"), clicks, sessions=True)


@pytest.fixture(scope="module")
def without_sessions(clicks: list[Click], tmp_path_factory: pytest.TempPathFactory) -> Mined:
    return mine_plain(tmp_path_factory.mktemp("plain"), clicks, sessions=False)


def test_segment_raw_calls(clicks: list[Click], without_sessions: Mined, tmp_path: Path) -> None:
    path = tmp_path / "segment.gz"
    path.write_bytes(gzip.compress(
        "".join(json.dumps(call) + "\n" for call in segment_calls(clicks)).encode()
    ))  # fmt: skip
    mined = check_same_model(without_sessions, path, "segment")
    (left_out,) = mined.report.left_out
    assert left_out.count == len({click.user for click in clicks})


def test_segment_warehouse_tables(
    clicks: list[Click], without_sessions: Mined, tmp_path: Path
) -> None:
    rows = [
        {
            "id": f"ajs-{one.number}",
            "anonymous_id": one.user,
            "received_at": "2030-01-01 00:00:00",
            "sent_at": "2029-01-01 00:00:00",
            "timestamp": one.iso,
            "event": None if one.is_page else f"{one.event}_in_snake_case",
            "event_text": None if one.is_page else one.event,
            "context_page_url": one.url,
        }
        for one in clicks
    ]
    pd.DataFrame(rows).to_csv(tmp_path / "tracks.csv", index=False)
    check_same_model(without_sessions, tmp_path / "tracks.csv", "segment")


@pytest.mark.parametrize("form", ["lines", "pages", "parquet"])
def test_posthog(clicks: list[Click], plain: Mined, tmp_path: Path, form: str) -> None:
    events = list(posthog_events(clicks))
    path = tmp_path / f"posthog.{form}"
    if form == "lines":
        write_lines(path, events)
    elif form == "pages":
        half = len(events) // 2
        pages = [{"next": "https://app.test/?p=2", "results": events[:half]}]
        write_lines(path, [*pages, {"next": None, "results": events[half:]}])
    else:
        frame = pd.DataFrame(events)
        frame["properties"] = frame["properties"].map(json.dumps)
        frame["timestamp"] = pd.to_datetime(frame["timestamp"])
        frame.drop(columns="person_properties").to_parquet(path)
    mined = check_same_model(plain, path, "posthog")
    (left_out,) = mined.report.left_out
    assert left_out.count == 2 * len(clicks)


@pytest.mark.parametrize("form", ["console", "extract", "array", "parquet"])
def test_ga4(clicks: list[Click], plain: Mined, tmp_path: Path, form: str) -> None:
    rows = list(ga4_events(clicks, nulls=form != "extract"))
    path = tmp_path / f"ga4.{form}"
    if form == "array":
        path.write_text(json.dumps(rows, indent=1), encoding="utf-8")
    elif form == "parquet":
        frame = pd.DataFrame(rows)
        frame["event_timestamp"] = frame["event_timestamp"].astype("int64")
        frame.to_parquet(path)
    else:
        write_lines(path, rows)
    check_same_model(plain, path, "ga4")


@pytest.mark.parametrize("form", ["lines", "parquet"])
def test_ga360(clicks: list[Click], plain: Mined, tmp_path: Path, form: str) -> None:
    visits = ga360_visits(clicks)
    path = tmp_path / f"ga_sessions.{form}"
    if form == "parquet":
        pd.DataFrame(visits).to_parquet(path)
    else:
        # Whole numbers are texts in JSON that BigQuery writes.
        write_lines(path, json.loads(json.dumps(visits), parse_int=str))
    check_same_model(plain, path, "ga360")


def test_ga4_flattened(clicks: list[Click], plain: Mined, tmp_path: Path) -> None:
    rows = [
        {
            "event_name": one.event,
            "event_timestamp": one.iso,
            "user_pseudo_id": one.user,
            "user_id": "(not set)",
            "ga_session_id": one.session_start_s,
            "page_location": one.url,
        }
        for one in clicks
    ]
    pd.DataFrame(rows).to_csv(tmp_path / "ga4.csv", index=False)
    check_same_model(plain, tmp_path / "ga4.csv", "ga4")


@pytest.mark.parametrize("zipped", [False, True])
def test_amplitude(clicks: list[Click], plain: Mined, tmp_path: Path, zipped: bool) -> None:
    events = list(amplitude_events(clicks))
    path = write_lines(tmp_path / "amplitude.json", events)
    if zipped:
        path = tmp_path / "export.zip"
        parts: dict[str, list[dict[str, Any]]] = {}
        for event in events:
            parts.setdefault(event["event_time"][:9], []).append(event)
        with zipfile.ZipFile(path, "w") as archive:
            for part, members in parts.items():
                text = "".join(json.dumps(one) + "\n" for one in members)
                name = f"187520/187520_{part}_0#0.json.gz"
                archive.writestr(name, gzip.compress(text.encode()))
    mined = check_same_model(plain, path, "amplitude")
    assert {one.rule: one.count for one in mined.report.left_out} == {
        "exact duplicate of an earlier row": len(clicks),
        "event that is no step of a user": len(clicks),
    }


@pytest.mark.parametrize(
    ("zone_s", "said"),
    [
        (0, "it is UTC"),
        (-6 * 3600, "it was 6 h behind UTC"),
        (19_800, "it was 5.5 h ahead of UTC"),
    ],
)
def test_mixpanel(
    clicks: list[Click], without_sessions: Mined, tmp_path: Path, zone_s: int, said: str
) -> None:
    path = write_lines(tmp_path / "mixpanel.jsonl", mixpanel_events(clicks, zone_s=zone_s))
    mined = check_same_model(without_sessions, path, "mixpanel")
    (why,) = [use.why for use in mined.report.files[0].columns if use.role == "time"]
    assert said in why


@pytest.mark.parametrize("zone_s", [0, 7200, -4 * 3600])
def test_matomo(clicks: list[Click], plain: Mined, tmp_path: Path, zone_s: int) -> None:
    path = tmp_path / "visits.json"
    path.write_text(json.dumps(matomo_visits(clicks, zone_s=zone_s)), encoding="utf-8")
    mined = check_same_model(plain, path, "matomo")
    (left_out,) = mined.report.left_out
    assert left_out.count == len({click.session for click in clicks})


def test_matomo_as_xml(clicks: list[Click], plain: Mined, tmp_path: Path) -> None:
    path = tmp_path / "visits.xml"
    path.write_text(matomo_xml(matomo_visits(clicks, zone_s=7200)), encoding="utf-8")
    check_same_model(plain, path, "matomo")
