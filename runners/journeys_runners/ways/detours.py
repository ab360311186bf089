"""Detours: what a visitor does first where the current page has no form for the step."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from journeys.evidence import Way
from journeys.journey import Expectation, Suite
from journeys_runners.pages.page import Page
from journeys_runners.visiting.plan import Plan
from journeys_runners.visiting.turn import Turn
from journeys_runners.visiting.visitor import Visitor
from journeys_runners.ways import pages, requests
from journeys_runners.ways.page_plans import plan_page
from journeys_runners.ways.signing_in import sign_in

_MOST_PAGES_BEFORE: Final = 2


async def form_after_detour(visitor: Visitor, turn: Turn) -> Plan | None:
    """The plan that submits a fitting form of another page, where the visitor then stands.

    The nearest comes first: a page of this visit, the page at the request's own address, one from
    which other journeys do the same, a page that the site map found; then the same pages as
    somebody who is signed in.
    """
    begun_at = visitor.memory.page
    if plan := await _on_another_page(visitor, turn):
        return plan
    if begun_at and begun_at.has_address and await sign_in(visitor, turn):
        return await _as_member(visitor, turn, begun_at)
    return None


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


def _pages_before(suite: Suite, action: str) -> Sequence[str]:
    """Templates of the pages from which journeys of the suite do the action, the usual first."""
    pairs = (pair for journey in suite.journeys for pair in pairwise(journey.steps))
    counts = Counter(
        one.action for one, following in pairs
        if following.action == action and one.action.startswith("view /")
    )  # fmt: skip
    return [one.removeprefix("view ") for one, _ in counts.most_common(_MOST_PAGES_BEFORE)]
