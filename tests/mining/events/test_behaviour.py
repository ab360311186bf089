"""Clients that behave like machines are left out under a name, and people are not."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from journeys_mining.events.left_out import ASSETLESS, CRAWLING, REPEATING

from ..exports import mine_one

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


def line(client: str, second: int, target: str) -> str:
    hours, rest = divmod(second, 3600)
    stamp = f"01/Jan/2026:{hours:02}:{rest // 60:02}:{rest % 60:02} +0000"
    return f'{client} - - [{stamp}] "GET {target} HTTP/1.1" 200 12 "-" "{FIREFOX}"'


def people() -> Iterator[str]:
    """Thirty browsers: pages with their assets; one of them reads all day, one reloads a page."""
    for number in range(30):
        for page in range(40 if number == 0 else 4):
            yield line(f"10.0.0.{number}", 600 * page + number, f"/page/{page}")
            yield line(f"10.0.0.{number}", 600 * page + number, "/app.css")
    yield from (line("10.0.0.1", 40_000 + 20 * again, "/scores?live=1") for again in range(99))


MACHINES = {
    CRAWLING: [line("10.1.0.1", 10 * page, f"/page/{page}") for page in range(310)],
    REPEATING: [line("10.1.0.2", 300 * again, f"/?probe={again}") for again in range(120)],
    ASSETLESS: [line("10.1.0.3", 900 * page, f"/page/{page % 5}") for page in range(12)],
}


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "access.log"
    machines = [one for lines in MACHINES.values() for one in lines]
    path.write_text("\n".join([*people(), *machines]), encoding="utf-8")
    return path


def test_machines_are_left_out_and_counted_by_rule(log: Path) -> None:
    report = mine_one(log).report
    left_out = {one.rule: one.count for one in report.left_out}
    assets = left_out.pop("static asset")
    assert left_out == {rule: len(lines) for rule, lines in MACHINES.items()}
    assert (report.users, report.events) == (30, 29 * 4 + 40 + 99)
    assert assets == 29 * 4 + 40


@pytest.mark.parametrize(
    ("name", "rule"),
    [("crawling", CRAWLING), ("repeating", REPEATING), ("assetless", ASSETLESS)],
)
def test_each_rule_can_be_switched_off(log: Path, name: str, rule: str) -> None:
    report = mine_one(log, keep=(name,)).report
    others = {one: len(lines) for one, lines in MACHINES.items() if one != rule}
    # Who crawls or repeats loads no assets either.
    if rule != ASSETLESS:
        others[ASSETLESS] += len(MACHINES[rule])
    left_out = {one.rule: one.count for one in report.left_out if one.rule != "static asset"}
    assert left_out == others


def test_a_log_without_assets_says_nothing_about_who_loads_them(tmp_path: Path) -> None:
    path = tmp_path / "access.log"
    lines = [one for one in (*people(), *MACHINES[ASSETLESS]) if ".css" not in one]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert mine_one(path).report.left_out == ()


@pytest.mark.parametrize(
    ("name", "count"), [("heads", 1), ("health-checks", 1), ("pseudo-events", 1), ("duplicates", 1)]
)
def test_every_other_rule_can_be_switched_off_too(tmp_path: Path, name: str, count: int) -> None:
    rows = [
        "user_id,time,event,url,method",
        "ann,2026-01-01T10:00:00Z,,/cart,GET",
        "ann,2026-01-01T10:00:00Z,,/cart,GET",
        "ann,2026-01-01T10:00:01Z,,/cart,HEAD",
        "ann,2026-01-01T10:00:02Z,,/healthz,GET",
        "ann,2026-01-01T10:00:03Z,scroll,/cart,GET",
        "ann,2026-01-01T10:00:04Z,(start),/cart,GET",
    ]
    path = tmp_path / "events.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    assert mine_one(path).report.events == 1
    assert mine_one(path, keep=(name,)).report.events == 1 + count
