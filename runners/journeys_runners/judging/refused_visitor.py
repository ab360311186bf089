"""Finds answers 401, and redirects to where visitors sign in, to somebody whom the application
knows at the same moment.

401 says: nobody knows who you are. Mostly an account is missing, or a token has grown too old. It
is the application's fault where the very token is taken elsewhere, by what is refused without it,
or where a page to which the application's own link leads refuses a visitor who may sign out on
another page. Who is sent to sign in may lack a right, but not with the account that the visit has
just made. A record may be somebody else's: addresses with slots are not judged.
"""

from dataclasses import replace
from itertools import islice
from typing import Final

from journeys.verdict import Cause, Problem
from journeys_mining.actions.action import slots_of
from journeys_runners.judging.control_pages import ask
from journeys_runners.judging.met import OFFERED, Met, shown
from journeys_runners.pages.parsing import parse_page
from journeys_runners.pages.password_forms import signs_in
from journeys_runners.pages.sign_out import asks_for_password, shows_sign_out
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
    if _has_own_account(visitor) and _is_sent_to_sign_in(met) and not slots_of(path):
        return await _asked_again(visitor, turn, met)
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


def _has_own_account(visitor: Visitor) -> bool:
    """Whether the visit made its account itself: one that was given may lack a right."""
    identity = visitor.context.identity
    return visitor.memory.has_account and (identity is None or identity.is_new)


def _is_sent_to_sign_in(met: Met) -> bool:
    """Whether a page that production shows led to another, which asks for name and password.

    A password alone is what somebody who is known is asked for before something important.
    """
    is_led = len(met.trip.answers) > 1 and met.trip.first.request.method == "GET"
    if not is_led or met.page is None or met.expect.page is None:
        return False
    return asks_for_password(met.page) and any(
        signs_in(form, button)
        and any(one.is_text and one.kind != "password" for one in form.fields)
        for form in met.page.forms
        for button in form.buttons or (None,)
    )


async def _asked_again(visitor: Visitor, turn: Turn, met: Met) -> Problem | None:
    where = await _where_known(visitor, turn, met)
    if where is None:
        return None
    first, last = (shown(one.request.url) for one in (met.trip.first, met.trip.last))
    return Problem(
        cause=Cause.LOST_SESSION,
        reason=f"GET {first} led to {last}, which asks for a password; at the same moment {where} "
        "knows the visitor, who may sign out there",
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
