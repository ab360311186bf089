"""Looks at a visit's last page once more: a session may have been lost by the last step.

Nothing follows it by which that would be seen. The page offered to sign out, so the application
knew its visitor; where it asks for a password a moment later, or offers to sign in instead, nobody
has signed out or changed anything in between.
"""

from journeys.verdict import Cause, Problem
from journeys_runners.pages.page import Page
from journeys_runners.pages.parsing import parse_page
from journeys_runners.pages.sign_out import asks_for_password, offers_sign_in, shows_sign_out
from journeys_runners.pages.words import changes_state, words_of
from journeys_runners.sending.client import Request
from journeys_runners.sending.navigation import travel
from journeys_runners.visiting.turn import Turn
from journeys_runners.visiting.visitor import Visitor


async def is_forgotten_at_the_end(visitor: Visitor, turn: Turn) -> Problem | None:
    """A problem if the page on which the visit ends does not know its visitor any more."""
    memory, page = visitor.memory, visitor.memory.page
    if page is None or not (memory.is_signed_in and page.has_address and shows_sign_out(page)):
        return None
    if changes_state(words_of(page.url)):
        return None
    request = Request(url=page.url)
    trip = await travel(visitor.sender, memory.site, request, trace_id=turn.trace_id)
    turn.answers.extend(trip.answers)
    answer = trip.last
    if trip.stop or answer.failure or answer.status != 200 or not answer.is_html:
        return None
    treats = _as_stranger(page, parse_page(answer.body, url=answer.request.url))
    if treats is None:
        return None
    where = memory.site.template_of(page.url) or page.url
    return Problem(
        cause=Cause.LOST_SESSION,
        reason=f"after this step {where} {treats}, although the visitor had signed in "
        "and it had just offered to sign out",
    )


def _as_stranger(before: Page, page: Page) -> str | None:
    """What the page that came now does with a stranger; None where it knows its visitor."""
    if asks_for_password(page):
        return "asks for a password"
    is_new = any(offers_sign_in(page)) and not any(offers_sign_in(before))
    return "offers to sign in" if is_new and not shows_sign_out(page) else None
