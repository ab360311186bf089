"""Small exports for the tests of mining, and where the real ones are."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from journeys_mining.engine import Engine, Table
from journeys_mining.mine import Mined, mine
from journeys_mining.model.navigation_model import NavigationModel
from journeys_mining.options import MiningOptions
from tests.support.shared_data import shared_data


def real_export(name: str) -> Path:
    """A real export; the test is skipped where there is none."""
    return shared_data(f"exports/{name}")


def write_csv(path: Path, rows: Iterable[Sequence[object]]) -> Path:
    """A CSV file with a header row."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows(rows)
    return path


def learn_one(path: Path, **options: Any) -> Mined:
    """One file mined, with a floor of one user unless said otherwise."""
    return mine([path], MiningOptions(**{"floor": 1, **options}), lambda stage: None)


def mine_one(path: Path, **options: Any) -> Mined:
    """The same up to the counts: for what is said of an export, not of what it teaches."""
    with counting_only():
        return learn_one(path, **options)


@contextmanager
def counting_only() -> Iterator[None]:
    """Mining without what is learned from the counts, which takes most of the time."""

    def unchanged(
        _engine: Engine, _sample: Table, model: NavigationModel, *_others: object
    ) -> NavigationModel:
        return model

    with patch("journeys_mining.mine._learned", unchanged):
        yield


def transitions_of(mined: Mined) -> dict[tuple[tuple[str, ...], str], tuple[int, int]]:
    """Count and users of each transition, by context and action."""
    return {(one.context, one.action): (one.count, one.users) for one in mined.model.transitions}
