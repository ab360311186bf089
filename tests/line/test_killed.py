"""A replay that is killed at twenty random moments has lost nothing, and goes on each time."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from journeys.evidence import RunState
from journeys.store import LoadedRun, ResultsStore
from journeys.verdict import Verdict

_ROOT = Path(__file__).parents[2]
_KILLS = 20
# Loads the tool once; each line that it reads is a replay in a process forked from it, which says
# on the standard output what it has done, each step once the store has taken it.
_REPLAYS = """
import json, os, sys
from pathlib import Path
from journeys.errors import NothingToReplayError
from journeys.replay_plan import ReplayRequest, plan_replay
from journeys.replay_selection import Selection
from journeys.replaying import replay_suite, _WatchedStore

def say(**what):
    os.write(1, (json.dumps(what) + "\\n").encode())

class Telling(_WatchedStore):
    def record_step(self, run_id, journey_id, attempt, step):
        super().record_step(run_id, journey_id, attempt, step)
        say(journey=journey_id, attempt=attempt, step=step.index, verdict=None)

import journeys.replaying
journeys.replaying._WatchedStore = Telling
for line in sys.stdin:
    base_url, resume = json.loads(line)
    child = os.fork()
    if child:
        say(pid=child)
        os.waitpid(child, 0)
        say(ended=True)
        continue
    request = ReplayRequest(
        folder=Path("journey_suite"),
        base_url=base_url,
        workers=4,
        rate_per_s=400,
        selection=Selection(resume=resume),
    )
    told = lambda one: say(journey=one.journey_id, attempt=one.attempt, verdict=one.verdict)
    replay_suite(request, told, plan_replay(request))
    os._exit(0)
"""


@pytest.fixture
def replays(shop_suite: Path, tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    (tmp_path / "journey_suite").symlink_to(shop_suite)
    sources = os.pathsep.join(str(_ROOT / folder) for folder in (".", "mining", "runners"))
    process = subprocess.Popen(
        [sys.executable, "-c", _REPLAYS],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": sources},
    )
    yield process
    process.kill()
    process.communicate()


def _say(process: "subprocess.Popen[str]", *words: object) -> None:
    assert process.stdin is not None
    process.stdin.write(json.dumps(words) + "\n")
    process.stdin.flush()


def _hear(process: "subprocess.Popen[str]") -> dict[str, Any]:
    assert process.stdout is not None
    heard: dict[str, Any] = json.loads(process.stdout.readline())
    return heard


def _until_end(
    process: "subprocess.Popen[str]", kill_after: int | None = None, pause_s: float = 0.0
) -> list[dict[str, Any]]:
    """What a replay says until it ends; it is killed once it has said so much."""
    pid, said = _hear(process)["pid"], []
    if kill_after == 0:
        os.kill(pid, signal.SIGKILL)
    while "ended" not in (heard := _hear(process)):
        said.append(heard)
        if len(said) == kill_after:
            # Not always right behind what was just written.
            time.sleep(pause_s)
            os.kill(pid, signal.SIGKILL)
    return said


def _loaded(folder: Path) -> LoadedRun:
    with closing(ResultsStore.open(folder / "journeys-results/results.db", create=False)) as store:
        return store.load_run()


def test_a_replay_killed_at_twenty_moments_loses_nothing(
    replays: "subprocess.Popen[str]", sound_shop: str, tmp_path: Path
) -> None:
    moments = random.Random(20261121)
    verdicts: dict[tuple[str, int], str] = {}
    for number in range(_KILLS):
        _say(replays, sound_shop, number > 0)
        # The first is to have begun: nothing can go on otherwise.
        said = _until_end(
            replays, moments.randint(0 if number else 1, 40), moments.uniform(0, 0.02)
        )
        run = _loaded(tmp_path)
        steps = {
            (one.journey_id, one.attempt, step.index): step
            for one in run.attempts
            for step in one.steps
        }
        told = [(one["journey"], one["attempt"], one["step"]) for one in said if "step" in one]
        assert set(told) <= set(steps)
        verdicts |= {
            (one["journey"], one["attempt"]): one["verdict"] for one in said if one["verdict"]
        }
        kept = {(str(one.journey_id), one.attempt): one.verdict for one in run.attempts}
        assert verdicts.items() <= kept.items()
        # Nothing half-written: a finished attempt has its steps, a step its exchanges with bodies.
        assert all(one.steps for one in run.attempts if one.verdict)
        assert all(
            exchange.response_body.load() is not None
            for step in steps.values()
            for exchange in step.exchanges
        )
    _say(replays, sound_shop, True)
    _until_end(replays)
    run = _loaded(tmp_path)
    assert run.state is RunState.FINISHED
    assert {one.journey_id for one in run.attempts} == set(run.planned)
    assert [one.verdict for one in run.attempts] == [Verdict.PASSED] * len(run.planned)
