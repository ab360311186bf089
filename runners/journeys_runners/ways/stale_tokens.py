"""Sending a token that is not good any more, as production's users did who had to get another one.

A journey that sends a request, exchanges its token and sends the request again was refused the
first time. Whose token is fresh would otherwise order twice; what only reads may be sent twice.
"""

from dataclasses import replace
from typing import Final

from journeys.journey import Expectation
from journeys.verdict import Cause
from journeys_runners.values.value_names import AUTHORIZATION
from journeys_runners.visiting.plan import Plan
from journeys_runners.visiting.turn import Outcome, Turn
from journeys_runners.visiting.visitor import Visitor

_UNKNOWN: Final = "401"
_HEADER: Final = AUTHORIZATION.partition(":")[2]


async def with_stale_token(visitor: Visitor, turn: Turn, plan: Plan) -> Outcome | None:
    """What came of the request with a token that nobody gave; None where it is to succeed."""
    is_sent_again = turn.after[1:] == (turn.step.action,)
    if not is_sent_again or _UNKNOWN not in dict(turn.step.expect.or_status):
        return None
    headers = tuple(
        (name, f"{value}-stale" if name.lower() == _HEADER else value)
        for name, value in plan.request.headers
    )
    if headers == plan.request.headers:
        return None
    stale = replace(plan, request=replace(plan.request, headers=headers))
    problem = await visitor.go(turn, stale, Expectation())
    is_refused = problem is not None and problem.cause is Cause.AUTH
    return Outcome(way=plan.way, problem=None if is_refused else problem)
