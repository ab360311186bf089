"""`journeys merge`: the shards of one run become one run, in a file and on a server."""

import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from journeys.cli import main
from journeys.errors import ExitCode
from journeys.evidence import RunState
from journeys.store import LoadedRun, ResultsStore


@pytest.fixture
def folder(tmp_path: Path, shop_suite: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(shop_suite, tmp_path / "journey_suite")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def replay_shard(url: str, shard: str, *more: str) -> int:
    return main(["replay", "--base-url", url, "--grep", "typical-", "--shard", shard, "-q", *more])


def the_run(location: Path | str) -> LoadedRun:
    with ResultsStore.open(location, create=False) as store:
        return store.load_run()


def test_shards_become_one_run_with_their_bodies(
    folder: Path, sound_shop: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for index in (1, 2):
        replay_shard(sound_shop, f"{index}/2", "--results", f"shard-{index}")
        run = the_run(Path(f"shard-{index}/results.db")).run
        pictures = Path(f"shard-{index}/browser/{run.id}/journey-{index}")
        pictures.mkdir(parents=True)
        (pictures / "test-failed-1.png").touch()
    assert main(["merge", "shard-1", "shard-2", "--results", "whole"]) == ExitCode.OK
    parts = [the_run(Path(f"shard-{index}/results.db")) for index in (1, 2)]
    shutil.rmtree("shard-1")
    whole = the_run(Path("whole/results.db"))
    assert whole.state is RunState.FINISHED
    assert whole.run.shard is None
    assert whole.run.started_at == parts[0].run.started_at
    wanted = {one.journey_id for part in parts for one in part.attempts}
    assert {one.journey_id for one in whole.attempts} == wanted == set(whole.planned)
    assert len(whole.attempts) == sum(len(part.attempts) for part in parts)
    exchanges = [e for one in whole.attempts for step in one.steps for e in step.exchanges]
    assert exchanges
    assert all(one.response_body.load() is not None for one in exchanges)
    assert whole.graph == parts[0].graph
    assert len(list(Path(f"whole/browser/{whole.run.id}").glob("*/test-failed-1.png"))) == 2
    assert Path("whole/report.html").exists()
    assert main(["report", "--results", "whole", "--html", "again.html", "-q"]) == ExitCode.OK


def test_what_is_no_part_of_the_run_is_refused(
    folder: Path, sound_shop: str, capsys: pytest.CaptureFixture[str]
) -> None:
    replay_shard(sound_shop, "1/3", "--results", "first")
    replay_shard(sound_shop, "2/3", "--results", "second")
    replay_shard(sound_shop, "2/3", "--results", "seeded", "--seed", "9")
    replay_shard(sound_shop, "1/3", "--results", "again")
    capsys.readouterr()
    for sources, said in (
        (["first", "first"], "is there twice"),
        (["first", "again"], "the shard 1/3 is there twice"),
        (["first", "seeded"], "the runs have different seeds (first"),
        (["first", "second"], "the shards 3/3 are missing"),
        (["first", "nowhere"], "there are no results here"),
    ):
        assert main(["merge", *sources, "--results", "whole"]) == ExitCode.INPUT
        assert said in capsys.readouterr().err
    arguments = ["merge", "first", "second", "--results", "whole", "--allow-missing"]
    assert main(arguments) == ExitCode.INCONCLUSIVE
    assert "the shard 3/3 is missing" in capsys.readouterr().err


def test_shards_in_one_database_are_merged_by_their_runs(
    folder: Path, sound_shop: str, postgres_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for index in (1, 2):
        replay_shard(sound_shop, f"{index}/2", "--database", postgres_url)
    with ResultsStore.open(postgres_url) as store:
        ids = [str(one.run.id) for one in store.runs()]
    capsys.readouterr()
    assert main(["merge", *ids, "--database", postgres_url]) == ExitCode.OK
    whole = the_run(postgres_url)
    assert whole.state is RunState.FINISHED
    assert len(whole.attempts) == len(whole.planned)
    assert all(
        step.exchanges or step.way in ("redirect", "page")
        for one in whole.attempts
        for step in one.steps
    )
    assert main(["report", "--database", postgres_url, "--list"]) == ExitCode.OK
    shown = capsys.readouterr().err
    assert all(one in shown for one in (*ids, whole.run.id))
    assert not Path("journeys-results/results.db").exists()
    password = urlsplit(postgres_url).password
    assert password
    assert password not in shown
    assert main(["report", "--database", "postgresql://127.0.0.1:1/none"]) == ExitCode.INCONCLUSIVE
    assert "does not work" in capsys.readouterr().err
