"""Errors of the scripts of a visit's pages, and which of them are the product's."""

import asyncio
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from playwright.async_api import (
    BrowserContext,
    CDPSession,
    ConsoleMessage,
    Error,
    Page,
    WebError,
)

from journeys.verdict import Cause, Problem
from journeys_mining.actions.action import Action
from journeys_runners.browser.patience import answered
from journeys_runners.browser.traffic.seen import Seen
from journeys_runners.judging.checks import REMEDIES
from journeys_runners.judging.page_faults import holds_page
from journeys_runners.masking.masking import mask_url
from journeys_runners.pages.site import Site
from journeys_runners.sending.client import Answer

_MAX_TEXT: Final = 300
_URL = re.compile(r"https?://[^\s)]+")
# Not a fault, or one of a request, which is judged by its answer.
_NO_FAULT: Final = (
    "ResizeObserver loop", "Failed to fetch", "AbortError", "The play() request",
    # All that a page is told of an error of another host's script.
    "Script error.",
)  # fmt: skip
_STANDARD: Final = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*<!doctype html\s*>", re.DOTALL | re.IGNORECASE
)
_MOST_BEFORE: Final = 2000
_APPLIED_OR_READ: Final = frozenset({"", "text/css", "text/html"})
_TRACE: Final = "\n    at "
"""By this an exception is told from words."""
_MAYBE_IN_PRODUCTION: Final = (
    "mend the script, or, if production throws this too, write a part of the message under "
    "`ignore_errors:` in journeys.yaml"
)

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
    script_url: str
    """The script that threw; empty for one that could not be read, and so never ran."""


class ScriptFaults:
    """What the pages of one visit complained about."""

    def __init__(self, site: Site, ignored: Iterable[str] = ()) -> None:
        """`ignored` are parts of messages that the settings accept; `*` stands for anything."""
        self.errors: list[ScriptError] = []
        self.logged: list[ScriptError] = []
        """Errors that a script of the application caught and wrote into the console."""
        self.console: list[str] = []
        """Errors and warnings of the console and uncaught errors, one line each."""
        self.step_number = 1
        """The step at hand, 1 for the first."""
        self._site = site
        self._ignored = [
            re.compile(".*".join(re.escape(" ".join(one.split())) for one in pattern.split("*")))
            for pattern in ignored
        ]
        self._unread: dict[str, str] = {}
        """The scripts that could not be read, by what the browser said of them."""
        self._sessions: dict[Page, CDPSession] = {}
        self._asking: list[asyncio.Task[None]] = []

    def watch(self, context: BrowserContext) -> None:
        """Begin to listen."""
        context.on("weberror", self._on_error)
        context.on("console", self._on_console)

    def listen(self, tab: Page, session: CDPSession) -> None:
        """Know a session of a tab, to ask it in which script an error is that has no place."""
        session.on("Runtime.exceptionThrown", self._on_thrown)
        self._sessions[tab] = session

    async def be_placed(self) -> None:
        """Return when the browser has told the scripts of the errors so far."""
        asking, self._asking = self._asking, []
        await asyncio.gather(*asking)

    def problem(self, since: int, seen: Sequence[Seen]) -> Problem | None:
        """A problem if a script of the application threw; `seen` is what its pages asked for."""
        thrown = [(one, self._script_of(one)) for one in self.errors[since:]]
        # Where another host's script did not come, or was none, errors follow from that.
        lacking = {
            one.sender_url
            for one in seen
            if one.has_failed and one.kind == "script" and not one.is_own
        } | {
            one.page_url
            for one, script in thrown
            if script and not one.script_url and not self._site.owns(script)
        }
        for error, script in thrown:
            if self._site.owns(script) and error.page_url not in lacking:
                return Problem(
                    cause=Cause.SCRIPT_ERROR,
                    reason=f"a script of {_path(error.page_url)} threw an error that nothing "
                    f"caught: {error.message}",
                    remedy=_MAYBE_IN_PRODUCTION,
                )
        return None

    def _script_of(self, error: ScriptError) -> str:
        """The address of the script; empty where nobody told it."""
        told = (url for said, url in self._unread.items() if error.message in said)
        # Those that a script made itself are `blob:http://…`.
        found = _URL.search(error.script_url or next(told, ""))
        return found[0] if found else ""

    def _on_error(self, error: WebError) -> None:
        message = _masked(error.error.message.strip()[:_MAX_TEXT])
        page_url, script_url = error.page.url if error.page else "", error.location["url"]
        place = f" ({script_url})" if script_url and script_url != page_url else ""
        self._note(f"uncaught on {page_url}: {message}{place}")
        if message.startswith(_NO_FAULT) or "AbortError" in message or self._ignores(message):
            return
        self.errors.append(ScriptError(message=message, page_url=page_url, script_url=script_url))
        if not script_url and error.page in self._sessions:
            self._asking.append(asyncio.create_task(_tell_again(self._sessions[error.page])))

    def _on_thrown(self, event: dict[str, Any]) -> None:
        details = event["exceptionDetails"]
        url = details.get("url")
        if not url or details.get("stackTrace"):
            return
        # Of another host's script, the text alone says what is wrong.
        said = f"{details['text']} {details.get('exception', {}).get('description', '')}".strip()
        if self._unread.get(_masked(said)) != url:
            self._unread[_masked(said)] = url
            self._note(f"could not be read: {said[:_MAX_TEXT]} ({url})")

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            # What could not be loaded stands there only, and not in the text.
            url = mask_url(str(message.location.get("url", "")))[:_MAX_TEXT]
            place = f" ({url})" if url and url not in message.text else ""
            self._note(f"{message.type}: {message.text[:_MAX_TEXT]}{place}")
        if message.type == "error" and _TRACE in message.text:
            self._note_logged(message)

    def _note_logged(self, message: ConsoleMessage) -> None:
        url, page = str(message.location.get("url", "")), message.page
        said = _masked(message.text.partition("\n")[0][:_MAX_TEXT])
        if page and self._site.owns(url) and not self._ignores(said):
            self.logged.append(ScriptError(message=said, page_url=page.url, script_url=url))

    def _ignores(self, message: str) -> bool:
        return any(one.search(" ".join(message.split())) for one in self._ignored)

    def _note(self, text: str) -> None:
        line = _masked(" ".join(text.split()))
        self.console.append(f"step {self.step_number}, {line}")


async def _tell_again(session: CDPSession) -> None:
    """Have a tab tell the errors of its page, with their scripts, which Playwright leaves out.

    It is asked when there are some: a tab that always tells costs each page much.
    """
    with suppress(Error):
        # The page is gone otherwise.
        await answered(session.send("Runtime.enable"))
        await answered(session.send("Runtime.disable"))


def failed_request(asked: Iterable[tuple[Seen, Answer]]) -> Problem | None:
    """A problem if a script was not to be had, or a request that a script made failed."""
    for seen, answer in asked:
        needed = _NEEDED.get(seen.kind)
        failed = answer.status >= 500 or answer.failure is not None
        is_page = needed is not None and answer.is_html and holds_page(answer)
        is_refused = (answer.status >= 400 or is_page) and needed is not None
        if not (failed or is_refused) or (needed is None and seen.kind not in ("xhr", "fetch")):
            continue
        what, of = f"{answer.request.method} {_path(seen.url)}", _path(seen.sender_url)
        where = (
            f"{of} needs the {needed[0]} {what}" if needed else f"a script of {of} asked for {what}"
        )
        came = f"answered {answer.status}" + (" and a page in its place" if is_page else "")
        cause = answer.failure or (Cause.RATE_LIMITED if answer.status == 429 else None)
        return Problem(
            cause=cause or (needed[1] if needed else Cause.SERVER_ERROR),
            reason=f"{where}: {answer.exchange.error or came}",
            remedy=REMEDIES.get(cause, "") if cause else "",
        )
    return None


def refused_style(asked: Sequence[tuple[Seen, Answer]]) -> Problem | None:
    """A problem if a style sheet came as something else, upon which browsers leave it out.

    They are not so strict with old pages, which do not begin with `<!doctype html>`. What is called
    HTML is judged by what it holds.
    """
    strict = {
        seen.url.partition("#")[0]
        for seen, answer in asked
        if seen.is_page and _STANDARD.match(answer.body[:_MOST_BEFORE])
    }
    for seen, answer in asked:
        kind = answer.headers.get("Content-Type", "").partition(";")[0].strip()
        is_strict = (
            answer.headers.get("X-Content-Type-Options", "").lower() == "nosniff"
            or seen.sender_url.partition("#")[0] in strict
        )
        is_style = seen.kind == "stylesheet" and seen.is_own and answer.status == 200
        if is_style and is_strict and kind.lower() not in _APPLIED_OR_READ:
            return Problem(
                cause=Cause.BROKEN_LINK,
                reason=f"{_path(seen.sender_url)} needs the style sheet GET {_path(seen.url)}: it "
                f"came as {kind}, so that browsers do not apply it",
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
    """The tab closed itself or crashed, and no other is open, or a script of it does not end."""
    return Problem(
        cause=Cause.UNREACHABLE,
        reason="the page closed, crashed or stopped answering as it was used",
        remedy="look at it with --headed --slowmo 500, or perform fewer at once with --workers",
    )


def _masked(text: str) -> str:
    return _URL.sub(lambda url: mask_url(url[0]), text)


def _path(url: str) -> str:
    parts = urlsplit(mask_url(url))
    return parts.path or "/"
