"""How much memory a run may take, said by a person."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.clickstream import write_clickstream
from journeys.errors import InputError
from journeys_mining.memory import memory_limit_bytes

from .exports import learn_one


@pytest.mark.parametrize(
    ("asked", "said"), [("plenty", "is not a size"), ("12", "is not a size"), ("3MB", "too little")]
)
def test_what_is_no_size(asked: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        memory_limit_bytes(asked)


def test_a_limit_and_a_thread_leave_the_model_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    write_clickstream(path, 20_000)
    freely = learn_one(path, floor=5).model.to_json()
    assert learn_one(path, floor=5, memory="128MiB", threads=1).model.to_json() == freely


def test_a_disk_without_room_is_no_fault_of_ours(tmp_path: Path) -> None:
    """Files may be no larger than this, which the engine is told as it is told of a full disk."""
    path, most_bytes = tmp_path / "events.csv", 2**20
    write_clickstream(path, 20_000)
    command = ("mine", str(path), "--memory", "128MiB", "--output", str(tmp_path / "model.json"))
    ended = subprocess.run(
        [sys.executable, "-c", "from journeys.cli import run; run()", *command],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "cannot be written" in ended.stderr
    assert "TMPDIR" in ended.stderr
    assert ended.returncode == 2
    assert not (tmp_path / "model.json").exists()
