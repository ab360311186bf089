"""Damaged exports end in a model or a clear error; thousands of them in the benchmark."""

from pathlib import Path

import pytest

from benchmarks.fuzzed_exports import damaged, outcome_of

_SAMPLES = ("events.jsonl", "access.log")
_BYTES = 200_000
"""About a thousand rows of each."""


@pytest.mark.parametrize("name", _SAMPLES)
@pytest.mark.parametrize("seed", range(6))
def test_a_damaged_file_is_no_fault_of_ours(tmp_path: Path, name: str, seed: int) -> None:
    original = (Path(__file__).parents[2] / "sample_data" / name).read_bytes()[:_BYTES]
    path = tmp_path / name
    path.write_bytes(damaged(original, seed))
    assert outcome_of(path) in ("model", "error")


def test_the_seed_decides_the_damage() -> None:
    assert damaged(b"a,b\n1,2\n", 3) == damaged(b"a,b\n1,2\n", 3)
    assert len({damaged(b"a,b\n1,2\n" * 9, seed) for seed in range(20)}) > 10
