"""`journeys learn` on a running application: what is written and what is shown."""

import json
import shutil
from pathlib import Path

import pytest

from journeys.cli import main
from journeys.errors import ExitCode
from tests.browser.single_page import board_routes
from tests.support.browser import browser_or_skip
from tests.support.tiny_web import serving_in_thread

_LINE = (
    '198.18.0.{user} - - [01/Nov/2026:10:{minute:02}:{second:02} +0000] "{request} HTTP/1.1" 200 9 '
    '"-" "Mozilla/5.0 Firefox/140.0"'
)
_REQUESTS = ("GET /", "POST /api/boards", "GET /api/boards/{user}", "POST /api/boards/{user}/close")


def _suite(folder: Path) -> Path:
    """The suite of an access log: of a page, and of requests that its scripts make."""
    lines = [
        _LINE.format(user=user, minute=user, second=9 * place, request=one.format(user=user))
        for user in range(1, 13)
        for place, one in enumerate(_REQUESTS)
    ]
    (folder / "access.log").write_text("\n".join(lines) + "\n")
    suite, model = folder / "journey_suite", folder / "model.json"
    mined = main(["mine", str(folder / "access.log"), "--output", str(model), "--quiet"])
    assert mined == ExitCode.OK
    assert main(["generate", str(model), "--into", str(suite), "--quiet"]) == ExitCode.OK
    return suite


def test_what_scripts_do_is_learned_from_an_access_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    suite, browser = _suite(tmp_path), browser_or_skip()
    with serving_in_thread(board_routes()) as base_url:
        arguments = ["learn", str(suite), "--base-url", base_url, "--json", "--budget", "1m"]
        assert main([*arguments, "--browser-path", str(browser)]) == ExitCode.OK
    shown = json.loads(capsys.readouterr().out)
    assert "POST /api/boards" in shown["bindings"]
    assert not any(one.endswith("/close") for one in shown["bindings"])
    assert shown["presses"] > 0
    written = (suite / "bindings.learned.yaml").read_text()
    assert "get_by_role: button" in written
    assert main(["validate", str(suite)]) == ExitCode.OK


def test_a_shop_whose_links_and_forms_say_everything_needs_no_learning(
    tmp_path: Path, shop_suite: Path, sound_shop: str, capsys: pytest.CaptureFixture[str]
) -> None:
    suite, browser = tmp_path / "journey_suite", browser_or_skip()
    shutil.copytree(shop_suite, suite)
    arguments = ["learn", str(suite), "--base-url", sound_shop, "--json", "--max-pages", "4"]
    assert main([*arguments, "--browser-path", str(browser)]) == ExitCode.OK
    shown = json.loads(capsys.readouterr().out)
    assert shown["pages"] <= 4
    assert (suite / "bindings.learned.yaml").exists()
    assert not any("delete" in one.lower() for one in shown["bindings"])
