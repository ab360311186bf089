"""Screenshots, traces and the console: which are kept, and under which names."""

from pathlib import Path
from typing import Any

import pytest

from journeys.errors import InputError
from journeys_runners.browser_options import ScreenshotMode, TraceMode
from tests.support.browser import replay_in_browser
from tests.support.replaying import RUN_ID, a_journey
from tests.support.tiny_web import Routes

ROUTES: Routes = {"GET /": "good", "GET /cart": 500}
BAD, GOOD = a_journey("view /cart", name="bad"), a_journey("view /", name="good")


@pytest.mark.parametrize(
    ("options", "kept"),
    [
        ({}, {"bad/test-failed-1.png", "bad-retry1/test-failed-1.png"}),
        (
            {"screenshot": ScreenshotMode.OFF, "trace": TraceMode.RETAIN_ON_FAILURE},
            {"bad/trace.zip", "bad-retry1/trace.zip"},
        ),
        (
            {"screenshot": ScreenshotMode.ON, "trace": TraceMode.ON},
            {
                *("bad/test-failed-1.png", "bad-retry1/test-failed-1.png"),
                *("bad/trace.zip", "bad-retry1/trace.zip"),
                *("good/test-finished-1.png", "good/trace.zip"),
            },
        ),
    ],
    ids=["default", "no pictures", "everything"],
)
def test_files_of_an_attempt(tmp_path: Path, options: dict[str, Any], kept: set[str]) -> None:
    replay_in_browser(ROUTES, BAD, GOOD, artifacts=tmp_path, browser=options, retries=1)
    folder = tmp_path / RUN_ID
    files = {str(path.relative_to(folder)): path for path in folder.rglob("*.*")}
    assert set(files) == kept | {"bad/console.txt", "bad-retry1/console.txt"}
    assert "500" in files["bad/console.txt"].read_text()
    starts = {".png": b"\x89PNG", ".zip": b"PK"}
    for path in files.values():
        assert path.read_bytes().startswith(starts.get(path.suffix, b""))


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="choose another folder with --results"):
        replay_in_browser(ROUTES, BAD, artifacts=tmp_path / "file")
