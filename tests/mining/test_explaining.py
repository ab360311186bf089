"""What a mining run would begin with: readers, columns and ten events."""

import json
from pathlib import Path

import pytest

from journeys.cli import main
from journeys_mining.explaining import explain_reading
from journeys_mining.options import MiningOptions

from .exports import write_csv

SAMPLE = Path(__file__).parents[2] / "sample_data" / "events.csv"


def test_ten_events_are_spread_over_the_export() -> None:
    explanation = explain_reading([SAMPLE], MiningOptions(), lambda _: None)
    assert [use.role for use in explanation.files[0].columns] == [
        "user", "time", "event", "url", "duration",
    ]  # fmt: skip
    assert len(explanation.examples) == 10
    days = {one.time[:10] for one in explanation.examples}
    assert len(days) >= 8
    assert sum(one.count for one in explanation.refused) == 3


def test_users_are_numbered_and_not_named(tmp_path: Path) -> None:
    rows = [["ann@example.com", f"2026-01-01T10:00:0{n}Z", "a"] for n in range(3)]
    path = write_csv(tmp_path / "e.csv", [["user_id", "time", "event"], *rows])
    explanation = explain_reading([path], MiningOptions(), lambda _: None)
    assert [one.user for one in explanation.examples] == [1, 1, 1]
    assert "ann@" not in repr(explanation.examples)


_STAMP = "[01/Jan/2026:10:00:00 +0000]"
_ALB = (
    "https 2026-01-01T10:00:00.000000Z app/lb/1 192.0.2.1:2817 10.0.0.1:80 0.000 0.001 0.000 200"
    ' 200 34 366 "GET https://www.example.com:443/a HTTP/1.1" "Firefox" - - -'
)
_W3C = (
    "#Fields: date time cs-method cs-uri-stem c-ip sc-status time-taken\n"
    "2026-01-01 10:00:00 GET /a 192.0.2.1 200 15"
)


@pytest.mark.parametrize(
    ("line", "log_format", "columns"),
    [
        (
            f'192.0.2.1 - - {_STAMP} "GET /a HTTP/1.1" 200 5 "-" "Firefox"',
            None,
            {"user": "forwarded, address, agent", "time": "time", "url": "request"},
        ),
        (
            f'{_STAMP} 192.0.2.1 "GET /a HTTP/1.1" 15',
            '%t %h "%r" %D',
            {"user": "address", "url": "request", "duration": "duration_us"},
        ),
        (_ALB, None, {"user": "client, agent", "time": "time", "url": "url", "status": "status"}),
        (_W3C, None, {"user": "c-ip", "time": "date, time", "url": "cs-uri-stem"}),
    ],
)
def test_the_fields_of_an_access_log_are_named(
    tmp_path: Path, line: str, log_format: str | None, columns: dict[str, str]
) -> None:
    path = tmp_path / "access.log"
    path.write_text(f"{line}\n" * 3, encoding="utf-8")
    options = MiningOptions(log_format=log_format)
    (file,) = explain_reading([path], options, lambda _: None).files
    named = {use.role: use.column for use in file.columns}
    assert {role: named.get(role) for role in columns} == columns


def test_nothing_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "model.json"
    assert main(["mine", str(SAMPLE), "--output", str(target), "--explain", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["files"][0]["reader"] == "table"
    assert not target.exists()


def test_files_that_are_read_alike_are_told_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(5):
        text = f"user_id,time,event\n{number},2026-01-01T10:00:00Z,a\n"
        (tmp_path / f"{number}.csv").write_text(text, encoding="utf-8")
    assert main(["mine", str(tmp_path), "--explain"]) == 0
    told = " ".join("".join(capsys.readouterr()).split())
    assert "0.csv, " in told
    assert "2.csv and 2 more: table" in told
    assert told.count("← user_id") == 1


def test_what_is_assumed_of_times_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "e.csv"
    path.write_text("Datum;Uhrzeit;Benutzer;Seite\n23.11.2026;14:05;u1;/\n", encoding="utf-8")
    for zone, is_told in ((None, True), ("Europe/Berlin", False)):
        said = ["--time-zone", zone] if zone else []
        assert main(["mine", str(path), "--explain", *said]) == 0
        told = " ".join("".join(capsys.readouterr()).split())
        assert "time ← Datum and Uhrzeit (by its name, " in told
        assert ("no zone is named: taken as UTC" in told) == is_told
