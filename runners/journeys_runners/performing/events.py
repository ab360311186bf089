"""An event fires: as a page announces it, or as what sends it is pressed."""

from dataclasses import replace

from journeys.evidence import Way
from journeys.journey import Expectation
from journeys_runners.judging.unbound import doubled_event
from journeys_runners.pages.page import Page
from journeys_runners.performing.going import go
from journeys_runners.performing.without_way import no_event, no_way, unbound_at
from journeys_runners.visiting.turn import Outcome, Turn
from journeys_runners.visiting.visitor import Visitor
from journeys_runners.ways import events, pages
from journeys_runners.ways.bound_plans import plan_learned
from journeys_runners.ways.confirming import confirmed, is_any_seen
from journeys_runners.ways.one_press import came_along, came_unasked, press_that_follows
from journeys_runners.ways.page_plans import plan_page


async def perform_event(visitor: Visitor, turn: Turn) -> Outcome:
    """What a page announced or sent is heard; else what sends it is pressed where it stands."""
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
        problem = doubled_event(name, template) if is_doubled else None
        return replace(announced, problem=problem)
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
    outcome = await go(visitor, turn, plan)
    return await confirmed(visitor, turn, plan, outcome, is_marked=marked is not None)


async def _press_here(visitor: Visitor, turn: Turn, page: Page) -> Outcome | None:
    """Press what says just what an event of whatever page does, before going where it is known."""
    site, name = visitor.memory.site, turn.action.name or ""
    plan = events.by_worded_control(site, page, name, turn, says_just=True)
    is_known = visitor.uses_pages and visitor.context.bindings.learned_for(turn.step.action)
    if plan is None or not is_known:
        return None
    outcome = await confirmed(visitor, turn, plan, await go(visitor, turn, plan), is_marked=False)
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
