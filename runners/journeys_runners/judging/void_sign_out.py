"""Finds sign-outs that sign nobody out. Takes a step that has signed out, by all that it says.

A page may look the same to everybody, and who signs out of one part may stay in another. So a page
of this visit that offers the very sign-out that was pressed is asked for three times: by the
visitor, by a stranger, and by the visitor once more.
"""

from itertools import islice
from typing import Final
from urllib.parse import urlsplit

from journeys.verdict import Cause, Problem
from journeys_runners.judging.control_pages import ask
from journeys_runners.pages.page import Link, Page
from journeys_runners.pages.parsing import parse_page
from journeys_runners.pages.sign_out import shows_sign_out, signs_out, signs_out_by
from journeys_runners.pages.words import changes_state, words_of, words_of_link
from journeys_runners.sending.client import Answer, Request
from journeys_runners.visiting.plan import Plan
from journeys_runners.visiting.turn import Turn
from journeys_runners.visiting.visitor import Visitor

_MOST_PAGES: Final = 3
_OF_OTHERS: Final = words_of(
    "other others all everywhere device session elsewhere impersonate impersonation masquerade "
    "switch"
)


async def signs_nobody_out(visitor: Visitor, turn: Turn, plan: Plan) -> Problem | None:
    """A problem if the application knows the visitor as before; `plan` has been carried out."""
    if not _has_signed_out(visitor, turn, plan):
        return None
    memory, path = visitor.memory, _path(plan.request.url)
    known = (one for one in memory.pages() if one.has_address and _offers(one, path))
    open_to_us = (one for one in known if not changes_state(words_of(_path(one.url))))
    for page in islice(open_to_us, _MOST_PAGES):
        request = Request(url=page.url)
        if not _is_known(await ask(visitor, turn, request), path):
            return None
        stranger = await visitor.site_map.as_stranger(request, turn.trace_id)
        turn.answers.append(stranger)
        if stranger.failure or stranger.status >= 500 or _is_known(stranger, path):
            continue
        if not _is_known(await ask(visitor, turn, request), path):
            return None
        where = memory.site.template_of(page.url) or _path(page.url)
        return Problem(
            cause=Cause.WRONG_PAGE,
            reason=f"{plan.request.method} {path} signs out, but {where} knows the visitor as "
            "before, and lets them sign out again; a stranger is not shown that",
        )
    return None


def _has_signed_out(visitor: Visitor, turn: Turn, plan: Plan) -> bool:
    """Whether the step is a sign-out of this visitor, and more than a question whether to."""
    pressed = words_of_link(plan.press) if isinstance(plan.press, Link) else plan.words
    words = words_of(turn.step.action) | pressed | words_of(_path(plan.request.url))
    if not signs_out(words_of(turn.step.action)) or words & _OF_OTHERS:
        return False
    page = visitor.memory.page
    is_asked = page is not None and _path(page.url) == _path(plan.request.url)
    return plan.press is not None and not (plan.request.method == "GET" and is_asked)


def _is_known(answer: Answer, path: str) -> bool:
    if answer.failure or answer.status != 200 or not answer.is_html:
        return False
    return _offers(parse_page(answer.body, url=answer.request.url), path)


def _offers(page: Page, path: str) -> bool:
    """Whether the page has a control to sign out that leads to this path."""
    links = (_path(one.url) for one in page.links if signs_out(words_of_link(one)))
    forms = (_path(one.action) for one in page.forms if signs_out_by(one))
    return shows_sign_out(page) and path in (*links, *forms)


def _path(url: str) -> str:
    return urlsplit(url).path
