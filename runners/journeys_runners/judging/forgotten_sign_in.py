"""Finds applications that take a visitor's password and do not know the visitor a moment later.

A page that offers to sign in may do so to everybody, and an account may have to be confirmed before
it counts. So the visitor signs in once more, with the right password and with a wrong one: where
the application tells them apart, but gives the visitor nothing to be known by, it has lost them.
"""

from dataclasses import replace

from journeys.evidence import Way
from journeys.verdict import Cause, Problem
from journeys_runners.pages.forms import Button, Form
from journeys_runners.pages.page import Link, Page
from journeys_runners.pages.parsing import parse_page
from journeys_runners.pages.password_forms import signs_in
from journeys_runners.pages.sign_out import asks_for_password, offers_sign_in, shows_sign_out
from journeys_runners.sending.bodies import form_body
from journeys_runners.sending.client import Request
from journeys_runners.sending.navigation import Trip, travel
from journeys_runners.visiting.plan import Submission, buttons_of, submit
from journeys_runners.visiting.turn import Turn
from journeys_runners.visiting.visitor import Visitor


async def forgets_sign_in(visitor: Visitor, turn: Turn) -> Problem | None:
    """A problem if the visitor, who has just come to an account, is treated as a stranger.

    Only accounts that the visit itself has made are asked about: a wrong password may lock others.
    """
    memory, identity = visitor.memory, visitor.context.identity
    is_own = memory.has_account and (identity is None or identity.is_new)
    link = _sign_in_link(visitor) if is_own and memory.is_signed_in else None
    if link is None:
        return None
    right = await _sign_in(visitor, turn, link, is_right=True)
    if right is None or not _leads_on(right) or _gives_cookie(right):
        return None
    wrong = await _sign_in(visitor, turn, link, is_right=False)
    if wrong is None or wrong.last.failure or _leads_on(wrong):
        return None
    return Problem(
        cause=Cause.LOST_SESSION,
        reason=f"{right.first.request.method} {memory.site.template_of(right.first.request.url)} "
        "takes the visitor's password and refuses a wrong one, but sets no cookie: the pages that "
        "follow offer to sign in, as to a stranger",
    )


def _sign_in_link(visitor: Visitor) -> Link | None:
    """The link by which the current page offers to sign in, if it takes the visitor for nobody."""
    memory, page = visitor.memory, visitor.memory.page
    if page is None or asks_for_password(page) or shows_sign_out(page):
        return None
    return next((one for one in offers_sign_in(page) if memory.site.owns(one.url)), None)


async def _sign_in(visitor: Visitor, turn: Turn, link: Link, *, is_right: bool) -> Trip | None:
    """Where signing in leads, with the account's password or with a wrong one."""
    memory = visitor.memory
    opened = await _travel(visitor, turn, Request(url=link.url))
    page = _page(opened)
    found = _form(page) if page else None
    if page is None or found is None:
        return None
    plan = submit(page, *found, turn, Way.DETOUR)
    assert isinstance(plan.press, Submission)
    request = plan.request
    if not is_right:
        secret = {one.name for one in found[0].fields if one.kind == "password"}
        pairs = [
            (name, f"no-{text}" if name in secret else text) for name, text in plan.press.pairs
        ]
        request = replace(request, body=form_body(pairs, found[0].enctype))
    return await _travel(visitor, turn, request) if memory.site.owns(request.url) else None


def _form(page: Page) -> tuple[Form, Button | None] | None:
    return next(
        (
            (form, button)
            for form in page.forms
            for button in buttons_of(form)
            if form.method_by(button) == "POST" and signs_in(form, button)
        ),
        None,
    )


async def _travel(visitor: Visitor, turn: Turn, request: Request) -> Trip:
    site = visitor.memory.site
    trip = await travel(visitor.sender, site, request, trace_id=turn.trace_id)
    turn.answers.extend(trip.answers)
    return trip


def _page(trip: Trip) -> Page | None:
    last = trip.last
    if trip.stop or last.failure or last.status >= 400 or not last.is_html:
        return None
    return parse_page(last.body, url=last.request.url)


def _leads_on(trip: Trip) -> bool:
    """Whether it ends on a page, and not on one that asks for the password again."""
    page = _page(trip)
    return page is not None and not asks_for_password(page)


def _gives_cookie(trip: Trip) -> bool:
    """Whether the form's answer sets a cookie, or a redirect after it."""
    return any("Set-Cookie" in one.headers for one in trip.answers[:-1] or trip.answers)
