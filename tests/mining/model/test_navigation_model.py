"""The model file: same bytes, round trip, and clear refusals."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeys.errors import FaultyFileError, InputError
from journeys_mining.model.model_file import load_model
from journeys_mining.model.profiles import Profile, ProfileAction, ProfileTransition, Profiling
from tests.support.model_factory import a_model

SESSIONS = st.lists(
    st.lists(st.sampled_from(["view /", "a @ /x/{id}", 'ü ➜ "q"']), min_size=1, max_size=4),
    min_size=1,
    max_size=5,
)


@settings(max_examples=30)
@given(sessions=SESSIONS)
def test_a_model_reads_back_as_it_was_and_writes_the_same_bytes(
    tmp_path_factory: pytest.TempPathFactory, sessions: list[list[str]]
) -> None:
    model = a_model(*sessions, think_s=(1.5, 3.0), duration_ms={"view /": (20, 40)})
    path = tmp_path_factory.mktemp("model") / "model.json"
    model.save(path)
    loaded = load_model(path)
    assert loaded == model
    assert loaded.to_json() == path.read_text(encoding="utf-8")
    assert loaded.digest == model.digest
    assert [one.name for one in path.parent.iterdir()] == ["model.json"]


def test_a_change_of_one_count_is_a_change_of_one_line() -> None:
    old = a_model(("a", "b"), ("a", "b"), order=1).to_json().splitlines()
    new = a_model(("a", "b"), ("a", "b"), ("b",), order=1).to_json().splitlines()
    changed = [line for line in new if line not in old]
    assert len(changed) == 4  # source, action b, start → b (new), b → end


def broken(**changes: Any) -> str:
    content = json.loads(a_model(("a", "b")).to_json())
    return json.dumps(content | changes)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "this is not JSON"),
        ("[1, 2]", "this is not a navigation model"),
        ('{"format": "something"}', "this is not a navigation model"),
        (broken(version=2), "the model is of version 2; this journeys reads 1"),
        (broken(floor="many"), r"\$\.floor: .*integer"),
        (broken(actions=[{"action": "a"}]), r"\$\.actions\[0\]\.count: .*required"),
        (broken(actions=[]), r"\$\.transitions\[0\]: unknown action 'a'"),
        (broken(extra=1), r"\$\.extra"),
        (broken(tuned={"discounts": [], "revisit_factor": 0}), r"\$\.tuned\.revisit_factor"),
    ],
)
def test_what_is_no_model_is_refused_with_its_place(
    tmp_path: Path, text: str, message: str
) -> None:
    path = tmp_path / "model.json"
    path.write_text(text)
    with pytest.raises(InputError, match=message):
        load_model(path)


def test_a_missing_model_and_a_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file"):
        load_model(tmp_path / "none.json")
    with pytest.raises(InputError, match="this is a directory"):
        load_model(tmp_path)


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    path.write_text(broken(floor="many", order="much"))
    with pytest.raises(FaultyFileError) as caught:
        load_model(path)
    assert [fault.path for fault in caught.value.faults] == ["$.floor", "$.order"]


def test_profiles_read_back_as_they_were(tmp_path: Path) -> None:
    pairs = (ProfileTransition(before="a", action="b", count=7, users=6),)
    actions = (ProfileAction(action="a", sessions=5, count=7, users=6),)
    profiles = tuple(
        Profile(
            name=name, sessions=9, users=8, steps=(2, 4), actions=actions, transitions=transitions
        )
        for name, transitions in (("a", pairs), ("none", ()))
    )
    profiling = Profiling(
        sessions=18, users=15, strength=3.0, gain=0.01, agreement=0.9, profiles=profiles
    )
    model = replace(a_model(("a", "b")), profiling=profiling)
    path = tmp_path / "model.json"
    model.save(path)
    assert load_model(path) == model
    text = path.read_text()
    assert '        {"before": "a", "action": "b", "count": 7, "users": 6}\n' in text
    path.write_text(text.replace('"before": "a"', '"before": "x"'))
    with pytest.raises(FaultyFileError, match=r"profiles\[0\]\.transitions\[0\]: unknown"):
        load_model(path)
