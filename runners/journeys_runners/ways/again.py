"""Sends a form again that came back because something in it was missing."""

from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from journeys.evidence import Way
from journeys.journey import Expectation
from journeys.verdict import Cause, Problem
from journeys_runners.pages.page import Page
from journeys_runners.pages.words import is_destructive
from journeys_runners.values.fill import is_named, is_wrong_date, valued_abroad
from journeys_runners.values.moments import is_over
from journeys_runners.visiting.plan import Plan, Submission, button_key
from journeys_runners.visiting.turn import Turn
from journeys_runners.visiting.visitor import Visitor
from journeys_runners.ways import requests
from journeys_runners.ways.other_buttons import by_other_buttons

_NOT_HERE: Final = (404, 405)


async def go_and_try_again(
    visitor: Visitor, turn: Turn, plan: Plan, expect: Expectation
) -> Problem | None:
    """Go a way. A form that comes back is filled in with what the page asks for.

    If it asks for nothing, another button may have been meant, or something is to be changed that
    stood there already; at last it is filled in throughout.
    """
    before = visitor.memory.page
    problem = await visitor.go(turn, plan, expect)
    if problem and (slashed := _slashed(visitor, turn, plan)):
        # Elsewhere than in the model `/rules` and `/rules/` may be two addresses.
        problem = problem if await visitor.go(turn, slashed, expect) else None
        if problem is None:
            visitor.memory.site.note_slash(slashed.request.url)
    if problem:
        problem = await by_other_buttons(visitor, turn, plan, problem, before)
    may_again = isinstance(plan.press, Submission) and not is_destructive(plan.words)
    tries: set[str] = set()
    while problem and problem.cause is Cause.MISSING_DATA and may_again:
        another = _another_try(visitor, turn, plan, tries)
        if another is None:
            return problem
        # What came back with the form was invented all the same.
        invented = dict.fromkeys((*plan.invented, *another.invented))
        known, plan = plan.invented, replace(another, invented=tuple(invented))
        problem = await visitor.go(turn, plan, expect)
        if problem:
            problem = await by_other_buttons(visitor, turn, plan, problem, before)
            # What was changed is not why: the form was refused as it stood.
            plan = replace(plan, invented=known) if turn.sources.is_change else plan
    if problem is None:
        visitor.memory.note_account(plan)
    return problem


def _slashed(visitor: Visitor, turn: Turn, plan: Plan) -> Plan | None:
    """The plan with a slash behind its path, where an address that we put together is not there."""
    request = plan.request
    parts = urlsplit(request.url)
    asked = (one for one in turn.answers if one.request.url == request.url)
    is_gone = next((one.status in _NOT_HERE for one in asked), False)
    is_built = plan.way is Way.REQUEST or (plan.way is Way.DETOUR and plan.is_data)
    is_ours = is_built and visitor.memory.site.owns(request.url)
    if not is_gone or not is_ours or parts.path.endswith("/"):
        return None
    url = urlunsplit(parts._replace(path=f"{parts.path}/"))
    return replace(plan, request=replace(request, url=url))


def _another_try(visitor: Visitor, turn: Turn, plan: Plan, tries: set[str]) -> Plan | None:
    """The next of the tries, each made once."""
    press, page, memory = plan.press, visitor.memory.page, visitor.memory
    if not isinstance(press, Submission):
        return None
    said = page.complaint if page else ""
    if "told" not in tries and _is_told(press, page, said):
        tries.add("told")
        turn.sources = replace(turn.sources, complaint=said)
        return requests.once_more(memory, press, plan.way, turn, by_other=False)
    if not tries:
        tries.add("other")
        # Whether it was refused or leads back to a new form, it is not tried a second time.
        turn.led_elsewhere = turn.led_elsewhere | {button_key(press.button)}
        if other := requests.once_more(memory, press, plan.way, turn, by_other=True):
            return other
    if "all" in tries:
        return None
    is_change = "changed" not in tries and not plan.invented
    tries.add("changed" if is_change else "all")
    turn.sources = replace(turn.sources, is_change=is_change, is_thorough=not is_change)
    return requests.once_more(memory, press, plan.way, turn, by_other=False)


def _is_told(press: Submission, page: Page | None, said: str) -> bool:
    """Whether the page that came says what is wrong with which of the texts."""
    if any(is_named(one, said) for one in press.form.fields if one.is_text):
        return True
    forms = page.forms if page else ()
    fields = [one for form in forms for one in form.fields]
    return any(
        is_wrong_date(one, said) or is_over(one, said) or valued_abroad(one, said) for one in fields
    )
