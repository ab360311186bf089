"""Finds pages that break off, and answers that are no pages, where all other pages are whole.

HTML may leave `</html>` out, and some addresses give files or data by intention. So a document has
broken off only if elements are open at its end that no document may leave open, and what is no page
is missed only where production's users, or this run, had a page there. In both cases it must be the
same when asked for again, and pages of other templates, asked for in between, must be whole.
"""

import re
from itertools import islice
from typing import Final
from urllib.parse import urlsplit

from journeys.verdict import Cause, Problem
from journeys_mining.actions.action import Action, ActionKind
from journeys_runners.judging.control_pages import ask, control_pages
from journeys_runners.judging.met import OFFERED, Met
from journeys_runners.pages.parsing import parse_page
from journeys_runners.pages.words import words_of
from journeys_runners.sending.client import Answer, Request
from journeys_runners.visiting.turn import Turn
from journeys_runners.visiting.visitor import Visitor

_MOST_PAGES: Final = 5
_LEAST_PAGES: Final = 2
_DOCUMENT: Final = re.compile(rb"\s*(?:<!--.*?-->\s*)?<(?:!doctype html|html)\b", re.I | re.S)
_CLOSED: Final = re.compile(rb"</(?:body|html)\s*>", re.IGNORECASE)
# What stands in them is no element.
_TEXTS: Final = re.compile(
    rb"<!--.*?-->|<(script|style|template|textarea|title)\b.*?</\1\s*>", re.I | re.S
)
_TAG: Final = re.compile(
    rb"<(/?)(div|main|section|article|aside|nav|header|footer|form|table|ul|ol|dl|a|span|button"
    rb"|select|h[1-6]|script|style|textarea|title)\b",
    re.IGNORECASE,
)
_AS_DATA: Final = ("application/json", "text/json", "text/plain")
_OF_SCRIPTS: Final = ("accept", "x-requested-with", "authorization")
_NO_PAGES: Final = words_of(
    "api json jsonp ajax xhr rest graphql rpc txt text plain raw source robots log data download "
    "export file attachment feed health ping status version callback"
)


async def unlike_others(visitor: Visitor, turn: Turn, met: Met) -> Problem | None:
    """A problem if the answer of success is cut off or no page, and the other pages are not."""
    last = met.trip.last
    is_whole = last.exchange.response_size <= len(last.body) and not last.is_unread
    # A browser shows what has come, and its scripts may have made the page whole.
    if visitor.uses_pages or not is_whole or last.status != 200 or last.request.method != "GET":
        return None
    if met.trip.stop or met.template is None or last.request.gets_fragment:
        return None
    if met.page is not None:
        _note(visitor, last)
        return await _breaks_off(visitor, turn, met) if is_cut_off(last.body) else None
    if _is_data(last) and _is_page_elsewhere(visitor, turn, met):
        return await _is_no_page(visitor, turn, met)
    return None


def is_cut_off(body: bytes) -> bool:
    """Whether a document ends where none may end.

    >>> is_cut_off(b"<!doctype html><title>Mugs</title><ul><li>One")
    True
    >>> is_cut_off(b"<!doctype html><title>Mugs</title><ul><li>One</ul><p>Two")
    False
    """
    if not _DOCUMENT.match(body) or _CLOSED.search(body):
        return False
    shown = _TEXTS.sub(b"", body)
    open_count = sum(-1 if end else 1 for end, _ in _TAG.findall(shown))
    return open_count > 0 or shown.rfind(b"<") > shown.rfind(b">")


async def _breaks_off(visitor: Visitor, turn: Turn, met: Met) -> Problem | None:
    request, knowledge = met.trip.last.request, visitor.context.knowledge
    if not knowledge.whole or knowledge.cut_off - {met.template}:
        return None
    again = await ask(visitor, turn, request)
    if not (again.status == 200 and again.is_html and is_cut_off(again.body)):
        return None
    count = await _whole_pages(visitor, turn, met)
    if count < _LEAST_PAGES or knowledge.cut_off - {met.template}:
        return None
    return Problem(
        cause=Cause.WRONG_PAGE,
        reason=f"{met.asked} answered 200 with a page that breaks off: elements are open at its "
        f"end, and it has no </html>, nor when asked once more; {count} other pages are whole",
    )


async def _is_no_page(visitor: Visitor, turn: Turn, met: Met) -> Problem | None:
    again = await ask(visitor, turn, met.trip.last.request)
    if again.status != 200 or not _is_data(again):
        return None
    count = await _whole_pages(visitor, turn, met)
    if count < _LEAST_PAGES:
        return None
    return Problem(
        cause=Cause.WRONG_PAGE,
        reason=f"{met.asked} answered 200 with {_content_type(again)}, and again when asked once "
        f"more, where production shows a page; {count} other pages came as HTML",
    )


async def _whole_pages(visitor: Visitor, turn: Turn, met: Met) -> int:
    """How many pages of other templates come as documents with a title; 0 if one breaks off."""
    accused = (met.template, turn.action.template)
    urls = control_pages(visitor.memory, visitor.context.suite, *accused)
    count = 0
    for url in islice(urls, _MOST_PAGES):
        answer = await ask(visitor, turn, Request(url=url))
        if answer.failure or answer.status != 200 or not answer.is_html:
            continue
        _note(visitor, answer)
        if is_cut_off(answer.body):
            return 0
        count += bool(_CLOSED.search(answer.body) and parse_page(answer.body, url=url).title)
    return count


def _note(visitor: Visitor, answer: Answer) -> None:
    template = visitor.memory.site.template_of(answer.request.url)
    knowledge = visitor.context.knowledge
    if template is None or not _DOCUMENT.match(answer.body):
        return
    if _CLOSED.search(answer.body):
        knowledge.whole.add(template)
    elif is_cut_off(answer.body):
        knowledge.cut_off.add(template)


def _is_data(answer: Answer) -> bool:
    is_file = "attachment" in answer.headers.get("Content-Disposition", "").lower()
    by_script = any(name.lower() in _OF_SCRIPTS for name, _ in answer.request.headers)
    is_some = bool(answer.body) and not is_file and not by_script
    return is_some and _content_type(answer) in _AS_DATA


def _content_type(answer: Answer) -> str:
    return answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()


def _is_page_elsewhere(visitor: Visitor, turn: Turn, met: Met) -> bool:
    """Whether this run or production is known to have a page there.

    Events are sent by pages, and what users go on from by a link is one.
    """
    template, context = met.template, visitor.context
    address = urlsplit(met.trip.last.request.url)
    words = words_of(f"{template} {address.path.rpartition('/')[2]} {address.query}")
    if turn.action.kind is not ActionKind.VIEW or words & _NO_PAGES:
        return False
    if template in context.knowledge.whole:
        return True
    if met.way not in OFFERED:
        return False
    if any(source == template for _, source in context.suite.link_sources):
        return True
    steps = (step.action for one in context.suite.journeys for step in one.steps)
    return any(
        one.kind is ActionKind.EVENT and one.template == template
        for one in map(Action.parse, steps)
    )
