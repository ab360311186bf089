"""Errors of the scripts of a visit's pages, and which of them are the product's."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, ConsoleMessage, WebError

from journeys.evidence import Cause, Problem
from journeys_mining.actions.action import Action
from journeys_runners.browser.traffic import Seen
from journeys_runners.http.client import Answer
from journeys_runners.judging.checks import REMEDIES
from journeys_runners.masking.masking import mask_url
from journeys_runners.pages.site import Site

_MAX_TEXT: Final = 300
_URL = re.compile(r"https?://[^\s)]+")
# Not a fault, or one of a request, which is judged by its answer.
_NO_FAULT: Final = ("ResizeObserver loop", "Failed to fetch", "AbortError", "The play() request")

_NEEDED: Final = {
    "script": ("script", Cause.SCRIPT_ERROR),
    "stylesheet": ("style sheet", Cause.BROKEN_LINK),
}
"""What a page is not itself without, and what it is called if that is not to be had."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptError:
    """An error that no script caught."""

    message: str
    page_url: str
    is_own: bool
    """Whether it came from a script of the application's own origin."""


class ScriptFaults:
    """What the pages of one visit complained about."""

    def __init__(self, site: Site) -> None:
        self.errors: list[ScriptError] = []
        self.console: list[str] = []
        """Errors and warnings of the console and uncaught errors, one line each."""
        self.step_number = 1
        """The step at hand, 1 for the first."""
        self._site = site

    def watch(self, context: BrowserContext) -> None:
        """Begin to listen."""
        context.on("weberror", self._on_error)
        context.on("console", self._on_console)

    def problem(self, since: int, seen: Sequence[Seen]) -> Problem | None:
        """A problem if a script of the application threw; `seen` is what its pages asked for."""
        for error in self.errors[since:]:
            lacks_foreign_script = any(
                one.has_failed and one.kind == "script" and not one.is_own
                for one in seen
                if one.sender_url == error.page_url
            )
            # Where another host's script did not come, errors follow from that.
            if error.is_own and not lacks_foreign_script:
                return Problem(
                    cause=Cause.SCRIPT_ERROR,
                    reason=f"a script of {_path(error.page_url)} threw an error that nothing "
                    f"caught: {error.message}",
                )
        return None

    def _on_error(self, error: WebError) -> None:
        message = _URL.sub(lambda url: mask_url(url[0]), error.error.message.strip()[:_MAX_TEXT])
        page_url = error.page.url if error.page else ""
        self._note(f"uncaught on {mask_url(page_url)}: {message}")
        if message.startswith(_NO_FAULT) or "AbortError" in message:
            return
        origins = _URL.findall(error.error.stack or "")
        is_own = self._site.owns(origins[0]) if origins else True
        self.errors.append(ScriptError(message=message, page_url=page_url, is_own=is_own))

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            # What could not be loaded stands there only, and not in the text.
            url = mask_url(str(message.location.get("url", "")))[:_MAX_TEXT]
            place = f" ({url})" if url and url not in message.text else ""
            self._note(f"{message.type}: {message.text[:_MAX_TEXT]}{place}")

    def _note(self, text: str) -> None:
        line = _URL.sub(lambda url: mask_url(url[0]), " ".join(text.split()))
        self.console.append(f"step {self.step_number}, {line}")


def failed_request(asked: Iterable[tuple[Seen, Answer]]) -> Problem | None:
    """A problem if a script was not to be had, or a request that a script made failed."""
    for seen, answer in asked:
        needed = _NEEDED.get(seen.kind)
        failed = answer.status >= 500 or answer.failure is not None
        is_refused = answer.status >= 400 and needed is not None
        if not (failed or is_refused) or (needed is None and seen.kind not in ("xhr", "fetch")):
            continue
        what, of = f"{answer.request.method} {_path(seen.url)}", _path(seen.sender_url)
        where = (
            f"{of} needs the {needed[0]} {what}" if needed else f"a script of {of} asked for {what}"
        )
        cause = answer.failure or (Cause.RATE_LIMITED if answer.status == 429 else None)
        return Problem(
            cause=cause or (needed[1] if needed else Cause.SERVER_ERROR),
            reason=f"{where}: {answer.exchange.error or f'answered {answer.status}'}",
            remedy=REMEDIES.get(cause, "") if cause else "",
        )
    return None


def nothing_sent(action: Action, invented: Sequence[str]) -> Problem:
    """The form was submitted, and the page's script sent nothing."""
    fields = f", which was filled with invented values: {', '.join(invented)}" if invented else ""
    return Problem(
        cause=Cause.MISSING_DATA,
        reason=f"the page's script took the form for {action} and sent nothing{fields}",
        remedy="say what to write there under `fields:` in bindings.yaml, or how to perform the "
        "action under `actions:`",
    )


def page_is_gone() -> Problem:
    """The tab closed itself or crashed, and no other is open."""
    return Problem(
        cause=Cause.UNREACHABLE,
        reason="the page closed or crashed as it was used",
        remedy="look at it with --headed --slowmo 500, or perform fewer at once with --workers",
    )


def _path(url: str) -> str:
    parts = urlsplit(mask_url(url))
    return parts.path or "/"
