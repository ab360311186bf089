"""A detour that visitors of production made long ago: they come with an account and a session.

A visitor of a replay is new. Where the application asks for a password at a page that production's
users simply see, the visitor signs in with the credentials that somebody gave, or registers.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from journeys.evidence import Way
from journeys.journey import Expectation
from journeys.verdict import Cause
from journeys_runners.pages.forms import Button, Form
from journeys_runners.pages.page import Link, Page
from journeys_runners.pages.password_forms import can_be_taken, makes_account, signs_in
from journeys_runners.pages.words import words_of, words_of_link
from journeys_runners.visiting.plan import Plan, Submission, buttons_of, follow, submit
from journeys_runners.visiting.turn import Turn
from journeys_runners.visiting.visitor import Visitor
from journeys_runners.ways import pages, requests
from journeys_runners.ways.again import go_and_try_again
from journeys_runners.ways.buttons import filled_in, own_buttons

_MOST_PAGES: Final = 3
"""To the sign-in page, from there to the registration, from there to the sign-in again."""
_PAGES_TO_ACCOUNT: Final = 2
_LEADS_TO_REGISTRATION: Final = words_of("register registration signup join")
_LEADS_TO_SIGN_IN: Final = words_of("login signin log sign account")


async def sign_in(visitor: Visitor, turn: Turn) -> bool:
    """Sign in, or register, beginning on the current page; whether that succeeded.

    A visitor signs in once: where the application then asks for a password again although
    production's users were not asked, that is for a person to see.
    """
    memory = visitor.memory
    if memory.is_signed_in:
        return False
    followed, is_in_vain = set[str](), False
    for _ in range(_MOST_PAGES):
        if memory.page is None:
            return False
        found = next(_forms(visitor, memory.page, turn), None)
        if found and not is_in_vain:
            plan = submit(memory.page, *found, turn, Way.DETOUR)
        elif link := next(_links(visitor, turn, followed), None):
            followed.add(link.url)
            plan = Plan(way=Way.DETOUR, request=follow(link, memory.page), press=link)
        else:
            return False
        problem = await go_and_try_again(visitor, turn, plan, Expectation())
        # A form of the layout that a script sends elsewhere: the page to sign in has its own.
        is_in_vain = problem is not None and problem.cause is Cause.WRONG_STATUS and not followed
        if problem and not is_in_vain:
            return False
        if memory.is_signed_in:
            return True
    return False


def registers(plan: Plan) -> bool:
    """Whether the plan makes an account."""
    press = plan.press
    return isinstance(press, Submission) and makes_account(press.form, press.button)


async def with_account(visitor: Visitor, turn: Turn, plan: Plan) -> Plan:
    """The plan; where it signs in and the visitor has no account, after registering one.

    In production the account was made long before the visit that signs in.
    """
    memory, press, begun_at = visitor.memory, plan.press, visitor.memory.page
    if not isinstance(press, Submission) or begun_at is None or not begun_at.has_address:
        return plan
    asks = signs_in(press.form, press.button) and not memory.is_signed_in
    if not asks or can_be_taken(press.form, press.button, turn.sources.given, has_account=False):
        return plan
    if memory.has_account or not await _register(visitor, turn):
        return plan
    await visitor.leave()
    if await visitor.go(turn, pages.reopen(memory, begun_at), Expectation()):
        return plan
    again = requests.by_form(memory, turn.action, turn)
    return replace(again, way=Way.DETOUR) if again else plan


async def _register(visitor: Visitor, turn: Turn) -> bool:
    """Make an account, on the current page or one that it leads to; whether that succeeded."""
    for _ in range(_PAGES_TO_ACCOUNT):
        plan = _to_account(visitor, turn)
        if plan is None or await go_and_try_again(visitor, turn, plan, Expectation()):
            return False
        if visitor.memory.has_account:
            return True
    return False


def _to_account(visitor: Visitor, turn: Turn) -> Plan | None:
    page = visitor.memory.page
    if page is None or not _may_register(visitor, turn):
        return None
    found = next((one for one in _forms(visitor, page, turn) if makes_account(*one)), None)
    if found:
        return submit(page, *found, turn, Way.DETOUR)
    leading = (
        one for one in _links(visitor, turn, set()) if _LEADS_TO_REGISTRATION & words_of_link(one)
    )
    link = next(leading, None)
    if link is None:
        return None
    press = link if link in page.links else None
    return Plan(way=Way.DETOUR, request=follow(link, page), press=press)


def _may_register(visitor: Visitor, turn: Turn) -> bool:
    """Whether the visitor makes an account by the way: not who has been given one."""
    return visitor.context.may_register and not turn.sources.account


def _forms(visitor: Visitor, page: Page, turn: Turn) -> Iterator[tuple[Form, Button | None]]:
    """The forms of the page that sign this visitor in, by the buttons that are about it."""
    yield from own_buttons(visitor.memory, filled_in(list(_signing(visitor, page, turn))))


def _signing(visitor: Visitor, page: Page, turn: Turn) -> Iterator[tuple[Form, Button | None]]:
    for form in page.forms:
        for button in buttons_of(form):
            if not visitor.memory.site.owns(form.action_by(button)):
                continue
            may_make = _may_register(visitor, turn) and makes_account(form, button)
            asks = signs_in(form, button) or may_make
            has_account = visitor.memory.may_sign_in(form.action_by(button))
            if asks and can_be_taken(form, button, turn.sources.given, has_account=has_account):
                yield form, button


def _links(visitor: Visitor, turn: Turn, followed: set[str]) -> Iterator[Link]:
    """Links of this visit's pages to a registration, the latest page first; then to a sign-in."""
    own = [
        one
        for page in visitor.memory.pages()
        for one in page.links
        if visitor.memory.site.owns(one.url) and one.url not in followed
    ]
    may_make = _may_register(visitor, turn) and not visitor.memory.has_account
    wanted = (_LEADS_TO_REGISTRATION,) if may_make else ()
    for words in (*wanted, _LEADS_TO_SIGN_IN):
        yield from (one for one in own if words & words_of_link(one))
