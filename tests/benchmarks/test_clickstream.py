"""The clickstream of the mining benchmark is the same each time, and as large as was asked."""

from pathlib import Path

import pytest

from benchmarks.clickstream import write_clickstream


@pytest.mark.parametrize("unique_ids", [False, True])
def test_same_numbers_same_file(tmp_path: Path, unique_ids: bool) -> None:
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    for path in (first, second):
        write_clickstream(path, 5000, unique_ids=unique_ids)
    assert first.read_bytes() == second.read_bytes()
    assert len(first.read_text().splitlines()) == 5001
    assert sorted(one.name for one in tmp_path.iterdir()) == ["first.csv", "second.csv"]
