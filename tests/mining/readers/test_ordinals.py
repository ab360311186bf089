"""Events of one moment keep the order that the export tells, else that of the file."""

import json
from pathlib import Path

import pytest

from journeys_mining.mine import Mined

from ..exports import mine_one, write_csv

MOMENT = "2026-01-01T10:00:00Z"


def _walk(mined: Mined) -> list[str]:
    """The actions of the only session."""
    after = {one.context[0]: one.action for one in mined.model.transitions if len(one.context) == 1}
    walk = ["(start)"]
    while (following := after[walk[-1]]) != "(end)":
        walk.append(following)
    return walk[1:]


@pytest.mark.parametrize(
    ("column", "options"), [("step_in_page", {"ordinal": "step_in_page"}), ("event_index", {})]
)
def test_a_column_goes_before_the_order_of_the_file(
    tmp_path: Path, column: str, options: dict[str, str]
) -> None:
    # As numbers: 10 comes after 9.
    rows = [["ann", MOMENT, f"e{place}", place] for place in (10, 2, 9, 1)]
    path = write_csv(tmp_path / "e.csv", [["user_id", "timestamp", "event", column], *rows])
    assert _walk(mine_one(path, **options)) == ["e1", "e2", "e9", "e10"]


def test_without_one_the_file_decides(tmp_path: Path) -> None:
    rows = [["ann", MOMENT, f"e{place}"] for place in (10, 2, 9, 1)]
    path = write_csv(tmp_path / "e.csv", [["user_id", "timestamp", "event"], *rows])
    assert _walk(mine_one(path)) == ["e10", "e2", "e9", "e1"]


def test_ga4_tells_pages_batches_and_places(tmp_path: Path) -> None:
    places = [(1, 1, 2), (1, 10, 1), (1, 2, 1), (1, 1, 1)]
    rows = [
        {
            "event_name": "-".join(map(str, place)),
            "event_timestamp": "1767261600000000",
            "user_pseudo_id": "1.2",
            "batch_page_id": place[0],
            "batch_ordering_id": place[1],
            "batch_event_index": place[2],
            "event_params": [],
        }
        for place in places
    ]
    path = tmp_path / "ga4.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert _walk(mine_one(path)) == ["1-1-1", "1-1-2", "1-2-1", "1-10-1"]


def test_a_refused_row_is_still_shown_with_its_line(tmp_path: Path) -> None:
    rows = [["ann", MOMENT, "b", 2], ["", MOMENT, "a", 1], ["ann", MOMENT, "c", 1]]
    header = ["user_id", "timestamp", "event", "event_index"]
    mined = mine_one(write_csv(tmp_path / "e.csv", [header, *rows]), max_refused_share=0.5)
    assert [one.line for one in mined.report.refused] == [3]
    assert _walk(mined) == ["c", "b"]


def test_what_has_the_newest_event_first_is_read_from_its_end(tmp_path: Path) -> None:
    """As log stores and APIs give it: of one second, too, the later event stands first."""
    seconds = [one // 2 for one in range(30)]
    rows = [["ann", f"2026-01-01T10:00:{second:02}Z", f"e{place:02}"]
            for place, second in enumerate(seconds)]  # fmt: skip
    header = ["user_id", "timestamp", "event"]
    path = write_csv(tmp_path / "e.csv", [header, *reversed(rows)])
    assert _walk(mine_one(path)) == [f"e{place:02}" for place in range(30)]
