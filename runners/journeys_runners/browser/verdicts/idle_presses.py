"""Finds forms whose button does nothing: a script keeps them from being sent and does no more.

By itself a browser sends a form that is pressed. A script that takes it over sends it in a way of
its own or says why not; here nothing is sent and nothing of the page changes. Who refuses a value
may say so where only eyes see it, so forms that hold values of ours are not judged, nor are pages
whose scripts may do what leaves no trace in the page.
"""

import asyncio
import re
from contextlib import suppress
from typing import Final

from playwright.async_api import Error

from journeys.verdict import Cause, Problem
from journeys_runners.browser.snapshot import Snapshot
from journeys_runners.browser.window import Window
from journeys_runners.judging.naming_scripts import scripts_may_name
from journeys_runners.visiting.plan import Plan, Submission
from journeys_runners.visiting.turn import Turn
from journeys_runners.visiting.visitor import Visitor

_PATIENCE_S: Final = 3.0
_WITHOUT_TRACE: Final = re.compile(
    rb"WebSocket|EventSource|postMessage|\.print\(|clipboard|attachShadow|indexedDB|serviceWorker"
    rb"|captcha|turnstile|honeypot|<(?:iframe|canvas|video|audio|object|embed)\b",
    re.IGNORECASE,
)
_ONLY_TOLD: Final = frozenset({"ping", "beacon", "image"})
"""Kinds of requests by which a page tells of a press, and does nothing."""


async def idle_press(
    visitor: Visitor, window: Window, turn: Turn, plan: Plan, snapshot: Snapshot
) -> Problem | None:
    """The problem of a button that was just pressed, and that did nothing at any visit."""
    knowledge, action = visitor.context.knowledge, turn.step.action
    if not _is_sent_by_browser(plan) or action in knowledge.lively:
        return None
    if await _does_something(window, snapshot):
        knowledge.lively.add(action)
        return None
    if await _may_have_done_unseen(visitor, window, turn, snapshot):
        return None
    page = visitor.memory.page
    where = (page and visitor.memory.site.template_of(page.url)) or turn.action.template or "/"
    return Problem(
        cause=Cause.UNUSABLE,
        reason=f"on {where} nobody can perform {turn.action}: its button does nothing; it was "
        "pressed, a script kept the form from being sent, and nothing on the page changed",
    )


def _is_sent_by_browser(plan: Plan) -> bool:
    """Whether it is a form that changes something, without values that may be refused, and without
    texts that stand there already: a script may not send again what nobody has changed."""
    press = plan.press
    if not isinstance(press, Submission) or press.form.handle is None:
        return False
    is_edited = any(one.is_text and one.kind != "number" and one.value for one in press.form.fields)
    return plan.request.method != "GET" and not plan.invented and not is_edited


async def _may_have_done_unseen(
    visitor: Visitor, window: Window, turn: Turn, snapshot: Snapshot
) -> bool:
    """Whether a script threw, which says more, or may have done what leaves no trace."""
    page = visitor.memory.page
    if page is None or len(window.faults.errors) > window.errors_before:
        return True
    if not all(map(visitor.memory.site.owns, page.scripts)) or _WITHOUT_TRACE.search(snapshot.html):
        return True
    return await scripts_may_name(visitor, turn, page, _WITHOUT_TRACE)


async def _does_something(window: Window, snapshot: Snapshot) -> bool:
    """Whether anything comes of the press, in a while: a request, a dialog, another page."""
    changes = asyncio.create_task(_changes(snapshot))
    asks = asyncio.create_task(_asks(window))
    try:
        done, _ = await asyncio.wait(
            {changes, asks}, timeout=_PATIENCE_S, return_when=asyncio.FIRST_COMPLETED
        )
    finally:
        changes.cancel()
        asks.cancel()
        await asyncio.gather(changes, asks, return_exceptions=True)
    return bool(done)


async def _asks(window: Window) -> None:
    """Return as soon as the page has asked for something, or has said something in a dialog."""
    while not _has_asked(window):
        await window.traffic.change()


def _has_asked(window: Window) -> bool:
    begun = window.traffic.seen[window.acted_at :]
    return window.tabs.dialog_count > window.dialogs_before or any(
        not one.events and one.kind not in _ONLY_TOLD for one in begun
    )


async def _changes(snapshot: Snapshot) -> None:
    """Return as soon as the page stands otherwise than in the snapshot, or is left."""
    with suppress(Error):
        await snapshot.changes()
