"""`journeys demo`: the whole line, from the export to what release 2 broke."""

import json
from pathlib import Path

import pytest

from journeys.cli import main
from journeys.errors import ExitCode
from journeys.store import ResultsStore
from journeys.verdict import Verdict

PLANTED = {
    ("server error", "apply_coupon @ /cart"),
    ("missing event", "purchase @ /order/{id}"),
    ("too slow", "view /deals"),
    ("broken link", "view /help/size-guide"),
}


def test_the_demo_names_every_planted_fault_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["demo", "--json"]) == ExitCode.OK
    shown = capsys.readouterr()
    told = json.loads(shown.out)
    assert {(one["cause"], one["action"]) for one in told["broken"]} == PLANTED
    assert Path(told["report"]).stat().st_size > 100_000
    assert told["report"] in shown.err.splitlines()[-1]
    with ResultsStore.open(Path("journeys-demo/journeys-results/results.db")) as store:
        newest, older = (store.load_run(one.run.id) for one in store.runs())
    assert newest.run.app_version == "release 2"
    assert {one.verdict for one in older.attempts} == {Verdict.PASSED}
