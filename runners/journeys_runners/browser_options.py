"""How a browser is used: the words are Playwright's own."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class TraceMode(StrEnum):
    """When Playwright's trace of an attempt is kept."""

    OFF = "off"
    ON = "on"
    RETAIN_ON_FAILURE = "retain-on-failure"


class ScreenshotMode(StrEnum):
    """When a picture of the page is taken as an attempt ends."""

    OFF = "off"
    ON = "on"
    ONLY_ON_FAILURE = "only-on-failure"


class VideoMode(StrEnum):
    """When a video of an attempt is kept."""

    OFF = "off"
    ON = "on"
    RETAIN_ON_FAILURE = "retain-on-failure"


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowserOptions:
    """How the browser runner uses its browser; other runners ignore it."""

    path: Path | None = None
    """The browser to start; None for one that is found."""
    is_headed: bool = False
    slow_motion_ms: float = 0.0
    """Pause after each thing that is done in the browser."""
    trace: TraceMode = TraceMode.OFF
    screenshot: ScreenshotMode = ScreenshotMode.ONLY_ON_FAILURE
    video: VideoMode = VideoMode.OFF
    artifacts: Path | None = None
    """Folder of screenshots, traces and videos; None to keep none."""
