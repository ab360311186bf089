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


def test_nothing_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "model.json"
    assert main(["mine", str(SAMPLE), "--output", str(target), "--explain", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["files"][0]["reader"] == "table"
    assert not target.exists()
