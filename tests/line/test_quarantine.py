"""Known failures on a quarantine list: performed and reported, but the run is not red."""

import json
import shutil
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from journeys.cli import main
from journeys.errors import ExitCode

COUPON = "apply_coupon @ /cart"


@pytest.fixture
def folder(tmp_path: Path, shop_suite: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(shop_suite, tmp_path / "journey_suite")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_known_failure_does_not_make_the_run_red(
    folder: Path, faulty_shop: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("quarantine.yaml").write_text(
        f"quarantine:\n- {{action: '{COUPON}', reason: SHOP-12, until: 2999-12-31}}\n"
    )
    Path("journeys.yaml").write_text(
        "quarantine:\n- {journey: gone-*, reason: old, until: 2999-12-31}\n"
        "- {journey: rare-*, reason: SHOP-3, until: 2020-01-01}\n"
    )
    arguments = ["replay", "--base-url", faulty_shop, "--retries", "0", "--json"]
    code = main([*arguments, "--grep", "coupon"])
    shown = capsys.readouterr()
    assert "until 2999-12-31: SHOP-12" in shown.err
    assert "quarantine of gone-* fits no journey of the suite" in shown.err
    assert "quarantine of rare-* expired on 2020-01-01" in shown.err
    (run,) = json.loads(shown.out)["runs"]
    wrong = [one for one in run["journeys"] if one["problem"]]
    known = [one for one in wrong if one["problem"]["action"] == COUPON]
    assert known
    assert all((one["outcome"] == "quarantined") is (one in known) for one in run["journeys"])
    assert code == (ExitCode.OK if wrong == known else ExitCode.FAILED)
    suite = ET.parse(folder / "journeys-results" / "junit.xml").getroot()[0]
    assert suite.get("skipped") == str(len(known))
    assert "quarantined until" in (folder / "journeys-results" / "junit.xml").read_text()
    assert "Quarantined until" in (folder / "journeys-results" / "report.html").read_text()


def test_an_entry_without_an_end_is_a_fault(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("quarantine.yaml").write_text("quarantine:\n- {journey: rare-1, reason: x}\n- {}\n")
    assert main(["replay", "--base-url", "http://127.0.0.1:1"]) == ExitCode.INPUT
    shown = capsys.readouterr().err
    assert "$.quarantine[0].until: this key is missing" in shown
    assert "$.quarantine[1].reason: this key is missing" in shown
