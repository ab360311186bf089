"""`journeys evaluate` from an empty folder: figures, gates, page, and what is never written."""

import json
import re
from pathlib import Path

import pytest

from journeys.audit.model_evaluation.figures import FigureName
from journeys.cli import main
from journeys.errors import ExitCode
from journeys_mining.model.model_file import load_model
from tests.support.running_shop import SAMPLE_EVENTS

EVENTS = str(SAMPLE_EVENTS)


@pytest.fixture(scope="module")
def model(shop_suite: Path) -> Path:
    return shop_suite / "model.json"


@pytest.fixture(scope="module")
def some_days(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first days of the export: what is asked of them needs no more."""
    header, *rows = SAMPLE_EVENTS.read_text(encoding="utf-8").splitlines()
    path = tmp_path_factory.mktemp("events") / "part.csv"
    part = [row for row in rows if row[:10] <= "2026-10-08"]
    path.write_text("\n".join([header, *part]) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_users_are_set_apart_and_every_figure_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gates = ["--fail-over", "two-sample-auc=0.9", "--fail-under", "next-step=0.99"]
    arguments = ["evaluate", EVENTS, "--html", "page.html", "--json", *gates]
    assert main(arguments) == ExitCode.FAILED
    shown = capsys.readouterr()
    told = json.loads(shown.out)
    assert set(told["figures"]) == set(FigureName) - {FigureName.INFEASIBLE}
    assert told["measured_by"]["seen"] == "unseen"
    assert 200 < told["measured_by"]["users"] < 400
    figures = {name: one["value"] for name, one in told["figures"].items()}
    assert 3.5 < figures["perplexity"] < 4.5
    assert 0.5 < figures["next-step"] < figures["horizon"] < 0.75
    assert figures["new-steps"] < 0.02
    assert figures["two-sample-auc"] < 0.62
    assert abs(figures["membership-auc"] - 0.5) < 0.05
    assert figures["guard-violations"] == 0
    (missed,) = told["missed_gates"]
    assert missed.startswith("next-step must be at least 0.99")
    assert f"MISSED: {missed}" in shown.err
    assert "a first-order chain" in shown.err
    page = (folder / "page.html").read_text(encoding="utf-8")
    assert "Gate missed:" in page
    assert "<script" not in page
    assert [path.name for path in folder.iterdir()] == ["page.html"]
    # Users of the export are u_ and eight digits.
    assert re.search(r"u_[0-9a-f]{8}", page + shown.out + shown.err) is None


def test_the_events_of_mining_itself_are_called_what_they_are(
    folder: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", str(model), EVENTS, "--html", "page.html"]) == ExitCode.OK
    assert "WARNING: These are the very events the model was mined from" in capsys.readouterr().err
    assert "Read with care." in (folder / "page.html").read_text(encoding="utf-8")
    gated = ["evaluate", str(model), EVENTS, "--fail-under", "gain=0"]
    assert main(gated) == ExitCode.INPUT
    assert "a gate on them says nothing" in capsys.readouterr().err


def test_a_part_of_the_time_is_told_from_another_time(
    folder: Path, some_days: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    later = folder / "later.csv"
    later.write_text(some_days.read_text(encoding="utf-8").replace("2026-10-", "2026-11-"))
    for export, seen in ((some_days, "same-time"), (later, "other-time")):
        assert main(["evaluate", str(model), str(export), "-q", "--json"]) == ExitCode.OK
        told = json.loads(capsys.readouterr().out)
        assert told["measured_by"]["seen"] == seen
        # Three days have fewer paths than two weeks, and still get the model's templates.
        assert told["figures"]["new-steps"]["value"] < 0.02
        assert set(told["not_measured"]) == {"copies", "membership-auc", "infeasible"}


def test_steps_that_no_link_leads_to_are_counted(
    folder: Path, some_days: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pages = [one.action for one in load_model(model).actions if one.action.startswith("view ")]
    links = [f"{before}\t{after}" for before in pages for after in pages]
    shares = {}
    for name, some in (("all.tsv", links), ("none.tsv", links[:1])):
        (folder / name).write_text("\n".join(some) + "\n", encoding="utf-8")
        arguments = ["evaluate", str(model), str(some_days), "--site-graph", name, "-q", "--json"]
        assert main(arguments) == ExitCode.OK
        figure = json.loads(capsys.readouterr().out)["figures"]["infeasible"]
        shares[name] = figure["value"]
        assert "follow no link of the page before" in figure["words"]
    # Between events, a page may follow what is no page.
    assert shares["all.tsv"] < 0.6 * shares["none.tsv"]


def test_a_model_alone_is_refused(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(model)]) == ExitCode.INPUT
    assert "there are no sessions to measure this model by" in capsys.readouterr().err
