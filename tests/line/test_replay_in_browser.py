"""`journeys replay --runner browser` on a running shop: options, files, no browser."""

import shutil
from pathlib import Path

import pytest

from journeys.cli import main
from journeys.errors import ExitCode
from tests.support.browser import browser_or_skip


def test_a_failure_is_kept_with_its_picture_and_trace(
    tmp_path: Path,
    shop_suite: Path,
    faulty_shop: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    browser = browser_or_skip()
    shutil.copytree(shop_suite, tmp_path / "journey_suite")
    (tmp_path / "journeys.yaml").write_text("replay:\n  trace_mode: retain-on-failure\n")
    monkeypatch.chdir(tmp_path)
    arguments = ["replay", "--base-url", faulty_shop, "--grep", "help-size-guide"]
    arguments += ["--runner", "browser", "--browser-path", str(browser), "--retries", "0"]
    assert main(arguments) == ExitCode.FAILED
    shown = capsys.readouterr().err
    assert "GET /help/size-guide answered 404" in shown
    assert "--runner browser" in shown
    kept = {path.name for path in (tmp_path / "journeys-results" / "browser").rglob("*.*")}
    assert kept == {"test-failed-1.png", "trace.zip", "console.txt"}


def test_a_browser_that_is_not_there_is_told_with_the_ways_to_get_one(
    tmp_path: Path, shop_suite: Path, sound_shop: str, capsys: pytest.CaptureFixture[str]
) -> None:
    results = tmp_path / "results"
    arguments = ["replay", str(shop_suite), "--base-url", sound_shop, "--results", str(results)]
    arguments += ["--runner", "browser", "--browser-path", "/no/such/browser"]
    assert main(arguments) == ExitCode.INPUT
    assert "playwright install chromium" in capsys.readouterr().err
    assert not results.exists()
