"""How much memory a run may take, said by a person."""

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
