"""`--site-graph` and `--novelty` on the command line."""

import json
from pathlib import Path

import pytest

from journeys.cli import main
from journeys.errors import ExitCode
from tests.support.model_factory import a_model

MODEL = a_model(*[("view /", "view /cart", "view /")] * 20, *[("view /", "view /help")] * 10)


def sampled(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    assert main(["sample", *options, "--json"]) == ExitCode.OK
    return capsys.readouterr().out


def test_novelty_goes_along_the_graph_and_a_share_of_nothing_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model, links = str(tmp_path / "model.json"), tmp_path / "links.tsv"
    MODEL.save(tmp_path / "model.json")
    links.write_text("/cart\t/help\n/cart\t/nope\n", encoding="utf-8")
    plain = sampled(capsys, model)
    assert sampled(capsys, model, "--site-graph", str(links)) == plain
    along = sampled(capsys, model, "--site-graph", str(links), "--novelty", "0.5")
    assert along == sampled(capsys, model, "--site-graph", str(links), "--novelty", "0.5")
    kinds = {one["kind"] for one in json.loads(along)["journeys"]}
    assert "novel" in kinds
    assert main(["sample", model, "--site-graph", str(links)]) == ExitCode.OK
    assert "line 2: '/nope'" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["sample", "generate"])
def test_novelty_without_a_graph_is_told(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    MODEL.save(tmp_path / "model.json")
    assert main([command, str(tmp_path / "model.json"), "--novelty", "0.1"]) == ExitCode.INPUT
    assert "--site-graph links.tsv" in capsys.readouterr().err
