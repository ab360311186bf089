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


def test_the_picture_is_of_the_step_that_decides(tmp_path: Path) -> None:
    """Two events that nothing sends, and a page that is broken whatever was done before."""
    links = '<h1>Home</h1><a href="/help">Help</a> <a href="/cart">Cart</a>'
    routes: Routes = {"GET /": links, "GET /help": "<h1>Help</h1>", "GET /cart": 500}
    journeys = {
        "one": ("view /", "waved @ /"),
        "two": ("view /", "waved @ /", "view /help", "waved @ /help"),
        "bad": ("view /", "view /cart"),
        "both": ("view /", "waved @ /", "view /cart"),
    }
    replay_in_browser(
        routes,
        *(a_journey(*actions, name=name) for name, actions in journeys.items()),
        artifacts=tmp_path,
        suite={"templates": ("/", "/help", "/cart"), "event_names": ("waved",)},
    )
    taken = {
        name: (tmp_path / RUN_ID / name / "test-failed-1.png").read_bytes() for name in journeys
    }
    assert taken["two"] == taken["one"]
    assert taken["both"] == taken["bad"]
    assert taken["one"] != taken["bad"]
