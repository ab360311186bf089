"""Videos of one attempt: a file for each tab, named the way Playwright does.

Playwright writes them into a folder under names of its own and ends them with the context; only
then is it known which are kept.
"""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from playwright.async_api import Browser, Error

from journeys.attempt_files import video_file
from journeys.errors import InputError
from journeys_runners.browser_options import BrowserOptions, VideoMode

_ENDING: Final = ".webm"


@asynccontextmanager
async def folder_for_videos(options: BrowserOptions) -> AsyncIterator[Path | None]:
    """Where Playwright records what becomes of one attempt; None where nothing is recorded."""
    if options.video is VideoMode.OFF or options.artifacts is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="journeys-video-") as folder:
        yield Path(folder)


async def move_videos(recorded: Path, folder: Path) -> None:
    """Move what was recorded into the folder of the attempt, the first tab first."""
    videos = sorted(recorded.glob(f"*{_ENDING}"), key=lambda path: path.stat().st_ctime_ns)
    for number, path in enumerate(videos, start=1):
        name = video_file(number, of=len(videos))
        await asyncio.to_thread(shutil.move, path, folder / name)


async def check_recording(browser: Browser, options: BrowserOptions) -> None:
    """See that videos can be recorded, before any journey is performed.

    Raises
    ------
    InputError
        Playwright has no ffmpeg.
    """
    async with folder_for_videos(options) as folder:
        if folder is None:
            return
        context = await browser.new_context(record_video_dir=folder)
        try:
            await context.new_page()
        except Error as error:
            first_line = error.message.strip().partition("\n")[0]
            raise InputError(
                f"no video can be recorded: {first_line}",
                where="--video",
                remedy="get Playwright's ffmpeg with `playwright install ffmpeg`, "
                "or link the system's to that path",
            ) from error
        finally:
            await context.close()
