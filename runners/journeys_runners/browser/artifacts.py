"""Pictures, traces, videos and the console of one attempt, as files named as Playwright does."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from playwright.async_api import BrowserContext, Error, Page

from journeys.attempt_files import (
    CONSOLE_FILE,
    FAILED_FILE,
    FINISHED_FILE,
    TRACE_FILE,
    folder_of,
)
from journeys.errors import InputError
from journeys.journey import JourneyId
from journeys_runners.browser.patience import told_by_browser
from journeys_runners.browser.videos import move_videos
from journeys_runners.browser_options import ScreenshotMode, TraceMode, VideoMode
from journeys_runners.interface import RunContext
from journeys_runners.masking.secret_values import SecretValues
from journeys_runners.masking.traces import mask_trace

_PICTURE_MS: Final = 5000


class Artifacts:
    """The files of one attempt."""

    def __init__(self, run: RunContext, journey_id: JourneyId, attempt: int) -> None:
        options = self._options = run.browser
        self._secrets = run.secrets
        self._folder = (
            folder_of(options.artifacts, run.run_id, journey_id, attempt)
            if options.artifacts
            else None
        )
        self._has_failed = False

    @property
    def will_tell(self) -> bool:
        """Whether a file with words of the application is to be expected."""
        return self._folder is not None and (
            self._has_failed or self._options.trace is TraceMode.ON
        )

    async def start(self, context: BrowserContext) -> None:
        """Begin the trace, if there is to be one."""
        if self._folder and self._options.trace is not TraceMode.OFF:
            await context.tracing.start(screenshots=True, snapshots=True)

    async def keep_failure(self, page: Page | None) -> None:
        """Take a picture of the page on which a step did not pass."""
        self._has_failed = True
        if self._options.screenshot is not ScreenshotMode.OFF:
            await self._take_picture(page, FAILED_FILE)

    async def keep_end(self, page: Page | None) -> None:
        """Take a picture of the page on which a visit ends, if it is asked for."""
        if not self._has_failed and self._options.screenshot is ScreenshotMode.ON:
            await self._take_picture(page, FINISHED_FILE)

    async def finish(
        self,
        context: BrowserContext,
        console: Sequence[str],
        secrets: SecretValues,
    ) -> None:
        """Keep what the options ask for, before the visit is closed.

        `secrets` are those of the visit; those of the run are known.
        """
        if self._folder is None:
            return
        secrets = self._secrets.extended(secrets)
        if self._has_failed and console:
            self._write(CONSOLE_FILE, secrets.text("\n".join(console)).encode() + b"\n")
        match self._options.trace:
            case TraceMode.OFF:
                return
            case TraceMode.RETAIN_ON_FAILURE if not self._has_failed:
                await told_by_browser(context.tracing.stop())
            case _:
                path = self._path(TRACE_FILE)
                await told_by_browser(context.tracing.stop(path=path))
                try:
                    await asyncio.to_thread(mask_trace, path, secrets)
                except OSError as error:
                    raise _not_writable(path, error) from error

    async def keep_videos(self, recorded: Path) -> None:
        """Keep what was recorded, if the options ask for it; the visit has been closed."""
        keeps_all = self._options.video is VideoMode.ON
        if self._folder and (keeps_all or self._has_failed):
            try:
                self._folder.mkdir(parents=True, exist_ok=True)
                await move_videos(recorded, self._folder)
            except OSError as error:
                raise _not_writable(self._folder, error) from error

    async def _take_picture(self, page: Page | None, name: str) -> None:
        if self._folder is None or page is None:
            return
        try:
            picture = await page.screenshot(timeout=_PICTURE_MS)
        except Error:
            # The page is gone or does not stand still: the evidence is without a picture.
            return
        self._write(name, picture)

    def _write(self, name: str, content: bytes) -> None:
        path = self._path(name)
        try:
            path.write_bytes(content)
        except OSError as error:
            raise _not_writable(path, error) from error

    def _path(self, name: str) -> Path:
        assert self._folder is not None
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _not_writable(self._folder, error) from error
        return self._folder / name


def _not_writable(path: Path, error: OSError) -> InputError:
    return InputError(
        f"cannot be written: {error.strerror or error}",
        where=str(path),
        remedy="choose another folder with --results, or --screenshot off",
    )
