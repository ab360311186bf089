"""Small exports for the tests of mining, and where the real ones are."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

from journeys_mining.mine import Mined, mine
from journeys_mining.options import MiningOptions

_REAL_EXPORTS = Path(__file__).parents[2] / ".." / "shared" / "data" / "exports"


def real_export(name: str) -> Path:
    """A real export; the test is skipped where there is none."""
    path = _REAL_EXPORTS / name
    if not path.exists():
        pytest.skip(f"the real export {name} is not on this machine")
    return path


def write_csv(path: Path, rows: Iterable[Sequence[object]]) -> Path:
    """A CSV file with a header row."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows(rows)
    return path


def mine_one(path: Path, **options: Any) -> Mined:
    """One file mined, with a floor of one user unless said otherwise."""
    return mine([path], MiningOptions(**{"floor": 1, **options}), lambda stage: None)


def transitions_of(mined: Mined) -> dict[tuple[tuple[str, ...], str], tuple[int, int]]:
    """Count and users of each transition, by context and action."""
    return {(one.context, one.action): (one.count, one.users) for one in mined.model.transitions}
