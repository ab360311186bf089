"""Who a row belongs to: devices and the accounts that were signed in on them."""

import json
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from journeys.errors import InputError
from journeys_mining.options import MiningOptions
from journeys_mining.report import MiningReport
from journeys_mining.warehouses.source import choose_source

from ..exports import counting_only, mine_one, write_csv

PEOPLE = range(6)


def _call(event: str, second: int, device: str | None, account: str | None) -> dict[str, Any]:
    return {
        "type": "track",
        "anonymousId": device,
        "userId": account,
        "messageId": f"m{second}",
        "event": event,
        "timestamp": f"2026-01-01T10:{second // 60:02}:{second % 60:02}Z",
    }


def _report(path: Path, rows: Iterable[Mapping[str, Any]], **options: Any) -> MiningReport:
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return mine_one(path, **options).report


def test_all_devices_of_an_account_are_one_user(tmp_path: Path) -> None:
    calls = [
        _call("browse", 0, "d1", None),
        _call("sign in", 1, "d1", "ann"),
        _call("charged", 2, None, "ann"),
        _call("sign in", 3, "d2", "ann"),
        # Nobody knows whose a device with two accounts is: its visitor is a third person.
        _call("sign in", 4, "d3", "bob"),
        _call("sign in", 5, "d3", "cid"),
        _call("browse", 6, "d3", None),
        # Not signed in, however it is written.
        _call("browse", 7, "d4", "guest"),
        _call("browse", 8, "d5", "guest"),
    ]
    path = tmp_path / "calls.jsonl"
    assert _report(path, calls).users == 6


def test_a_floor_counts_people_and_not_their_devices(tmp_path: Path) -> None:
    calls = [_call("secret", n, f"d{n}", "boss") for n in range(6)]
    calls += [_call("home", 100 + n, f"e{n}", None) for n in range(6)]
    path = tmp_path / "calls.jsonl"
    path.write_text("\n".join(map(json.dumps, calls)), encoding="utf-8")
    mined = mine_one(path, floor=5)
    assert [one.action for one in mined.model.actions] == ["home"]
    path.write_text("\n".join(map(json.dumps, calls[:6])), encoding="utf-8")
    with pytest.raises(InputError, match="the export has 1 user"):
        mine_one(path, floor=5)


def _posthog(n: int, links: str = "$identify") -> list[dict[str, Any]]:
    def event(name: str, minute: int, distinct: str, **properties: str) -> dict[str, Any]:
        return {
            "uuid": f"{n}-{minute}",
            "event": name,
            "distinct_id": distinct,
            "properties": properties,
            "timestamp": f"2026-01-01T10:0{minute}:00Z",
        }

    # No device is named after the login, or that of the browser, with the account beside it.
    later = {"$device_id": f"anon{n}", "$user_id": f"acc{n}"} if n % 2 else {}
    return [
        event("home", 0, f"anon{n}"),
        event(links, 1, f"acc{n}", **{_OTHER_ID.get(links, "alias"): f"anon{n}"}),
        event("pay", 2, f"acc{n}", **later),
    ]


_OTHER_ID = {"$identify": "$anon_distinct_id"}


def _matomo(n: int) -> list[dict[str, Any]]:
    return [
        {
            "idVisit": n,
            "visitorId": f"d{n}-{minute // 2}",
            "userId": f"acc{n}" if minute else None,
            "actionDetails": [
                {"type": name, "url": "https://shop.test/", "timestamp": 1767261600 + 60 * minute}
            ],
        }
        for minute, name in enumerate(("home", "login", "pay"))
    ]


def _amplitude(n: int) -> list[dict[str, Any]]:
    return [
        {
            "$insert_id": f"{n}-{minute}",
            "device_id": f"d{n}" if minute < 2 else None,
            "user_id": f"acc{n}" if minute else None,
            "session_id": -1,
            "event_time": f"2026-01-01 10:0{minute}:00.000000",
            "event_type": name,
        }
        for minute, name in enumerate(("home", "login", "pay"))
    ]


def _ga4(n: int) -> list[dict[str, Any]]:
    return [
        {
            "event_name": name,
            "event_timestamp": str((1767261600 + 60 * minute) * 1_000_000),
            "event_params": [],
            "user_pseudo_id": f"d{n}-{minute // 2}",
            "user_id": f"acc{n}" if minute else None,
        }
        for minute, name in enumerate(("home", "login", "pay"))
    ]


def _table(n: int) -> list[dict[str, Any]]:
    return [
        {
            "timestamp": f"2026-01-01T10:0{minute}:00Z",
            "anonymous_id": f"d{n}" if minute < 2 else "",
            "user_id": f"acc{n}" if minute else "",
            "event": name,
        }
        for minute, name in enumerate(("home", "login", "pay"))
    ]


@pytest.mark.parametrize(
    ("reader", "rows_of"),
    [
        ("posthog", _posthog),
        ("posthog", partial(_posthog, links="$create_alias")),
        ("posthog", partial(_posthog, links="$merge_dangerously")),
        ("amplitude", _amplitude),
        ("ga4", _ga4),
        ("matomo", _matomo),
        ("table", _table),
    ],
)
def test_a_login_links_device_and_account(tmp_path: Path, reader: str, rows_of: Any) -> None:
    rows = [row for n in PEOPLE for row in rows_of(n)]
    report = _report(tmp_path / "events.jsonl", rows)
    assert [one.reader for one in report.files] == [reader]
    assert (report.refused, report.users, report.sessions) == ((), 6, 6)


def test_a_database_stitches_them_too(tmp_path: Path) -> None:
    import duckdb

    from journeys_mining.mine import mine_source

    rows = [row for n in PEOPLE for row in _table(n)]
    csv = write_csv(tmp_path / "t.csv", [list(rows[0]), *(list(row.values()) for row in rows)])
    with duckdb.connect(tmp_path / "w.duckdb") as connection:
        connection.execute(f"CREATE TABLE e AS FROM read_csv('{csv}')")
    source = choose_source(f"duckdb://{tmp_path / 'w.duckdb'}", "e", None)
    with counting_only():
        report = mine_source(source, MiningOptions(floor=1), lambda _stage: None).report
    assert (report.refused, report.users, report.sessions) == ((), 6, 6)


def test_an_id_of_the_app_is_no_device(tmp_path: Path) -> None:
    rows = [row | {"anonymous_id": "web"} for n in PEOPLE for row in _table(n) if row["user_id"]]
    report = _report(tmp_path / "events.jsonl", rows)
    assert report.users == 6
    assert "account" not in {use.role for use in report.files[0].columns}


def test_devices_and_accounts_that_are_counted_from_one_are_told_apart(tmp_path: Path) -> None:
    """Device 7 is not account 7, on which nobody was ever signed in."""
    rows = [
        (1, 7, "10:00", "/"),
        (1, 7, "10:01", "/cart"),
        (2, 7, "15:00", "/"),
        (7, "", "10:00", "/"),
        (7, "", "10:01", "/cart"),
        # The server knows the account alone.
        ("", 7, "10:05", "/paid"),
    ]
    path = tmp_path / "e.csv"
    lines = [f"{a},{b},2026-01-01 {c}:00,{d}" for a, b, c, d in rows]
    path.write_text("\n".join(["device_id,user_id,time,path", *lines]), encoding="utf-8")
    report = mine_one(path, floor=1).report
    assert (report.users, report.sessions) == (2, 3)
