"""Detours: what a visitor does first where the current page has no form for the step."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from journeys.evidence import Way
from journeys.journey import Expectation, Step, Suite
from journeys_mining.actions.action import Action
from journeys_runners.judging.judging import gives_password
from journeys_runners.pages.page import Page
from journeys_runners.pages.words import is_destructive
from journeys_runners.visiting.plan import Plan
from journeys_runners.visiting.turn import Turn
from journeys_runners.visiting.visitor import Visitor
from journeys_runners.ways import pages, requests
from journeys_runners.ways.again import go_and_try_again
from journeys_runners.ways.page_plans import plan_page
from journeys_runners.ways.signing_in import sign_in

_MOST_PAGES_BEFORE: Final = 2
_MOST_REQUESTS_BEFORE: Final = 4


async def form_after_detour(visitor: Visitor, turn: Turn) -> Plan | None:
    """The plan that submits a fitting form of another page, where the visitor then stands.

    The nearest comes first: a page of this visit, the page at the request's own address, one from
    which other journeys do the same, a page that the site map found; then the same pages as
    somebody who is signed in; at last after what other journeys had sent before.
    """
    begun_at = visitor.memory.page
    if plan := await _on_another_page(visitor, turn):
        return plan
    if begun_at and begun_at.has_address and await sign_in(visitor, turn):
        plan = await _as_member(visitor, turn, begun_at)
    return plan or await _after_what_others_did(visitor, turn)


async def _on_another_page(visitor: Visitor, turn: Turn) -> Plan | None:
    async for opening in _openings(visitor, turn):
        if await visitor.go(turn, opening, Expectation()):
            continue
        if plan := requests.by_form(visitor.memory, turn.action, turn):
            return replace(plan, way=Way.DETOUR)
    return None


async def _as_member(visitor: Visitor, turn: Turn, begun_at: Page) -> Plan | None:
    """The form of the page to which signing in led, of the one on which the visitor began, or of
    one that a stranger was sent away from."""
    plan = requests.by_form(visitor.memory, turn.action, turn)
    if plan is None:
        again = pages.reopen(visitor.memory, begun_at)
        if await visitor.go(turn, again, Expectation()):
            return None
        plan = requests.by_form(visitor.memory, turn.action, turn)
    return replace(plan, way=Way.DETOUR) if plan else await _on_another_page(visitor, turn)


async def _after_what_others_did(visitor: Visitor, turn: Turn) -> Plan | None:
    """The form as it is there for who has sent what other journeys sent before the same step.

    Production's visitors come back to a basket that they filled days ago; ours have none.
    """
    context, memory = visitor.context, visitor.memory
    for step, following in _requests_before(context.suite, turn.step.action):
        if memory.has_done(step.action):
            continue
        action = Action.parse(step.action)
        mined = context.mined.of(action.template)
        own = replace(turn, step=step, action=action, fixed={}, mined=mined, after=(following,))
        plan = requests.by_form(memory, action, own) or await _on_another_page(visitor, own)
        if plan is None or not _may_prepare(visitor, step.action, plan):
            continue
        if await go_and_try_again(visitor, own, plan, step.expect):
            continue
        if found := requests.by_form(memory, turn.action, turn):
            return replace(found, way=Way.DETOUR)
        if found := await _on_another_page(visitor, turn):
            return found
    return None


def _may_prepare(visitor: Visitor, action: str, plan: Plan) -> bool:
    """Whether the form may be sent by the way: it neither destroys nor says who visits."""
    target, request = visitor.context.target, plan.request
    is_refused = target.destructive.refusal_of(action) or target.refusal_of(
        request.method, request.address
    )
    return not (is_refused or is_destructive(plan.words) or gives_password(plan))


async def _openings(visitor: Visitor, turn: Turn) -> AsyncIterator[Plan]:
    memory, action = visitor.memory, turn.action
    assert action.template is not None
    if seen := requests.page_with_form(memory, action, turn):
        # Its tokens may have expired since, so it is opened again.
        yield pages.reopen(memory, seen)
    if visitor.context.suite.has_step(f"view {action.template}") and (
        plan := await plan_page(visitor, turn, action.template)
    ):
        yield plan
    for before in _pages_before(visitor.context.suite, turn.step.action):
        # A page is asked for with the values of its own address, not with those of the step's.
        own = replace(turn, mined=visitor.context.mined.of(before))
        if before != action.template and (plan := await plan_page(visitor, own, before)):
            yield plan
    if (url := await visitor.site_map.page_with_form(action, turn.fixed)) is not None:
        yield pages.open_address(memory, url)


def _requests_before(suite: Suite, action: str) -> Sequence[tuple[Step, str]]:
    """What journeys of the suite had sent last before they did the action, the usual first.

    With each step comes what followed it.
    """
    counts, examples = Counter[str](), dict[str, tuple[Step, str]]()
    for journey in suite.journeys:
        sent: list[str] = []
        for step, following in pairwise(journey.steps):
            if step.action == action:
                break
            if Action.parse(step.action).method == "POST":
                sent.append(step.action)
                examples.setdefault(step.action, (step, following.action))
        if any(one.action == action for one in journey.steps):
            counts.update(sent[-_MOST_REQUESTS_BEFORE:])
    return [examples[one] for one, _ in counts.most_common(_MOST_REQUESTS_BEFORE)]


def _pages_before(suite: Suite, action: str) -> Sequence[str]:
    """Templates of the pages from which journeys of the suite do the action, the usual first."""
    pairs = (pair for journey in suite.journeys for pair in pairwise(journey.steps))
    counts = Counter(
        one.action for one, following in pairs
        if following.action == action and one.action.startswith("view /")
    )  # fmt: skip
    return [one.removeprefix("view ") for one, _ in counts.most_common(_MOST_PAGES_BEFORE)]
