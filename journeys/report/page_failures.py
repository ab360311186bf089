"""What the page shows first of an attempt that did not pass: picture, complaints, files."""

import base64
import os
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from journeys.attempt_files import AttemptFiles
from journeys.evidence import GIVEN_UP
from journeys.report.plain_text import plain
from journeys.store import LoadedExchange, LoadedStep

PICTURES_BYTES_MAX: Final = 8_000_000
"""Of all screenshots in the page, as they were written."""
_CONSOLE_MAX: Final = 12
_REQUESTS_MAX: Final = 8
_PNG: Final = b"\x89PNG\r\n\x1a\n"


class PictureBudget:
    """Bytes that screenshots may still take in the page."""

    def __init__(self, byte_count: int = PICTURES_BYTES_MAX) -> None:
        self._left = byte_count

    def picture(self, path: Path) -> str | None:
        """The picture as a `data:` URL; None if it cannot be read or there is no room for it."""
        try:
            if path.stat().st_size > self._left:
                return None
            content = path.read_bytes()
        except OSError:
            return None
        if not content.startswith(_PNG):
            return None
        self._left -= len(content)
        return f"data:image/png;base64,{base64.b64encode(content).decode('ascii')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileView:
    """A file beside the page."""

    name: str
    path: str
    href: str | None
    """Relative to the page; None where the page has no place yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureView:
    """What was there to be seen at the step that did not pass."""

    step_number: int
    picture: str | None
    console: tuple[str, ...]
    """Of the failing step first."""
    console_more: int
    requests: tuple[LoadedExchange, ...]
    """Those of the step that failed, what its pages gave up themselves last."""
    requests_more: int
    files: tuple[FileView, ...]
    show_trace: str | None
    """The command that opens the trace, if there is one."""
    lacks_trace: bool
    """Whether a browser could have kept a trace and was not asked to."""


def view_failure(
    step: LoadedStep,
    files: AttemptFiles | None,
    budget: PictureBudget,
    *,
    beside: Path | None,
    by_browser: bool,
) -> FailureView:
    """The failure of an attempt; `beside` is the folder in which the page will be."""
    own = f"step {step.index + 1}, "
    lines = sorted(files.console if files else (), key=lambda line: not line.startswith(own))
    bad = sorted((one for one in step.exchanges if is_bad(one)), key=is_given_up)
    screenshot = files.screenshot if files else None
    return FailureView(
        step_number=step.index + 1,
        picture=budget.picture(screenshot) if screenshot else None,
        console=tuple(plain(line) for line in lines[:_CONSOLE_MAX]),
        console_more=max(0, len(lines) - _CONSOLE_MAX),
        requests=tuple(bad[:_REQUESTS_MAX]),
        requests_more=max(0, len(bad) - _REQUESTS_MAX),
        files=_files(files, beside) if files else (),
        show_trace=show_trace(files.trace) if files and files.trace else None,
        lacks_trace=by_browser and not (files and files.trace),
    )


def is_bad(exchange: LoadedExchange) -> bool:
    """Whether a request was not answered, or with an error."""
    return exchange.status is None or exchange.status >= 400


def is_given_up(exchange: LoadedExchange) -> bool:
    """Whether its own page did not wait for the answer."""
    return exchange.error == GIVEN_UP


def show_trace(trace: Path) -> str:
    """The command that opens a trace."""
    return f"playwright show-trace {shlex.quote(str(trace))}"


def _files(files: AttemptFiles, beside: Path | None) -> tuple[FileView, ...]:
    return tuple(
        FileView(
            name=path.name,
            path=str(path),
            href=quote(Path(os.path.relpath(path, beside)).as_posix()) if beside else None,
        )
        for path in files.all
    )
