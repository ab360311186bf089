"""Runs that are interrupted or killed, and that go on afterwards."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from journeys.cli import main
from journeys.errors import ExitCode
from journeys.evidence import RunState
from journeys.store import LoadedRun, ResultsStore
from journeys.verdict import Verdict

Start = Callable[..., "subprocess.Popen[str]"]
DATABASE = Path("journeys-results/results.db")


@pytest.fixture
def folder(tmp_path: Path, shop_suite: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(shop_suite, tmp_path / "journey_suite")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _heed_interrupts() -> None:
    """Shells start what runs in the background deaf to Ctrl-C, and children inherit it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture
def start(folder: Path, sound_shop: str) -> Iterator[Start]:
    """Starts a replay of twenty journeys in a process of its own, slow enough to be stopped."""
    started: list[subprocess.Popen[str]] = []

    def replay(*more: str) -> "subprocess.Popen[str]":
        command = [str(Path(sys.executable).with_name("journeys")), "replay"]
        process = subprocess.Popen(
            [*command, "--base-url", sound_shop, "--grep", "typical", *more],
            cwd=folder,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=_heed_interrupts,  # noqa: PLW1509 - it calls nothing that takes a lock
        )
        started.append(process)
        return process

    yield replay
    for process in started:
        process.kill()
        process.communicate()


def wait_for(process: "subprocess.Popen[str]", query: str, count: int) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        if DATABASE.exists():
            with closing(sqlite3.connect(f"file:{DATABASE}?mode=ro", uri=True)) as connection:
                try:
                    if connection.execute(query).fetchone()[0] >= count:
                        return
                except sqlite3.OperationalError:
                    pass  # the tables are being made
        time.sleep(0.05)
    process.kill()
    raise AssertionError(f"the replay did not come so far: {process.communicate()[1]}")


def the_run() -> LoadedRun:
    with ResultsStore.open(DATABASE, create=False) as store:
        (entry,) = store.runs()
        return store.load_run(entry.run.id)


def test_one_interrupt_finishes_the_journeys_at_hand(start: Start) -> None:
    process = start("--rate-limit", "20/s")
    wait_for(process, "SELECT count(*) FROM journeys WHERE verdict IS NOT NULL", 1)
    process.send_signal(signal.SIGINT)
    _, shown = process.communicate(timeout=120)
    assert process.returncode == ExitCode.INTERRUPTED, shown
    assert "finishing the journeys at hand" in shown
    run = the_run()
    assert run.state is RunState.INTERRUPTED
    assert all(one.verdict is not None for one in run.attempts)
    assert 1 <= len(run.attempts) < len(run.planned) == 20
    assert "were not begun" in shown
    assert Path("journeys-results/report.html").exists()


def test_a_second_interrupt_stops_at_once_and_loses_nothing(start: Start) -> None:
    process = start("--rate-limit", "2/s")
    wait_for(process, "SELECT count(*) FROM steps", 2)
    process.send_signal(signal.SIGINT)
    assert process.stderr is not None
    assert "finishing the journeys at hand" in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    _, shown = process.communicate(timeout=120)
    assert process.returncode == ExitCode.INTERRUPTED, shown
    run = the_run()
    assert run.state is RunState.INTERRUPTED
    assert sum(len(one.steps) for one in run.attempts) >= 2
    assert any(one.verdict is None for one in run.attempts)
    assert Path("journeys-results/junit.xml").exists()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_broke_off_goes_on(
    start: Start,
    number: signal.Signals,
    sound_shop: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    process = start("--rate-limit", "20/s")
    wait_for(process, "SELECT count(*) FROM journeys WHERE verdict IS NOT NULL", 3)
    os.kill(process.pid, number)
    process.communicate(timeout=120)
    is_kill = number == signal.SIGKILL
    assert process.returncode == (-signal.SIGKILL if is_kill else ExitCode.INTERRUPTED)
    assert Path("journeys-results/report.html").exists() != is_kill
    before = the_run()
    assert before.state is (RunState.RUNNING if is_kill else RunState.INTERRUPTED)
    assert main(["report", "--html", "so-far.html", "-q"]) == ExitCode.OK
    finished = {one.journey_id: one.started_at for one in before.attempts if one.verdict}
    assert len(finished) >= 3
    kept = [step for one in before.attempts if one.verdict for step in one.steps]
    assert all(step.exchanges is not None for step in kept)
    assert main(["replay", "--base-url", sound_shop, "--resume"]) == ExitCode.OK
    assert "the run went on at" in capsys.readouterr().err
    after = the_run()
    assert after.run == before.run
    assert after.state is RunState.FINISHED
    assert [one.verdict for one in after.attempts] == [Verdict.PASSED] * 20
    assert {one.journey_id for one in after.attempts} == set(after.planned)
    starts = {one.journey_id: one.started_at for one in after.attempts}
    assert finished.items() <= starts.items()
    assert main(["replay", "--base-url", sound_shop, "--resume"]) == ExitCode.NOTHING
    assert "has left nothing undone" in capsys.readouterr().err
    assert main(["replay", "--base-url", "http://127.0.0.1:1", "--resume"]) == ExitCode.INPUT
    assert "no run of this suite on http://127.0.0.1:1" in capsys.readouterr().err


def test_a_run_that_goes_on_has_chosen_its_journeys(
    folder: Path, sound_shop: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["replay", "--base-url", sound_shop, "--resume", "--grep", "typical"]
    assert main(arguments) == ExitCode.INPUT
    assert "has chosen its journeys already" in capsys.readouterr().err
