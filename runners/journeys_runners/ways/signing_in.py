"""A detour that visitors of production made long ago: they come with an account and a session.

A visitor of a replay is new. Where the application asks for a password at a page that production's
users simply see, the visitor signs in with the credentials that somebody gave, or registers.
"""

from collections.abc import Iterator
from typing import Final

from journeys.evidence import Way
from journeys.journey import Expectation
from journeys_runners.http.client import Request
from journeys_runners.pages.forms import Button, Form
from journeys_runners.pages.page import Link, Page
from journeys_runners.pages.password_forms import can_be_taken, makes_account, signs_in
from journeys_runners.pages.words import words_of, words_of_link
from journeys_runners.visiting.turn import Turn
from journeys_runners.visiting.visitor import Visitor
from journeys_runners.ways.plan import Plan, buttons_of, submit

_MOST_PAGES: Final = 3
"""To the sign-in page, from there to the registration, from there to the sign-in again."""
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
    followed: set[str] = set()
    for _ in range(_MOST_PAGES):
        if memory.page is None:
            return False
        if found := next(_forms(visitor, memory.page, turn), None):
            plan = submit(memory.page, *found, turn, Way.DETOUR)
        elif link := next(_links(visitor, followed), None):
            followed.add(link.url)
            request = Request(url=link.url, referer=memory.page.url)
            plan = Plan(way=Way.DETOUR, request=request, press=link)
        else:
            return False
        if await visitor.go(turn, plan, Expectation()):
            return False
        memory.note_account(plan)
        if memory.is_signed_in:
            return True
    return False


def _forms(visitor: Visitor, page: Page, turn: Turn) -> Iterator[tuple[Form, Button | None]]:
    """The forms of the page that sign this visitor in."""
    for form in page.forms:
        for button in buttons_of(form):
            if not visitor.memory.site.owns(form.action_by(button)):
                continue
            asks = signs_in(form, button) or makes_account(form, button)
            has_account = visitor.memory.has_account
            if asks and can_be_taken(form, button, turn.sources, has_account=has_account):
                yield form, button


def _links(visitor: Visitor, followed: set[str]) -> Iterator[Link]:
    """Links of this visit's pages to a registration, the latest page first; then to a sign-in."""
    own = [
        one
        for page in visitor.memory.pages()
        for one in page.links
        if visitor.memory.site.owns(one.url) and one.url not in followed
    ]
    wanted = () if visitor.memory.has_account else (_LEADS_TO_REGISTRATION,)
    for words in (*wanted, _LEADS_TO_SIGN_IN):
        yield from (one for one in own if words & words_of_link(one))
