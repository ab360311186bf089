"""Tells a page that refuses everybody from one that refuses strangers. Takes a step that met 403.

Mostly it is the rights of an account that are missing. They are not where the application itself
leads a stranger to the page, production showed it to visitors of whom none had signed in before,
and the stranger is shown other pages.
"""

from itertools import islice
from typing import Final
from urllib.parse import urlsplit

from journeys.verdict import Cause, Problem
from journeys_mining.actions.action import Action, slots_of
from journeys_mining.recorded.content import HEADER
from journeys_runners.judging.control_pages import ask, control_pages
from journeys_runners.judging.met import OFFERED, Met
from journeys_runners.pages.sign_out import asks_for_password
from journeys_runners.pages.words import words_of, words_of_link
from journeys_runners.sending.client import Request
from journeys_runners.visiting.turn import Turn
from journeys_runners.visiting.visitor import Visitor

_FORBIDDEN: Final = 403
_MOST_PAGES: Final = 3
_OF_ACCOUNTS: Final = words_of(
    "login signin logon log sign register registration signup join account profile member session "
    "auth oauth sso token password"
)
_CREDENTIALS: Final = ("authorization", "cookie", "x-api-key")


async def refuses_everybody(visitor: Visitor, turn: Turn, met: Met) -> Problem | None:
    """A problem if no account can be what is missing."""
    request = met.trip.last.request
    if not _is_offered_to_strangers(visitor, met) or not _production_lets_in(visitor, turn, met):
        return None
    if (await ask(visitor, turn, request)).status != _FORBIDDEN:
        return None
    if not await _is_shown_others(visitor, turn, met):
        return None
    return Problem(
        cause=Cause.WRONG_STATUS,
        reason=f"{met.asked} answered {_FORBIDDEN}, and again when asked once more; production "
        "shows it to visitors who have not signed in, the application leads there, and it shows "
        "this visitor other pages",
    )


async def _is_shown_others(visitor: Visitor, turn: Turn, met: Met) -> bool:
    """Whether pages of other templates come, and none is refused; to sign in anybody may."""
    controls = control_pages(
        visitor.memory, visitor.context.suite, met.template, turn.action.template
    )
    urls = (url for url in controls if not words_of(urlsplit(url).path) & _OF_ACCOUNTS)
    statuses = {
        (await ask(visitor, turn, Request(url=url))).status for url in islice(urls, _MOST_PAGES)
    }
    return 200 in statuses and not statuses & {401, _FORBIDDEN}


def _is_offered_to_strangers(visitor: Visitor, met: Met) -> bool:
    last, memory, context = met.trip.last, visitor.memory, visitor.context
    given = {name.lower() for name, _ in context.target.headers}
    return (
        last.status == _FORBIDDEN
        and last.request.method == "GET"
        and met.way in OFFERED
        and not (memory.is_signed_in or memory.has_account or context.identity)
        and not given & set(_CREDENTIALS)
        and not asks_for_password(met.page)
    )


def _production_lets_in(visitor: Visitor, turn: Turn, met: Met) -> bool:
    """Whether production showed the page to visitors of whom none can have signed in before."""
    suite, template = visitor.context.suite, turn.action.template or ""
    # Where no status is known, a page was seen all the same: it sent the event of its view.
    is_shown = (met.expect.status or "2xx").startswith("2")
    if not is_shown or slots_of(template.partition("?")[0]):
        return False
    if any(_is_credential(one.place) for one in suite.request_fields):
        return False
    knows_accounts = False
    for journey in suite.journeys:
        actions = [Action.parse(step.action) for step in journey.steps]
        of_accounts = [is_of_accounts(str(one)) for one in actions]
        knows_accounts = knows_accounts or any(of_accounts)
        places = [place for place, one in enumerate(actions) if one.template == template]
        if places and any(of_accounts[: places[-1] + 1]):
            return False
    # Where nobody is seen to sign in, they may all have done so before: if there is a way to.
    return knows_accounts or not _shows_accounts(visitor)


def is_of_accounts(action: str) -> bool:
    """Whether an action may be a part of signing in, or of what is seen only then."""
    return bool(words_of(action) & _OF_ACCOUNTS)


def _is_credential(place: str) -> bool:
    return place.lower().removeprefix(HEADER).partition("{")[0] in _CREDENTIALS


def _shows_accounts(visitor: Visitor) -> bool:
    return any(
        asks_for_password(page) or any(words_of_link(one) & _OF_ACCOUNTS for one in page.links)
        for page in visitor.memory.pages()
    )
