"""The order of the ways: tries them one after another and goes the first that is open."""

from dataclasses import replace
from typing import Final, assert_never

from journeys.evidence import Way
from journeys.verdict import Cause, Problem
from journeys_mining.actions.action import ActionKind
from journeys_runners.judging.closed_door import closed_door
from journeys_runners.judging.latency import check_landing
from journeys_runners.judging.rarer_answer import after_refusals
from journeys_runners.judging.unbound import refused_by_settings, route_needs_browser, unconfirmed
from journeys_runners.performing.entering import enter
from journeys_runners.performing.events import perform_event
from journeys_runners.performing.going import go
from journeys_runners.performing.requests import perform_request
from journeys_runners.performing.views import perform_view
from journeys_runners.visiting.plan import Plan
from journeys_runners.visiting.turn import Outcome, Turn
from journeys_runners.visiting.visitor import Visitor
from journeys_runners.ways.bound_plans import plan_bound

_NO_WAY: Final = frozenset({Cause.UNBOUND, Cause.AUTH, Cause.NOT_OFFERED})


async def perform_turn(visitor: Visitor, turn: Turn) -> Outcome:
    """Perform a step in the first way that is open."""
    if pattern := visitor.context.target.destructive.refusal_of(turn.step.action):
        return Outcome(way=Way.UNBOUND, problem=refused_by_settings(turn.action, pattern))
    if problem := await enter(visitor, turn):
        return Outcome(way=Way.DETOUR, problem=problem)
    if hand_written := await plan_bound(visitor, turn):
        return await _go_as_bound(visitor, turn, hand_written)
    if not visitor.uses_pages and "/#/" in (turn.action.template or ""):
        return Outcome(way=Way.UNBOUND, problem=route_needs_browser(turn.action))
    outcome = await _by_what_is_offered(visitor, turn)
    problem = after_refusals(visitor, turn, outcome.problem)
    problem = _what_kept_from_it(visitor, turn, problem)
    return outcome if problem is outcome.problem else replace(outcome, problem=problem)


def _what_kept_from_it(visitor: Visitor, turn: Turn, problem: Problem | None) -> Problem | None:
    """The problem, or what is behind it where no way was found or none that is open."""
    if problem is None or problem.cause not in _NO_WAY:
        return problem
    if unanswered := turn.unanswered:
        return replace(unanswered, reason=f"on the way to {turn.action}, {unanswered.reason}")
    if visitor.memory.awaits_mail:
        return unconfirmed(problem)
    trip = visitor.site_map.first_trip
    if problem.cause is Cause.UNBOUND and trip and not visitor.memory.is_signed_in:
        # Nothing can be found in an application that does not even show its base URL.
        return closed_door(trip) or problem
    return problem


async def _by_what_is_offered(visitor: Visitor, turn: Turn) -> Outcome:
    if visitor.memory.take_consequence(
        turn.action, turn.fixed, redirects=turn.redirects, after=turn.after
    ):
        return Outcome(way=Way.REDIRECT, problem=await check_landing(visitor, turn))
    match turn.action.kind:
        case ActionKind.VIEW:
            return await perform_view(visitor, turn)
        case ActionKind.REQUEST:
            return await perform_request(visitor, turn)
        case ActionKind.EVENT:
            return await perform_event(visitor, turn)
        case _:
            assert_never(turn.action.kind)


async def _go_as_bound(visitor: Visitor, turn: Turn, plan: Plan | Problem) -> Outcome:
    if isinstance(plan, Problem):
        return Outcome(way=Way.UNBOUND, problem=plan)
    return await go(visitor, turn, plan)
