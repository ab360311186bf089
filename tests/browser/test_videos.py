"""Videos are recorded by a real ffmpeg; where Playwright has none, that is said at once."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import imageio_ffmpeg  # type: ignore[import-untyped]
import pytest

from journeys.errors import InputError
from journeys_runners.browser.runner import BrowserRunner
from journeys_runners.browser_options import BrowserOptions, ScreenshotMode, VideoMode
from tests.support.browser import browser_or_skip
from tests.support.replaying import RUN_ID, a_journey, replay_on
from tests.support.tiny_web import Routes

ROUTES: Routes = {"GET /": "good", "GET /cart": 500}
BAD, GOOD = a_journey("view /cart", name="bad"), a_journey("view /", name="good")


@pytest.fixture
def downloads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where Playwright looks for what it has downloaded: there is nothing yet."""
    folder = tmp_path / "downloads"
    folder.mkdir()
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(folder))
    return folder


def replay(artifacts: Path, mode: VideoMode) -> None:
    browser = BrowserOptions(
        path=browser_or_skip(), artifacts=artifacts, screenshot=ScreenshotMode.OFF, video=mode
    )
    replay_on(ROUTES, BAD, GOOD, runner=BrowserRunner, browser=browser)


@pytest.mark.parametrize(
    ("mode", "kept"),
    [
        (VideoMode.ON, {"bad/video.webm", "good/video.webm"}),
        (VideoMode.RETAIN_ON_FAILURE, {"bad/video.webm"}),
    ],
)
def test_videos_of_an_attempt(
    tmp_path: Path, downloads: Path, mode: VideoMode, kept: set[str]
) -> None:
    lend_ffmpeg(downloads)
    replay(tmp_path / "browser", mode)
    folder = tmp_path / "browser" / RUN_ID
    videos = {str(path.relative_to(folder)): path for path in folder.rglob("*.webm")}
    assert set(videos) == kept
    # What every Matroska file begins with.
    assert all(path.read_bytes().startswith(b"\x1aE\xdf\xa3") for path in videos.values())


@pytest.mark.usefixtures("downloads")
def test_without_ffmpeg_the_ways_to_get_one_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="playwright install ffmpeg"):
        replay(tmp_path / "browser", VideoMode.ON)
    assert not (tmp_path / "browser").exists()


def lend_ffmpeg(downloads: Path) -> None:
    """Put an ffmpeg where Playwright expects its own."""
    listed: dict[str, Any] = json.loads(
        files("playwright").joinpath("driver/package/browsers.json").read_text()
    )
    revision = next(one["revision"] for one in listed["browsers"] if one["name"] == "ffmpeg")
    folder = downloads / f"ffmpeg-{revision}"
    folder.mkdir()
    (folder / "ffmpeg-linux").symlink_to(imageio_ffmpeg.get_ffmpeg_exe())
