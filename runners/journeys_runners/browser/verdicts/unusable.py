"""Tells a control that is broken from one that waits for something this visitor has not done.

A script of the page may switch a button on, and the state of a record may switch it off: what is
sold out cannot be bought. So nobody is blamed for it while a script of the page could have a hand
in it, another form of the page does the same, or it is one record that is so.
"""

import re
from typing import Final

from journeys.verdict import Cause, Problem
from journeys_mining.actions.action import slots_of
from journeys_runners.browser.acting.hindrances import Hindrance
from journeys_runners.browser.snapshot import Snapshot
from journeys_runners.judging.naming_scripts import scripts_may_name
from journeys_runners.judging.unbound import there_for_others
from journeys_runners.pages.page import Control
from journeys_runners.visiting.plan import Plan, Submission
from journeys_runners.visiting.turn import Turn
from journeys_runners.visiting.visitor import Visitor

_SCRIPT: Final = re.compile(
    rb"""<script\b.*?</script>|\s(?:on\w+|hx-[\w-]+)\s*=\s*(?:"[^"]*"|'[^']*')""",
    re.DOTALL | re.IGNORECASE,
)
_SWITCHES: Final = {
    "disabled": re.compile(rb"disabled|fieldset|innerHTML|hx-"),
    "hidden": re.compile(
        rb"hidden|display|visib|style|class|toggle|show|hide|innerHTML|hx-|submit\(|click\(",
        re.IGNORECASE,
    ),
}


async def unusable(
    visitor: Visitor, turn: Turn, plan: Plan, hindrance: Hindrance, snapshot: Snapshot
) -> Problem | None:
    """The problem of a control that a visitor cannot press; None where a script may press it."""
    page, knowledge, action = visitor.memory.page, visitor.context.knowledge, turn.step.action
    where = (page and visitor.memory.site.template_of(page.url)) or turn.action.template or "/"
    problem = Problem(
        cause=Cause.UNUSABLE, reason=f"on {where} nobody can perform {turn.action}: {hindrance}"
    )
    if hindrance.kind == "covered" or page is None:
        return problem
    # What was learned did no more than was done just now.
    if not plan.gestures:
        if _is_offered_again(visitor, plan):
            return None
        if await _may_change(visitor, turn, hindrance, snapshot):
            return _not_yet(problem) if hindrance.is_alone else None
    knowledge.unusable[action].add(page.url)
    if action in knowledge.usable:
        return there_for_others(problem, "the control in use")
    is_one_record = bool(slots_of(where)) and len(knowledge.unusable[action]) == 1
    return _of_one_record(problem) if is_one_record else problem


def _not_yet(problem: Problem) -> Problem:
    return Problem(
        cause=Cause.NOT_OFFERED,
        reason=f"{problem.reason}; perhaps a script enables it after a choice",
        remedy="add the steps that do so in overrides/, or bind the action under `actions:` in "
        "bindings.yaml; `journeys learn` may find how",
    )


def _of_one_record(problem: Problem) -> Problem:
    return Problem(
        cause=Cause.NOT_OFFERED,
        reason=f"{problem.reason}; perhaps it is so for this record only",
        remedy="replay more journeys that do it, or name a record that offers it in overrides/",
    )


def _is_offered_again(visitor: Visitor, plan: Plan) -> bool:
    """Whether another form of the page goes to the same address."""
    page, press = visitor.memory.page, plan.press
    if isinstance(press, Control):
        # Only where no other is offered, one that is disabled is pressed.
        return False
    if page is None or not isinstance(press, Submission):
        return True
    same = [one for one in page.forms if one.action == press.form.action]
    return len(same) > 1


async def _may_change(
    visitor: Visitor, turn: Turn, hindrance: Hindrance, snapshot: Snapshot
) -> bool:
    names, page = _SWITCHES[hindrance.kind], visitor.memory.page
    if any(map(names.search, _SCRIPT.findall(snapshot.html))):
        return True
    return page is None or await scripts_may_name(visitor, turn, page, names)
