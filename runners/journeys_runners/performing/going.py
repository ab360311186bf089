"""The way itself: what is refused, what is sent, and what is asked again before it is blamed."""

from journeys.evidence import Way
from journeys.verdict import Cause, Problem
from journeys_runners.judging.forgotten_sign_in import forgets_sign_in
from journeys_runners.judging.judging import gives_password
from journeys_runners.judging.missing_field import missing_field
from journeys_runners.judging.unbound import may_not_register, refused, refused_by_settings
from journeys_runners.judging.unheard_form import unheard_form
from journeys_runners.judging.void_sign_out import signs_nobody_out
from journeys_runners.pages.sign_out import asks_for_password
from journeys_runners.pages.words import is_destructive
from journeys_runners.visiting.plan import Plan
from journeys_runners.visiting.turn import Outcome, Turn
from journeys_runners.visiting.visitor import Visitor
from journeys_runners.ways import pages
from journeys_runners.ways.again import go_and_try_again
from journeys_runners.ways.data_detours import with_new_token
from journeys_runners.ways.signing_in import registers, sign_in


async def go(visitor: Visitor, turn: Turn, plan: Plan) -> Outcome:
    """Go a way, if it may be gone, and ask again what can be mended before a problem is kept."""
    target, request = visitor.context.target, plan.request
    if pattern := target.refusal_of(request.method, request.address):
        return Outcome(way=plan.way, problem=refused_by_settings(turn.action, pattern))
    may_destroy = is_destructive(plan.words) and plan.way not in (Way.BINDING, Way.LEARNED)
    if may_destroy and not target.allows(turn.step.action, request.method, request.url):
        what = f"the control that performs {turn.action}"
        return Outcome(way=plan.way, problem=refused(turn.action, what))
    if not visitor.context.may_register and registers(plan):
        return Outcome(way=plan.way, problem=may_not_register(turn.action))
    before = visitor.memory.page
    problem = await go_and_try_again(visitor, turn, plan, turn.step.expect)
    if problem is None:
        visitor.context.knowledge.heard.add(turn.step.action)
        forgets = await forgets_sign_in(visitor, turn) if gives_password(plan) else None
        problem = forgets or await signs_nobody_out(visitor, turn, plan)
    elif problem.cause is Cause.AUTH and (again := await with_new_token(visitor, turn, plan)):
        return Outcome(way=Way.DETOUR, problem=await visitor.go(turn, again, turn.step.expect))
    elif _may_lack_account(visitor, plan, problem) and await sign_in(visitor, turn):
        again = pages.open_address(visitor.memory, plan.request.url)
        return Outcome(way=Way.DETOUR, problem=await visitor.go(turn, again, turn.step.expect))
    else:
        found = await missing_field(visitor, turn, plan, problem)
        problem = found or await unheard_form(visitor, turn, plan, problem, before) or problem
    return Outcome(way=plan.way, problem=problem)


def _may_lack_account(visitor: Visitor, plan: Plan, problem: Problem) -> bool:
    """Whether the application asks for a password before it shows a page."""
    return (
        problem.cause in (Cause.AUTH, Cause.NOT_OFFERED)
        and plan.way is not Way.BINDING
        and plan.request.method == "GET"
        and asks_for_password(visitor.memory.page)
    )
