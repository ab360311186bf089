"""Looks at a visit's last page once more: a session may have been lost by the last step.

Nothing follows it by which that would be seen. The page offered to sign out, so the application
knew its visitor; where it asks for a password a moment later, nobody has signed out or changed
anything in between.
"""

from journeys.verdict import Cause, Problem
from journeys_runners.pages.parsing import parse_page
from journeys_runners.pages.sign_out import asks_for_password, shows_sign_out
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
    if not asks_for_password(parse_page(answer.body, url=answer.request.url)):
        return None
    where = memory.site.template_of(page.url) or page.url
    return Problem(
        cause=Cause.LOST_SESSION,
        reason=f"after this step {where} asks for a password, although the visitor had signed in "
        "and it had just offered to sign out",
    )
