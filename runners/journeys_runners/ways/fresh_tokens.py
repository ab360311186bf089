"""Gets a token anew where the one that was sent is refused: `POST /refresh` that answers 401.

The first may have been used up, revoked or too old. One that the application gives and refuses in
the next request is none of these: production's clients sent just that, and were known by it.
"""

from collections.abc import Iterable
from typing import Final

from journeys.evidence import Way
from journeys.verdict import Cause, Problem
from journeys_mining.actions.action import Action, ActionKind
from journeys_mining.model.navigation_model import FieldSource, RequestField
from journeys_runners.sending.client import Request
from journeys_runners.values.value_names import AUTHORIZATION, is_token, key_of
from journeys_runners.visiting.plan import Plan
from journeys_runners.visiting.turn import Outcome, Turn
from journeys_runners.visiting.visitor import Visitor
from journeys_runners.ways.data_detours import performed, plan_data
from journeys_runners.ways.data_requests import fill

_UNKNOWN: Final = 401


async def with_fresh_token(
    visitor: Visitor, turn: Turn, plan: Plan, problem: Problem | None
) -> Outcome | None:
    """What came of the request with another token; None where no other was to be had."""
    action = turn.action
    given = _token_of(visitor, turn, plan) if problem and problem.cause is Cause.AUTH else None
    if given is None or not await performed(visitor, turn, given[1].action, (str(action),)):
        return None
    one, source = given
    fresh = visitor.memory.seen.at(source)
    if not fresh:
        return None
    turn.fixed = {**turn.fixed, one.place: fresh[-1]}
    again = await plan_data(visitor, turn, action)
    if again is None:
        return None
    refused = await visitor.go(turn, again, turn.step.expect)
    if refused and refused.cause is Cause.AUTH and _is_refused(turn, again):
        refused = Problem(
            cause=Cause.LOST_SESSION,
            reason=f"{action} answered {_UNKNOWN} to the {key_of(one.place)} that {source.action} "
            f"had given in the answer before; production answers {turn.step.expect.status}",
        )
    return Outcome(way=Way.DETOUR, problem=refused)


def _token_of(visitor: Visitor, turn: Turn, plan: Plan) -> tuple[RequestField, FieldSource] | None:
    """The token that a request was refused with, and what gives it; None if it may be refused."""
    is_usual = (turn.step.expect.status or "")[:1] == "2"
    if not is_usual or turn.as_at_times or plan.invented or not _is_refused(turn, plan):
        return None
    filled = fill(visitor.memory, turn, turn.action, is_last=True)
    return None if filled.missing else _given(filled.fields)


def _is_refused(turn: Turn, plan: Plan) -> bool:
    """Whether the request was answered 401 when it was sent last; a second look asks others."""
    wanted = (plan.request.method, plan.request.url)
    answers = (one for one in reversed(turn.answers) if wanted == _asked(one.request))
    return next((one.status for one in answers), None) == _UNKNOWN


def _asked(request: Request) -> tuple[str, str]:
    return request.method, request.url


def _given(fields: Iterable[RequestField]) -> tuple[RequestField, FieldSource] | None:
    """The token that a body holds, and what gave it in production, by all that is known of it.

    The token of a header is another matter: who is known may still lack a right.
    """
    for one in fields:
        if not is_token(one.place) or one.place == AUTHORIZATION:
            continue
        for source in one.sources:
            is_other = source.action != one.action
            if is_other and source.part == "answered" and not _only_reads(source.action):
                return one, source
    return None


def _only_reads(text: str) -> bool:
    return Action.parse(text).kind is ActionKind.VIEW
