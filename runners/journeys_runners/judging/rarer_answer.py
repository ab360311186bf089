"""Tells a refusal that production gives at times, such as 409 to an order from an empty basket.

What production usually answers stays what a step is to reach: everything else is tried before. A
refusal passes if nothing of ours can be why it came, and if the run does not meet it every time.
"""

from dataclasses import replace
from typing import Final

from journeys.verdict import Cause, Problem
from journeys_runners.judging.met import Met
from journeys_runners.visiting.turn import Turn
from journeys_runners.visiting.visitor import Visitor

_OF_STATUS: Final = frozenset({Cause.WRONG_STATUS, Cause.MISSING_DATA, Cause.AUTH})
_OF_STATE: Final = (404, 409, 410, 412, 423)
"""Statuses that say something of what is there, not of the values that were sent."""
_LEAST_PROB: Final = 0.01
"""Refusals in a row that are less likely in production are no chance."""


def is_as_at_times(visitor: Visitor, met: Met, problem: Problem) -> bool:
    """Whether production's users, in what may be the same state, got the same answer."""
    status = met.status
    if str(status) not in dict(met.expect.or_status) or problem.cause not in _OF_STATUS:
        return False
    if problem.cause is Cause.AUTH:
        return not _is_somebody(visitor, met)
    return not met.invented or status in _OF_STATE


def _is_somebody(visitor: Visitor, met: Met) -> bool:
    """Whether the visitor says who they are; a stranger is rightly refused."""
    memory, request = visitor.memory, met.trip.last.request
    headers = (*request.headers, *visitor.context.target.headers)
    return (
        visitor.context.identity is not None
        or memory.is_signed_in
        or memory.has_account
        or bool(request.body)
        or any(name.lower() == "authorization" for name, _ in headers)
    )


def after_refusals(visitor: Visitor, turn: Turn, problem: Problem | None) -> Problem | None:
    """What is left of a step's problem; notes for the run how often its action was refused."""
    refused, expect = visitor.context.knowledge.refused, turn.step.expect
    action = turn.step.action
    if problem is None:
        refused[action] = None
    count = refused.setdefault(action, 0)
    if problem is None or problem != turn.as_at_times:
        return problem
    if count is None:
        turn.note = _told_of(turn, problem)
        return None
    refused[action] = count + 1
    share = min(1.0, sum(share for _, share in expect.or_status))
    if share ** (count + 1) >= _LEAST_PROB:
        turn.note = _told_of(turn, problem)
        return None
    told = f"{problem.reason}, and refuses {share:.0%}; in this run it refused all {count + 1}"
    return replace(problem, reason=told)


def _told_of(turn: Turn, problem: Problem) -> str:
    """What is said of a refusal that passes: not everything that the step is for was done."""
    refusals = (f"{status} to {share:.0%}" for status, share in turn.step.expect.or_status)
    return f"{problem.reason}, and refuses some: {', '.join(refusals)}"
