"""The order of the ways: tries them one after another and goes the first that is open."""

from dataclasses import replace
from typing import Final, assert_never

from journeys.evidence import Way
from journeys.journey import Expectation
from journeys.verdict import Cause, Problem
from journeys_mining.actions.action import Action, ActionKind, slots_of
from journeys_runners.entering import enter
from journeys_runners.judging.closed_door import closed_door
from journeys_runners.judging.forgotten_sign_in import forgets_sign_in
from journeys_runners.judging.judging import gives_password
from journeys_runners.judging.latency import check_landing
from journeys_runners.judging.missing_field import missing_field
from journeys_runners.judging.missing_link import missing_link
from journeys_runners.judging.rarer_answer import after_refusals
from journeys_runners.judging.unbound import (
    doubled_event,
    may_not_register,
    refused,
    refused_by_settings,
    route_needs_browser,
    unconfirmed,
    without_record,
)
from journeys_runners.judging.unheard_form import unheard_form
from journeys_runners.judging.void_sign_out import signs_nobody_out
from journeys_runners.pages.page import Page
from journeys_runners.pages.sign_out import asks_for_password, is_sent_elsewhere
from journeys_runners.pages.words import is_destructive, words_of
from journeys_runners.visiting.plan import Plan
from journeys_runners.visiting.turn import Outcome, Turn
from journeys_runners.visiting.visitor import Visitor
from journeys_runners.ways import data_requests, events, pages, requests
from journeys_runners.ways.again import go_and_try_again
from journeys_runners.ways.bound_plans import plan_bound, plan_learned
from journeys_runners.ways.confirming import confirmed, is_any_seen
from journeys_runners.ways.data_detours import plan_data, with_new_token
from journeys_runners.ways.detours import form_after_detour
from journeys_runners.ways.fresh_tokens import with_fresh_token
from journeys_runners.ways.keeping import keeping_values
from journeys_runners.ways.mistyping import mistyped
from journeys_runners.ways.one_press import came_along, came_unasked, press_that_follows
from journeys_runners.ways.page_plans import plan_page
from journeys_runners.ways.scrolling import link_further_down
from journeys_runners.ways.signing_in import registers, sign_in, with_account
from journeys_runners.ways.stale_tokens import with_stale_token
from journeys_runners.without_way import no_event, no_form, no_way, unbound_at

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
            return await _view(visitor, turn)
        case ActionKind.REQUEST:
            return await _request(visitor, turn)
        case ActionKind.EVENT:
            return await _event(visitor, turn)
        case _:
            assert_never(turn.action.kind)


async def _go_as_bound(visitor: Visitor, turn: Turn, plan: Plan | Problem) -> Outcome:
    if isinstance(plan, Problem):
        return Outcome(way=Way.UNBOUND, problem=plan)
    return await _go(visitor, turn, plan)


async def _view(visitor: Visitor, turn: Turn) -> Outcome:
    assert turn.action.template is not None
    before, known = visitor.memory.page, visitor.memory.last_values(turn.step.action)
    plan = by_address = await plan_page(visitor, turn, turn.action.template)
    if plan is None or plan.way is Way.REQUEST:
        further = await link_further_down(visitor, turn, turn.action.template)
        # Nobody goes to another page to press what leads to one that has an address.
        may_go = plan is None or bool(slots_of(turn.action.template))
        plan = further or await plan_learned(visitor, turn, may_go=may_go) or plan
    is_stuck = plan is None or (plan.way is Way.REQUEST and is_sent_elsewhere(before))
    if is_stuck and asks_for_password(before) and await sign_in(visitor, turn):
        if visitor.memory.last_values(turn.step.action) != known:
            # It led there, to an address that the other application made up, and on from there.
            return Outcome(way=Way.DETOUR)
        # Who stands before a closed door sees none of what production's users had before them.
        plan = await _as_member(visitor, turn, before)
    if plan is None:
        return no_way(visitor, turn, turn.action.template)
    outcome = await _go(visitor, turn, plan)
    is_gone = outcome.problem is not None and outcome.problem.cause is Cause.UNBOUND
    if is_gone and plan.way is Way.LEARNED and by_address:
        # What was learned to lead there does not stand there now.
        return await _go(visitor, turn, by_address)
    if outcome.problem or outcome.way is not plan.way:
        # Who had to sign in first saw the page before as a stranger.
        return outcome
    gone = await missing_link(visitor, turn, plan, before)
    return replace(outcome, problem=gone) if gone else outcome


async def _as_member(visitor: Visitor, turn: Turn, before: Page | None) -> Plan | None:
    """The way from the page to which signing in led, or from the one on which it began: to members
    that shows more."""
    memory, template = visitor.memory, turn.action.template or ""
    is_linked = pages.by_link(memory, template, turn) is not None
    if not is_linked and before is not None and before.has_address:
        await visitor.go(turn, pages.reopen(memory, before), Expectation())
    plan = await plan_page(visitor, turn, template)
    return plan and replace(plan, way=Way.DETOUR)


async def _request(visitor: Visitor, turn: Turn) -> Outcome:
    action = turn.action
    assert action.template is not None
    destroys = action.method == "DELETE" or is_destructive(words_of(action.template))
    if destroys and not visitor.context.target.destructive.allows(turn.step.action):
        return Outcome(way=Way.UNBOUND, problem=refused(action, f"a request {action}"))
    if action.method in ("GET", "HEAD"):
        plan = await plan_page(visitor, turn, action.template)
        return await _go(visitor, turn, plan) if plan else no_way(visitor, turn, str(action))
    found = None if data_requests.is_of_script(turn, action) else await _form(visitor, turn)
    plan = found or await plan_learned(visitor, turn)
    if plan is None and data_requests.is_recorded(turn, action):
        return await _data_request(visitor, turn, action)
    if plan is None:
        return Outcome(way=Way.UNBOUND, problem=no_form(visitor, turn))
    return await mistyped(visitor, turn, plan) or await _go(visitor, turn, plan)


async def _form(visitor: Visitor, turn: Turn) -> Plan | None:
    """The plan that submits a form of this page or another."""
    memory, action = visitor.memory, turn.action
    keeping = keeping_values(visitor, turn, turn.step.action)
    found = requests.by_form(memory, action, keeping) or requests.by_form(memory, action, turn)
    plan = found or await form_after_detour(visitor, turn)
    return await with_account(visitor, turn, plan) if plan else None


async def _data_request(visitor: Visitor, turn: Turn, action: Action) -> Outcome:
    plan = await plan_data(visitor, turn, action)
    if plan is None:
        problem = no_form(visitor, turn)
        unseen = without_record(problem, action, turn.request_fields)
        return Outcome(way=Way.UNBOUND, problem=unseen or problem)
    if refused_once := await with_stale_token(visitor, turn, plan):
        return refused_once
    outcome = await _go(visitor, turn, plan)
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
    outcome = await _go(visitor, turn, again)
    if outcome.problem is None and any("passw" in one.lower() for one in again.invented):
        # Who comes now is the one whose account has just been made.
        visitor.memory.account_count = max(1, visitor.memory.account_count) + 1
    return outcome


async def _event(visitor: Visitor, turn: Turn) -> Outcome:
    name, template = turn.action.name, turn.action.template
    assert name is not None
    if await came_along(visitor, turn):
        return Outcome(way=Way.PAGE)
    if reached := await _stand_on(visitor, turn, template):
        return reached
    page = visitor.memory.page
    assert page is not None
    context = visitor.context
    is_of_load = turn.step.action in context.suite.events_on_load
    # Where what is sent is seen, a script that names an event and sent none waits for a press.
    sees_all = page.is_live and is_any_seen(context.knowledge, context.bindings)
    names = page.sent if sees_all and not is_of_load else page.announced | page.sent
    announced = Outcome(way=Way.PAGE) if name in names else None
    if announced and template:
        is_doubled = is_of_load and name in page.sent_twice
        return (
            replace(announced, problem=doubled_event(name, template)) if is_doubled else announced
        )
    if is_of_load:
        return no_event(visitor, turn, page, name)
    pressed = await _press(visitor, turn, page, is_announced=announced is not None)
    return pressed or announced or no_event(visitor, turn, page, name)


async def _press(visitor: Visitor, turn: Turn, page: Page, *, is_announced: bool) -> Outcome | None:
    """Press what sends the event; None where nothing is found that may."""
    site, name, knowledge = visitor.memory.site, turn.action.name or "", visitor.context.knowledge
    marked = events.by_marked_control(site, page, name, turn)
    is_anywhere = turn.action.template is None
    plan = marked or await plan_learned(visitor, turn, may_go=not is_anywhere)
    if plan is None and is_anywhere:
        if pressed := await _press_here(visitor, turn, page):
            return pressed
        plan = await plan_learned(visitor, turn)
    plan = plan or events.by_worded_control(site, page, name, turn)
    if plan is None and not is_announced:
        if came_unasked(visitor, turn):
            return Outcome(way=Way.PAGE)
        plan = press_that_follows(visitor, turn, page)
        plan = plan or events.by_disabled_control(page, name, turn)
    if plan is None:
        return None
    knowledge.controls.add(turn.step.action)
    outcome = await _go(visitor, turn, plan)
    return await confirmed(visitor, turn, plan, outcome, is_marked=marked is not None)


async def _press_here(visitor: Visitor, turn: Turn, page: Page) -> Outcome | None:
    """Press what says just what an event of whatever page does, before going where it is known."""
    site, name = visitor.memory.site, turn.action.name or ""
    plan = events.by_worded_control(site, page, name, turn, says_just=True)
    is_known = visitor.uses_pages and visitor.context.bindings.learned_for(turn.step.action)
    if plan is None or not is_known:
        return None
    outcome = await confirmed(visitor, turn, plan, await _go(visitor, turn, plan), is_marked=False)
    return None if outcome.problem or outcome.unsent else outcome


async def _stand_on(visitor: Visitor, turn: Turn, template: str | None) -> Outcome | None:
    """Go to the page on which the event fires; an outcome only if that did not succeed."""
    memory = visitor.memory
    if template is None:
        if memory.page is not None:
            return None
        plan = pages.home(memory)
    else:
        if memory.page and memory.site.template_of(memory.page.url) == template:
            return None
        found = pages.back(memory, template, turn) or await plan_page(visitor, turn, template)
        if found is None:
            return no_way(visitor, turn, template)
        plan = found
    problem = await visitor.go(turn, plan, Expectation(page=template))
    if problem is None and memory.page is None:
        return unbound_at(turn, "the application's first answer is no page")
    return Outcome(way=plan.way, problem=problem) if problem else None


async def _go(visitor: Visitor, turn: Turn, plan: Plan) -> Outcome:
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
