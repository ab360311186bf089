"""Where sessions begin and end."""

from pathlib import Path

import pytest

from ..exports import mine_one, write_csv

Row = tuple[object, ...]


def sessions_of(folder: Path, rows: list[Row], **options: object) -> int:
    header = ("user_id", "timestamp", "event", "session_id")
    return mine_one(write_csv(folder / "events.csv", [header, *rows]), **options).report.sessions


@pytest.mark.parametrize(("seconds", "count"), [("30:00", 1), ("30:01", 2)])
def test_thirty_minutes_of_inactivity(tmp_path: Path, seconds: str, count: int) -> None:
    rows: list[Row] = [
        ("ann", "2026-01-01 10:00:00", "home", ""),
        ("ann", f"2026-01-01 10:{seconds}", "cart", ""),
    ]
    assert sessions_of(tmp_path, rows) == count


def test_the_timeout_is_an_option(tmp_path: Path) -> None:
    rows: list[Row] = [
        ("ann", "2026-01-01 10:00:00", "home", ""),
        ("ann", "2026-01-01 10:00:11", "cart", ""),
    ]
    assert sessions_of(tmp_path, rows, idle_timeout_s=10.0) == 2


def test_an_id_of_the_export_holds_within_one_user_and_across_pauses(tmp_path: Path) -> None:
    rows: list[Row] = [
        ("ann", "2026-01-01 10:00:00", "home", "s1"),
        ("ann", "2026-01-01 23:00:00", "cart", "s1"),
        ("bob", "2026-01-01 10:00:00", "home", "s1"),
    ]
    assert sessions_of(tmp_path, rows) == 2


def test_events_without_an_id_are_split_by_pauses(tmp_path: Path) -> None:
    rows: list[Row] = [
        ("ann", "2026-01-01 10:00:00", "home", "s1"),
        ("ann", "2026-01-01 10:00:00", "home", "-1"),
        ("ann", "2026-01-01 12:00:00", "cart", "-1"),
    ]
    assert sessions_of(tmp_path, rows) == 3


def test_rows_may_come_in_any_order(tmp_path: Path) -> None:
    rows: list[Row] = [
        ("ann", "2026-01-01 10:00:05", "cart", ""),
        ("ann", "2026-01-01 10:00:00", "home", ""),
    ]
    header = ("user_id", "timestamp", "event", "session_id")
    model = mine_one(write_csv(tmp_path / "events.csv", [header, *rows])).model
    assert (("home",), "cart") in {(one.context, one.action) for one in model.transitions}
