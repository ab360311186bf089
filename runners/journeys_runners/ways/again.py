"""Sends a form again that came back because something in it was missing."""

from dataclasses import replace

from journeys.evidence import Cause, Problem
from journeys.journey import Expectation
from journeys_runners.pages.words import is_destructive
from journeys_runners.values.fill import is_named
from journeys_runners.visiting.turn import Turn
from journeys_runners.visiting.visitor import Visitor
from journeys_runners.ways import requests
from journeys_runners.ways.plan import Plan, Submission


async def go_and_try_again(
    visitor: Visitor, turn: Turn, plan: Plan, expect: Expectation
) -> Problem | None:
    """Go a way. A form that comes back is filled in with what the page asks for.

    If that is not enough, it is filled in throughout.
    """
    problem = await visitor.go(turn, plan, expect)
    may_again = isinstance(plan.press, Submission) and not is_destructive(plan.words)
    while problem and problem.cause is Cause.MISSING_DATA and may_again:
        careful = _fuller(visitor, turn, plan)
        if careful is None:
            return problem
        plan, may_again = careful, not turn.sources.is_thorough
        problem = await visitor.go(turn, plan, expect)
    if problem is None:
        visitor.memory.note_account(plan)
    return problem


def _fuller(visitor: Visitor, turn: Turn, plan: Plan) -> Plan | None:
    press, page = plan.press, visitor.memory.page
    if not isinstance(press, Submission):
        return None
    said = page.complaint if page else ""
    is_new = said != turn.sources.complaint
    is_told = is_new and any(is_named(one, said) for one in press.form.fields if one.is_text)
    turn.sources = replace(turn.sources, complaint=said if is_told else "", is_thorough=not is_told)
    return requests.once_more(visitor.memory, press, plan.way, turn)
