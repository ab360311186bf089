"""Lets the one who learns in: before they begin, and again where the application forgets them."""

from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from journeys.journey import Journey, Step
from journeys.verdict import Problem
from journeys_runners.browser.visit import BrowserVisit
from journeys_runners.identity.accounts import Identity
from journeys_runners.performing.entering import enter
from journeys_runners.visiting.turn import Turns

_FIRST: Final = Step(action="view /")


def at_once(identity: Identity | None) -> Identity | None:
    """The identity as one that waits for nothing: who learns wants to see what members see."""
    return replace(identity, waits_to_be_asked=False) if identity else None


class Entrance:
    """The way in for one visit."""

    def __init__(self, visit: BrowserVisit, journey: Journey) -> None:
        """The visit's context has the identity; without one, everybody is let in."""
        self._visit = visit
        self._turns = Turns(visit.context, journey, 1)
        self._count = 0
        self._is_closed = False
        """Whether nobody was let in when they tried last: a wrong password is not tried on."""

    async def enter(self) -> Problem | None:
        """Sign in or up; a problem where the application does not let in."""
        memory = self._visit.memory
        memory.is_signed_in = False
        self._count += 1
        # Who signs up once more needs another name.
        turn = self._turns.turn(0, _FIRST, account_count=self._count - 1)
        problem = await enter(self._visit, turn)
        self._is_closed = problem is not None
        return problem

    @property
    def leads_to(self) -> str | None:
        """The address of the page to which it has led."""
        page = self._visit.memory.page
        return page.url if page else None

    def is_shown(self, url: str) -> bool:
        """Whether the page at this URL is the one that asks visitors to sign in, and lets in."""
        identity, site = self._visit.context.identity, self._visit.memory.site
        if identity is None or identity.page is None or self._is_closed:
            return False
        return urlsplit(url).path == urlsplit(site.url_of(identity.page, {})).path
