"""Sending a token that is not good any more, as production's users did who had to get another one.

A journey that sends a request, exchanges its token and sends the request again was refused the
first time. Whose token is fresh would otherwise order twice; what only reads may be sent twice.
So was a journey that first asked what to come back with, and then came back with it.
"""

from dataclasses import replace
from typing import Final

from journeys.journey import Expectation
from journeys.verdict import Cause
from journeys_mining.model.navigation_model import RequestField
from journeys_mining.recorded.content import BODY, FORM
from journeys_runners.values.value_names import AUTHORIZATION
from journeys_runners.visiting.plan import Plan
from journeys_runners.visiting.turn import Outcome, Turn
from journeys_runners.visiting.visitor import Visitor
from journeys_runners.ways.data_requests import DataRequest, fill, plan_data_request
from journeys_runners.ways.data_values import is_challenge

_UNKNOWN: Final = "401"
_HEADER: Final = AUTHORIZATION.partition(":")[2]


async def with_stale_token(visitor: Visitor, turn: Turn, plan: Plan) -> Outcome | None:
    """What came of the request with a token that nobody gave; None where it is to succeed."""
    if _UNKNOWN not in dict(turn.step.expect.or_status):
        return None
    if turn.after[:1] == (turn.step.action,):
        filled = fill(visitor.memory, turn, turn.action, is_last=True)
        challenge = next((one for one in filled.fields if is_challenge(one)), None)
        if challenge:
            return await _refused(visitor, turn, _without_proof(visitor, turn, filled, challenge))
    if turn.after[1:] != (turn.step.action,):
        return None
    headers = tuple(
        (name, f"{value}-stale" if name.lower() == _HEADER else value)
        for name, value in plan.request.headers
    )
    if headers == plan.request.headers:
        return None
    return await _refused(
        visitor, turn, replace(plan, request=replace(plan.request, headers=headers))
    )


async def _refused(visitor: Visitor, turn: Turn, plan: Plan) -> Outcome:
    problem = await visitor.go(turn, plan, Expectation())
    is_refused = problem is not None and problem.cause is Cause.AUTH
    return Outcome(way=plan.way, problem=None if is_refused else problem)


def _without_proof(
    visitor: Visitor, turn: Turn, filled: DataRequest, challenge: RequestField
) -> Plan:
    """The request as it is first sent: without the fields that come with the challenge's answer."""
    early = {
        one.place
        for one in filled.fields
        if not one.place.startswith((BODY, FORM)) or one.count > challenge.count
    }
    values = {place: value for place, value in filled.values.items() if place in early}
    whole = next(
        (
            one
            for one in turn.request_fields
            if (one.action, one.place, one.kind) == (str(turn.action), BODY, "object")
        ),
        None,
    )
    fields = filled.fields
    if whole and not any(place.startswith(BODY) for place in values):
        values, fields = {**values, BODY: "{}"}, (*fields, whole)
    return plan_data_request(
        visitor.memory, turn, turn.action, replace(filled, values=values, fields=fields)
    )
