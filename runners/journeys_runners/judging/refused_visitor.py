"""Finds answers 401 to somebody whom the application knows at the same moment.

401 says: nobody knows who you are. Mostly an account is missing, or a token has grown too old. It
is the application's fault where the very token is taken elsewhere, by what is refused without it,
or where a page to which the application's own link leads refuses a visitor who may sign out on
another page. A record may be somebody else's: addresses with slots are not judged.
"""

from dataclasses import replace
from itertools import islice
from typing import Final

from journeys.evidence import Cause, Problem
from journeys_mining.actions.action import slots_of
from journeys_runners.judging.control_pages import ask
from journeys_runners.judging.met import OFFERED, Met
from journeys_runners.pages.parsing import parse_page
from journeys_runners.pages.sign_out import shows_sign_out
from journeys_runners.sending.client import Request
from journeys_runners.visiting.turn import Turn
from journeys_runners.visiting.visitor import Visitor

_UNKNOWN: Final = 401
_REFUSED: Final = (401, 403)
_MOST_TRIES: Final = 3
_OTHER_DOORS: Final = ("basic", "digest", "negotiate", "ntlm")
"""Schemes of a sign-in beside the application's own."""


async def refuses_the_known(visitor: Visitor, turn: Turn, met: Met) -> Problem | None:
    """A problem if the application knows the visitor elsewhere."""
    last = met.trip.last
    scheme = last.headers.get("WWW-Authenticate", "").partition(" ")[0].lower()
    path = (turn.action.template or "").partition("?")[0]
    is_usual = (met.expect.status or "")[:1] in ("2", "3")
    if last.status != _UNKNOWN or scheme in _OTHER_DOORS or slots_of(path) or not is_usual:
        return None
    token = _token(last.request)
    where = await (
        _where_token_is_taken(visitor, turn, token) if token else _where_known(visitor, turn, met)
    )
    if where is None:
        return None
    whom = "the same token" if token else "the same visitor, who may sign out there"
    return Problem(
        cause=Cause.LOST_SESSION,
        reason=f"{met.asked} answered {_UNKNOWN}; production answers {met.expect.status}, and "
        f"{where} takes {whom}",
    )


async def _where_token_is_taken(visitor: Visitor, turn: Turn, token: str) -> str | None:
    """What opens with the token, and does not without it."""
    site = visitor.memory.site
    for request in islice(visitor.memory.let_in_lately(), _MOST_TRIES):
        others = tuple(one for one in request.headers if one[0].lower() != "authorization")
        if request.method != "GET" or site.template_of(request.url) == turn.action.template:
            continue
        bare = replace(request, headers=others)
        given = replace(request, headers=(*others, ("authorization", token)))
        if (await ask(visitor, turn, given)).status != 200:
            return None
        if (await ask(visitor, turn, bare)).status in _REFUSED:
            return site.template_of(request.url)
    return None


async def _where_known(visitor: Visitor, turn: Turn, met: Met) -> str | None:
    """The page seen last on which the visitor may sign out, if they still may."""
    memory = visitor.memory
    if not memory.is_signed_in or met.way not in OFFERED or met.gives_password:
        return None
    known = next((one for one in memory.pages() if one.has_address and shows_sign_out(one)), None)
    if known is None:
        return None
    answer = await ask(visitor, turn, Request(url=known.url))
    if answer.status != 200 or not answer.is_html:
        return None
    page = parse_page(answer.body, url=answer.request.url)
    return memory.site.template_of(known.url) if shows_sign_out(page) else None


def _token(request: Request) -> str:
    return next((text for name, text in request.headers if name.lower() == "authorization"), "")
