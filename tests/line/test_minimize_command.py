"""`journeys minimize` on the demo shop."""

import json
import shutil
from pathlib import Path

import pytest

from journeys.cli import main
from journeys.errors import ExitCode

COUPON = "apply_coupon @ /cart"


@pytest.fixture
def folder(tmp_path: Path, shop_suite: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(shop_suite, tmp_path / "journey_suite")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_shortest_journey_is_found_written_and_reproduced(
    folder: Path, faulty_shop: str, capsys: pytest.CaptureFixture[str]
) -> None:
    replay = ["replay", "--base-url", faulty_shop, "--retries", "0"]
    assert main([*replay, "--grep", "rare-apply-coupon-cart"]) == ExitCode.FAILED
    capsys.readouterr()
    arguments = ["minimize", "--base-url", faulty_shop, "--repeats", "2", "--json"]
    assert main(arguments) == ExitCode.OK
    shown = capsys.readouterr()
    found = json.loads(shown.out)
    assert (found["step"], found["cause"]) == (COUPON, "server error")
    assert (found["failed"], found["tries"]) == (2, 2)
    shortest = found["shortest"]
    assert shortest["actions"][-1] == COUPON
    # The fault needs something in the cart, from which it is taken out again.
    assert any("remove" in one for one in shortest["actions"])
    assert (shortest["failed"], shortest["tries"]) == (2, 2)
    assert shortest["is_shortest"] is True
    assert "no shorter journey that production's users could walk fails" in shown.err
    assert Path(shortest["path"]).read_text().startswith("# Written by `journeys minimize`")
    assert main(["validate", "journey_suite"]) == ExitCode.OK
    words = shortest["reproduce"].split()
    assert main([*words[1:], "-q", "--retries", "0"]) == ExitCode.FAILED


def test_what_does_not_fail_is_said(
    folder: Path, sound_shop: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["minimize", "rare-apply-coupon-cart", "--base-url", sound_shop, "--repeats", "2"]
    code = main(arguments)
    shown = capsys.readouterr().err
    if code == ExitCode.INPUT:
        assert "journeys are called so" in shown
        name = shown.split("called so: ", 1)[1].split(",")[0].split()[0]
        assert main(["minimize", name, *arguments[2:]]) == ExitCode.OK
        shown = capsys.readouterr().err
    assert "did not fail in 2 tries" in shown
    assert not list(Path("journey_suite/overrides").glob("minimal-*"))
