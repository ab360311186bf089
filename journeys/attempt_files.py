"""The files that a browser leaves of one attempt: where they are, and what of them is there.

The runner writes them, reports show them; the names are those that Playwright uses.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from journeys.evidence import RunId
from journeys.journey import JourneyId

FAILED_FILE: Final = "test-failed-1.png"
FINISHED_FILE: Final = "test-finished-1.png"
TRACE_FILE: Final = "trace.zip"
CONSOLE_FILE: Final = "console.txt"
CONSOLE_LINES_MAX: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptFiles:
    """What is there of one attempt."""

    screenshot: Path | None = None
    """The page on which a step did not pass; else the one on which the attempt ended."""
    trace: Path | None = None
    """To be opened with `playwright show-trace`."""
    videos: tuple[Path, ...] = ()
    """One of each tab."""
    console_file: Path | None = None
    console: tuple[str, ...] = ()
    """Errors and warnings of the pages, the first of them; each begins with its step."""

    @property
    def all(self) -> tuple[Path, ...]:
        """Every file, the picture first."""
        found = (self.screenshot, self.console_file, self.trace, *self.videos)
        return tuple(one for one in found if one)


def video_file(number: int, *, of: int) -> str:
    """The name of a video, of so many.

    >>> video_file(1, of=1), video_file(2, of=2)
    ('video.webm', 'video-2.webm')
    """
    return "video.webm" if of == 1 else f"video-{number}.webm"


def folder_of(artifacts: Path, run_id: RunId, journey_id: JourneyId, attempt: int) -> Path:
    """`RUN/JOURNEY` or, after the first attempt, `RUN/JOURNEY-retryN`."""
    suffix = f"-retry{attempt - 1}" if attempt > 1 else ""
    return artifacts / run_id / f"{journey_id}{suffix}"


def find_files(
    artifacts: Path, run_id: RunId, journey_id: JourneyId, attempt: int
) -> AttemptFiles | None:
    """The files of an attempt; None if it left none."""
    folder = folder_of(artifacts, run_id, journey_id, attempt)
    names = (FAILED_FILE, FINISHED_FILE, TRACE_FILE, CONSOLE_FILE)
    failed, finished, trace, console = (_if_there(folder / name) for name in names)
    videos = tuple(sorted(folder.glob("video*.webm"))) if folder.is_dir() else ()
    if not (failed or finished or trace or console or videos):
        return None
    return AttemptFiles(
        screenshot=failed or finished,
        trace=trace,
        videos=videos,
        console_file=console,
        console=_lines(console) if console else (),
    )


def _if_there(path: Path) -> Path | None:
    try:
        return path if path.is_file() else None
    except (OSError, ValueError):
        return None


def _lines(path: Path) -> tuple[str, ...]:
    try:
        text = path.read_text("utf-8", "replace")
    except OSError:
        return ()
    return tuple(text.splitlines()[:CONSOLE_LINES_MAX])
