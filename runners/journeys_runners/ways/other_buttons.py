"""Presses another button of a form that was taken and led elsewhere than production's users.

*Save* and *Save and add another* send one form to one address, and an export does not tell them
apart. Where production leads from there says which one was meant.
"""

from typing import Final

from journeys.journey import Expectation
from journeys.verdict import Cause, Problem
from journeys_runners.judging.judging import gives_password
from journeys_runners.pages.page import Page
from journeys_runners.visiting.plan import Plan, Submission, button_key
from journeys_runners.visiting.turn import Turn
from journeys_runners.visiting.visitor import Visitor
from journeys_runners.ways import pages, requests

_LED: Final = frozenset({Cause.MISSING_DATA, Cause.WRONG_PAGE})


async def by_other_buttons(
    visitor: Visitor, turn: Turn, plan: Plan, problem: Problem, before: Page | None
) -> Problem | None:
    """The problem, or None where another button of the form led where production leads.

    `before` is the page of the form, which is opened again for each of them.
    """
    first, own = problem, before
    while before and before.has_address and _led_elsewhere(visitor, turn, plan, problem, own):
        if not isinstance(plan.press, Submission):
            return first
        _note(visitor, turn, plan.press)
        if not _has_others(plan.press, turn):
            return first
        if await visitor.go(turn, pages.reopen(visitor.memory, before), Expectation()):
            return first
        other = requests.once_more(visitor.memory, plan.press, plan.way, turn, by_other=True)
        if other is None:
            return first
        plan = other
        found = await visitor.go(turn, plan, turn.step.expect)
        if found is None:
            return None
        # Once one was taken, what leads to the form again does so to have it filled in anew.
        problem, own = found, None
    return first


def _led_elsewhere(
    visitor: Visitor, turn: Turn, plan: Plan, problem: Problem, own: Page | None
) -> bool:
    """Whether the form was taken, and its redirect led to a page that is not production's.

    `own` is the page of the form, to which one that is refused leads, too.
    """
    page, site, leads_to = visitor.memory.page, visitor.memory.site, turn.step.expect.leads_to
    if problem.cause not in _LED or not leads_to or page is None or gives_password(plan):
        return False
    last, here = turn.answers[-1].request if turn.answers else None, site.template_of(page.url)
    is_led = last is not None and last.method == "GET" and plan.request.method != "GET"
    is_back = own is not None and here == site.template_of(own.url)
    return is_led and not is_back and here not in leads_to


def _has_others(press: Submission, turn: Turn) -> bool:
    return any(button_key(one) not in turn.led_elsewhere for one in press.form.buttons)


def _note(visitor: Visitor, turn: Turn, press: Submission) -> None:
    """Remember it for this step, and for those after it that are to lead to the same page."""
    key, step = button_key(press.button), turn.step
    turn.led_elsewhere = turn.led_elsewhere | {key}
    visitor.context.knowledge.led_elsewhere.add((step.action, step.expect.leads_to, key))
