"""Confirms that pressing a control sent the event that the step is named after.

Only a browser sees what pages send. Whether it can see this application's events, and not a server
that sends them itself, the run tells: by a press that was seen to send its event, in this run or
when `journeys learn` found it.
"""

from dataclasses import replace
from typing import Final

from journeys.evidence import Way
from journeys.verdict import Cause, Problem
from journeys_mining.actions.action import Action, ActionKind
from journeys_runners.bindings.bindings import Bindings
from journeys_runners.judging.unbound import doubled_event, lost_event, unbound
from journeys_runners.knowledge import Knowledge
from journeys_runners.pages.forms import Button
from journeys_runners.pages.page import Control, Link
from journeys_runners.pages.words import words_of
from journeys_runners.visiting.plan import Plan, Submission
from journeys_runners.visiting.turn import Outcome, Turn
from journeys_runners.visiting.visitor import Visitor

_ENOUGH_SILENCE: Final = 3
"""So many presses that send nothing, and nobody waits any more: events are not sent from here."""


async def confirmed(
    visitor: Visitor, turn: Turn, plan: Plan, outcome: Outcome, *, is_marked: bool
) -> Outcome:
    """The outcome of pressing a control, or that its event did not come.

    `is_marked` says whether the control itself names the event.
    """
    action, knowledge = turn.step.action, visitor.context.knowledge
    if outcome.problem or not visitor.uses_pages or action in knowledge.fired:
        return outcome
    is_seen = is_any_seen(knowledge, visitor.context.bindings)
    if not is_seen and knowledge.silent.total() >= _ENOUGH_SILENCE:
        return outcome
    name = turn.action.name or ""
    if await visitor.event_comes(name):
        if doubled := _doubled(visitor, turn, plan):
            return replace(outcome, problem=doubled)
        knowledge.fired.add(action)
        return outcome
    knowledge.silent[action] += 1
    wanted = words_of(name)
    says_so = plan.words == wanted or words_of(_text_on(plan)) == wanted
    is_sure = is_marked or plan.way is Way.LEARNED or says_so
    unsent = _problem(visitor, turn, is_sure=is_sure)
    return Outcome(way=outcome.way, problem=unsent if is_seen else None, unsent=unsent)


def _doubled(visitor: Visitor, turn: Turn, plan: Plan) -> Problem | None:
    """The problem of one press that sent the event twice; writing may send one with each value."""
    name, page = turn.action.name or "", visitor.memory.page
    is_press = plan.press is not None or any(one.act == "click" for one in plan.gestures[-1:])
    is_usual = visitor.context.suite.repeats(turn.step.action)
    if not is_press or is_usual or not visitor.has_sent_twice(name):
        return None
    where = turn.action.template or (page and visitor.memory.site.template_of(page.url)) or "/"
    return doubled_event(name, where, "upon one press")


def _text_on(plan: Plan) -> str:
    """What stands on what is pressed."""
    match plan.press:
        case Submission(button=Button(text=text)) | Control(text=text) | Link(text=text):
            return text
        case _:
            return ""


def is_any_seen(knowledge: Knowledge, bindings: Bindings) -> bool:
    """Whether this run sees what presses of this application send."""
    learned = (Action.parse(action) for action, _ in bindings.learned)
    return bool(knowledge.fired) or any(one.kind is ActionKind.EVENT for one in learned)


def _problem(visitor: Visitor, turn: Turn, *, is_sure: bool) -> Problem:
    page, name = visitor.memory.page, turn.action.name or ""
    where = turn.action.template or (page and visitor.memory.site.template_of(page.url)) or "/"
    if page and page.complaint:
        return Problem(
            cause=Cause.MISSING_DATA,
            reason=f"{where} does not take what was entered for {name}: {page.complaint[:200]!r}",
            remedy="say what to enter under `fields:` in bindings.yaml",
        )
    if is_sure:
        return lost_event(name, where)
    seen = f"the control of {where} that may send {name} was pressed, and no {name} was sent"
    return unbound(turn.action, seen)
