"""A request is made: by a form, a control that was learned, or as a script makes it."""

from dataclasses import replace

from journeys.evidence import Way
from journeys.verdict import Cause
from journeys_mining.actions.action import Action
from journeys_runners.judging.unbound import may_not_register, refused, without_record
from journeys_runners.pages.words import is_destructive, words_of
from journeys_runners.performing.going import go
from journeys_runners.performing.without_way import no_form, no_way
from journeys_runners.visiting.plan import Plan
from journeys_runners.visiting.turn import Outcome, Turn
from journeys_runners.visiting.visitor import Visitor
from journeys_runners.ways import data_requests, requests
from journeys_runners.ways.account_requests import makes_account
from journeys_runners.ways.bound_plans import plan_learned
from journeys_runners.ways.data_detours import plan_challenged, plan_data, with_account_made
from journeys_runners.ways.detours import form_after_detour
from journeys_runners.ways.fresh_tokens import with_fresh_token
from journeys_runners.ways.keeping import keeping_values
from journeys_runners.ways.mistyping import mistyped
from journeys_runners.ways.page_plans import plan_page
from journeys_runners.ways.signing_in import with_account
from journeys_runners.ways.stale_tokens import with_stale_token


async def perform_request(visitor: Visitor, turn: Turn) -> Outcome:
    """By a form of a page, by what was learned, or built as a script of production's built it."""
    action = turn.action
    assert action.template is not None
    destroys = action.method == "DELETE" or is_destructive(words_of(action.template))
    if destroys and not visitor.context.target.destructive.allows(turn.step.action):
        return Outcome(way=Way.UNBOUND, problem=refused(action, f"a request {action}"))
    if action.method in ("GET", "HEAD"):
        plan = await plan_page(visitor, turn, action.template)
        return await go(visitor, turn, plan) if plan else no_way(visitor, turn, str(action))
    found = None if data_requests.is_of_script(turn, action) else await _form(visitor, turn)
    plan = found or await plan_learned(visitor, turn)
    if plan is None and data_requests.is_recorded(turn, action):
        return await _data_request(visitor, turn, action)
    if plan is None:
        return Outcome(way=Way.UNBOUND, problem=no_form(visitor, turn))
    return await mistyped(visitor, turn, plan) or await go(visitor, turn, plan)


async def _form(visitor: Visitor, turn: Turn) -> Plan | None:
    """The plan that submits a form of this page or another."""
    memory, action = visitor.memory, turn.action
    keeping = keeping_values(visitor, turn, turn.step.action)
    found = requests.by_form(memory, action, keeping) or requests.by_form(memory, action, turn)
    plan = found or await form_after_detour(visitor, turn)
    return await with_account(visitor, turn, plan) if plan else None


async def _data_request(visitor: Visitor, turn: Turn, action: Action) -> Outcome:
    if not visitor.context.may_register and makes_account(action, turn.request_fields):
        return Outcome(way=Way.UNBOUND, problem=may_not_register(action))
    plan = await plan_data(visitor, turn, action)
    if plan is None:
        problem = no_form(visitor, turn)
        unseen = without_record(problem, action, turn.request_fields)
        return Outcome(way=Way.UNBOUND, problem=unseen or problem)
    if refused_once := await with_stale_token(visitor, turn, plan):
        return refused_once
    outcome = await go(visitor, turn, plan)
    if outcome.problem and (answering := await plan_challenged(visitor, turn, action)):
        outcome = await go(visitor, turn, answering)
    elif known := await with_account_made(visitor, turn, plan, outcome.problem):
        outcome = await go(visitor, turn, known)
    outcome = await with_fresh_token(visitor, turn, plan, outcome.problem) or outcome
    is_refused = outcome.problem is not None and outcome.problem.cause is Cause.MISSING_DATA
    if not is_refused or not plan.invented:
        return outcome
    # The name may be taken, by an account that this very visit has made, or have a sign too many.
    others = turn.sources.inventor.of_somebody_else()
    turn.sources = replace(turn.sources, inventor=others)
    again = await plan_data(visitor, turn, action)
    if again is None or again.request.body == plan.request.body:
        return outcome
    outcome = await go(visitor, turn, again)
    if outcome.problem is None and any("passw" in one.lower() for one in again.invented):
        # Who comes now is the one whose account has just been made.
        visitor.memory.account_count = max(1, visitor.memory.account_count) + 1
    return outcome
