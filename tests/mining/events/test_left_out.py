"""What a format itself says is no step of a user: a rule for each, counted and switchable."""

import json
from pathlib import Path
from typing import Any

import pytest

from journeys_mining.events.left_out import RARE_CLICK
from journeys_mining.readers.marks import MARKED

from ..exports import mine_one

GOATCOUNTER = (
    "2Path,Title,Event,UserAgent,Browser,System,Session,Bot,Referrer,Referrer scheme,Screen size,"
    "Location,FirstVisit,Date\n"
    "/a,,0,Firefox,,,s1,0,,,,,1,2026-01-01T10:00:00Z\n"
    "/a,,0,Firefox,,,s2,4,,,,,1,2026-01-01T10:00:01Z\n"
)
MATOMO_TIMES = {"firstActionTimestamp": 1767261600, "lastActionTimestamp": 1767261602}


def _ga4(user: str | None, second: int = 0) -> dict[str, Any]:
    return {
        "event_name": f"page{second}",
        "event_timestamp": str((1767261600 + second) * 1_000_000),
        "event_params": [],
        "user_pseudo_id": user,
    }


def _lines(rows: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def _visit(*kinds: str) -> str:
    actions = [
        {"type": kind, "url": "https://a.test/a", "timestamp": 1767261600 + second}
        for second, kind in enumerate(kinds)
    ]
    return json.dumps(
        [{"idVisit": "1", "visitorId": "v", "actionDetails": actions, **MATOMO_TIMES}]
    )


MAPPING = """\
columns: {user: who, time: at, url: page}
leave_out:
  - {column: kind, is: [test]}
  - {column: place, is: [lab]}
"""
MAPPED: list[dict[str, Any]] = [
    {"who": "a", "at": "2026-01-01T10:00:00Z", "page": "/a", "kind": "real", "place": None},
    {"who": "a", "at": "2026-01-01T10:00:01Z", "page": "/b", "kind": None, "place": "lab"},
]


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("marked-bots", GOATCOUNTER),
        ("no-visitor", _lines([_ga4("v"), _ga4(None, 1)])),
        ("goals", _visit("action", "goal")),
        ("abandoned-carts", _visit("action", "ecommerceAbandonedCart")),
        ("mapping", _lines(MAPPED)),
    ],
)
def test_a_rule_counts_and_can_be_switched_off(tmp_path: Path, rule: str, text: str) -> None:
    path = tmp_path / "export"
    path.write_text(text, encoding="utf-8")
    options: dict[str, Any] = {}
    if rule == "mapping":
        options["mapping"] = tmp_path / "mapping.yaml"
        options["mapping"].write_text(MAPPING, encoding="utf-8")
    without = mine_one(path, **options).report
    kept = mine_one(path, keep=(rule,), **options).report
    assert [(one.rule, one.count) for one in without.left_out] == [(MARKED[rule], 1)]
    assert (without.events, without.refused) == (1, ())
    assert (kept.events, kept.left_out) == (2, ())


def test_a_day_that_has_its_table_is_not_counted_from_the_intraday_one(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    rows = [_ga4("v", second) for second in range(3)]
    (folder / "events_20260101.json").write_text(_lines(rows), encoding="utf-8")
    again = [row | {"is_active_user": True} for row in rows]
    (folder / "events_intraday_20260101.json").write_text(_lines(again), encoding="utf-8")
    (folder / "events_intraday_20260102.json").write_text(_lines([_ga4("w", 9)]), encoding="utf-8")
    report = mine_one(folder).report
    kept = mine_one(folder, keep=("intraday",)).report
    assert [(one.rule, one.count) for one in report.left_out] == [(MARKED["intraday"], 3)]
    assert (report.events, kept.events) == (4, 7)


def test_scripts_that_a_program_writes_are_parts_of_pages(tmp_path: Path) -> None:
    """What only looks like one is a page: a course of JavaScript, what is called after styles."""
    parts = ["/js/messages.php?l=en", "/lib/javascript.php", "/theme/css/site/print.aspx"]
    pages = ["/js/closures", "/js.php/intro", "/styles/modern.php", "/messages.php"]
    rows = "".join(f"a,2026-01-01T10:00:0{n}Z,{url}\n" for n, url in enumerate(parts + pages))
    path = tmp_path / "visits.csv"
    path.write_text(f"user,time,url\n{rows}", encoding="utf-8")
    report = mine_one(path).report
    assert {one.rule: one.count for one in report.left_out} == {"static asset": len(parts)}


def test_a_click_on_the_name_of_a_record_does_not_hide_the_way_to_it(tmp_path: Path) -> None:
    """What many click is an action, and kept all are counted."""
    rows = [
        f"u{user},2026-01-01T10:{user:02}:{second:02}Z,{event},{url}\n"
        for user in range(8)
        for second, (event, url) in enumerate(
            [
                ("$pageview", "/tickets"),
                ("click Filter", "/tickets"),
                (f"click Printer {user} is on fire", "/tickets"),
                ("$pageview", f"/tickets/{user * 37}"),
            ]
        )
    ]
    path = tmp_path / "visits.csv"
    path.write_text(f"user,time,event,url\n{''.join(rows)}", encoding="utf-8")
    mined = mine_one(path, floor=5)
    assert {one.rule: one.count for one in mined.report.left_out} == {RARE_CLICK: 8}
    followed = {(one.context, one.action) for one in mined.model.transitions}
    assert (("click Filter @ /tickets",), "view /tickets/{id}") in followed
    kept = mine_one(path, floor=5, keep=("rare-clicks",)).report
    assert (kept.events, kept.left_out) == (mined.report.events + 8, ())
