"""A page is shown: by a link, an address, a control that was learned, or a sign-in before it."""

from dataclasses import replace

from journeys.evidence import Way
from journeys.journey import Expectation
from journeys.verdict import Cause
from journeys_mining.actions.action import slots_of
from journeys_runners.judging.missing_link import missing_link
from journeys_runners.pages.page import Page
from journeys_runners.pages.sign_out import asks_for_password, is_sent_elsewhere
from journeys_runners.performing.going import go
from journeys_runners.performing.without_way import no_way
from journeys_runners.visiting.plan import Plan
from journeys_runners.visiting.turn import Outcome, Turn
from journeys_runners.visiting.visitor import Visitor
from journeys_runners.ways import pages
from journeys_runners.ways.bound_plans import plan_learned
from journeys_runners.ways.page_plans import plan_page
from journeys_runners.ways.scrolling import link_further_down
from journeys_runners.ways.signing_in import sign_in


async def perform_view(visitor: Visitor, turn: Turn) -> Outcome:
    """By a link or an address of a page, by what was learned, or after signing in."""
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
    outcome = await go(visitor, turn, plan)
    is_gone = outcome.problem is not None and outcome.problem.cause is Cause.UNBOUND
    if is_gone and plan.way is Way.LEARNED and by_address:
        # What was learned to lead there does not stand there now.
        return await go(visitor, turn, by_address)
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
