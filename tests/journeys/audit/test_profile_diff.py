"""Profiles are matched by what they do; a shift is told only if the users carry it."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from journeys.audit.model_diff import ChangeKind
from journeys.audit.profile_diff import diff_profiles
from journeys.cli import main
from journeys_mining.model.navigation_model import NavigationModel
from journeys_mining.profiles.mining import find_profiles
from tests.support.model_factory import a_model
from tests.support.profile_worlds import BUYERS, READERS, coded

RENTERS = [("view /", "view /rent", "view /", "view /rent", "view /terms")] * 12


def mined(*parts: tuple[Sequence[Sequence[str]], int]) -> NavigationModel:
    sessions = [one for part, times in parts for _ in range(times) for one in part]
    model = a_model(*sessions)
    names = ("(start)", "(end)", *(one.action for one in model.actions))
    return replace(model, profiling=find_profiles(coded(sessions, names), names, floor=1))


@pytest.fixture(scope="module")
def old() -> NavigationModel:
    return mined((BUYERS, 20), (READERS, 10))


def test_the_same_profiles_are_no_difference(old: NavigationModel) -> None:
    assert diff_profiles(old, mined((BUYERS, 22), (READERS, 11))) == ()


def test_a_shift_is_told_with_both_shares(old: NavigationModel) -> None:
    changes = diff_profiles(old, mined((BUYERS, 15), (READERS, 13)))
    assert [(one.kind, one.name) for one in changes] == [
        (ChangeKind.SHIFTED, "cart"),
        (ChangeKind.SHIFTED, "news"),
    ]
    buyers = changes[0]
    assert buyers.old_share == 360 / 480
    assert buyers.new_share == 270 / 426
    assert buyers.p_value is not None
    assert buyers.p_value < 0.001


def test_a_profile_that_came_and_one_that_went(old: NavigationModel) -> None:
    changes = diff_profiles(old, mined((BUYERS, 20), (RENTERS, 10)))
    assert {(one.kind, one.old_name is None) for one in changes} == {
        (ChangeKind.APPEARED, True),
        (ChangeKind.VANISHED, False),
    }
    assert {one.name for one in changes if one.kind is ChangeKind.VANISHED} == {"news"}


def test_a_model_without_profiles_is_not_compared(old: NavigationModel) -> None:
    assert diff_profiles(old, replace(old, profiling=None)) == ()


def test_the_command_tells_them(
    old: NavigationModel, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old.save(tmp_path / "old.json")
    mined((BUYERS, 15), (READERS, 13)).save(tmp_path / "new.json")
    command = ["diff", str(tmp_path / "old.json"), str(tmp_path / "new.json")]
    assert main([*command, "--json", "--exit-code"]) == 1
    printed = capsys.readouterr()
    assert "~ profile cart: 75.0% of sessions, now 63.4%" in printed.err
    assert [one["name"] for one in json.loads(printed.out)["profiles"]] == ["cart", "news"]
    assert main([*command, "--profile", "news"]) == 0
    assert "0 of" in capsys.readouterr().err
