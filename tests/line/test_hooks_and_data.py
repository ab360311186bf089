"""Hooks and an environment's own data, as `journeys.yaml` describes them, on a running shop."""

import json
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from journeys.cli import main
from journeys.errors import ExitCode

SECRET = "hush-hush-123"


@pytest.fixture
def folder(tmp_path: Path, shop_suite: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(shop_suite, tmp_path / "journey_suite")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SHOP_PASSWORD", SECRET)
    return tmp_path


def replay(url: str, *more: str, grep: str = "typical-product") -> int:
    return main(["replay", "--base-url", url, "--grep", grep, "--retries", "0", *more])


def everything_in(folder: Path) -> bytes:
    return b"".join(one.read_bytes() for one in folder.rglob("*") if one.is_file())


def test_hooks_run_around_run_and_journeys_and_are_told_what_of(
    folder: Path, sound_shop: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("journeys.yaml").write_text(
        """
hooks:
  before_run: 'echo "$JOURNEYS_HOOK $JOURNEYS_RUN_ID $JOURNEYS_BASE_URL" >> told'
  before_journey: ['echo "$JOURNEYS_HOOK $JOURNEYS_JOURNEY_ID $JOURNEYS_ATTEMPT" >> told']
  after_journey: seeding_of_test:clean
  after_run: ['echo "$JOURNEYS_HOOK $JOURNEYS_MARKER" >> told', 'echo $SHOP_PASSWORD; exit 7']
"""
    )
    Path("seeding_of_test.py").write_text(
        "def clean(moment):\n"
        "    with open('told', 'a') as told:\n"
        "        told.write(f'{moment.when} {moment.journey_id} {moment.verdict}\\n')\n"
    )
    try:
        assert replay(sound_shop, "--workers", "1", "--json") == ExitCode.OK
    finally:
        sys.modules.pop("seeding_of_test", None)
        sys.path[:] = [one for one in sys.path if one != str(folder)]
    shown = capsys.readouterr()
    (run,) = json.loads(shown.out)["runs"]
    run_id, journeys = run["run"]["id"], [one["id"] for one in run["journeys"]]
    told = Path("told").read_text().splitlines()
    assert told[0] == f"before_run {run_id} {sound_shop}"
    assert told[-1] == f"after_run {run_id}"
    assert sorted(told[1:-1:2]) == sorted(f"before_journey {one} 1" for one in journeys)
    assert sorted(told[2:-1:2]) == sorted(f"after_journey {one} passed" for one in journeys)
    assert "the hook after_run, echo $SHOP_PASSWORD; exit 7, failed: it ended with 7: ***" in (
        " ".join(shown.err.split())
    )
    assert f"marker {run_id}: in the header X-Journeys-Run" in shown.err
    assert SECRET.encode() not in everything_in(folder / "journeys-results")
    assert SECRET not in shown.err + shown.out


def test_a_failing_hook_before_the_run_makes_it_inconclusive(
    folder: Path, sound_shop: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("journeys.yaml").write_text(
        "hooks: {before_run: 'echo no database; exit 1', after_run: 'touch cleaned'}\n"
    )
    assert replay(sound_shop) == ExitCode.INCONCLUSIVE
    shown = capsys.readouterr().err
    assert "it ended with 1: no database" in shown
    assert "mend the hook" in shown
    assert Path("cleaned").exists()
    assert not Path("journeys-results").exists()


def test_a_failing_hook_before_a_journey_makes_that_inconclusive(
    folder: Path, sound_shop: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("journeys.yaml").write_text(
        "hooks: {before_journey: 'sleep 30', after_journey: 'echo x >> cleaned', timeout: 200ms}\n"
    )
    assert replay(sound_shop, "--json") == ExitCode.INCONCLUSIVE
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    assert {one["outcome"] for one in run["journeys"]} == {"inconclusive"}
    problem = run["journeys"][0]["problem"]["problem"]
    assert problem["cause"] == "setup"
    assert "it was not done after 0.2 s" in problem["reason"]
    assert Path("cleaned").read_text().count("x") == len(run["journeys"])


def addresses(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "journeys-results" / "results.db")) as connection:
        return [
            url
            for (url,) in connection.execute(
                "SELECT value ->> 'url' FROM steps, json_each(exchanges)"
            )
        ]


def test_the_environments_own_values_go_before_mined_ones(
    folder: Path, sound_shop: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("words.csv").write_text("q\nzebra-print\n")
    Path("journeys.yaml").write_text("data:\n- csv: words.csv\n  template: '/search?q={q}'\n")
    assert replay(sound_shop, grep="search") in (ExitCode.OK, ExitCode.FAILED)
    searches = [one for one in addresses(folder) if "/search" in one]
    assert searches
    assert all("q=zebra-print" in one for one in searches)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("- csv: nowhere.csv", "nowhere.csv"),
        ("- command: 'echo $SHOP_PASSWORD >&2; exit 2'", "it ended with 2: ***"),
        ("- command: 'echo id; echo 1,2'", "row 1 has not 1 values"),
        ("- command: 'echo id'", "there is no row of values"),
        ("- {csv: a.csv, command: b}", "give one of values, csv and command"),
        ("- values: [{id: '${NOT_SET_ANYWHERE}'}]", "NOT_SET_ANYWHERE is not set"),
    ],
)
def test_faulty_data_is_told_with_its_place(
    folder: Path, data: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("journeys.yaml").write_text(f"data:\n{data}\n")
    assert main(["replay", "--base-url", "http://127.0.0.1:1"]) == ExitCode.INPUT
    shown = capsys.readouterr().err
    assert said in shown
    assert SECRET not in shown
