"""Takes failures back that the rest of the run explains. Takes evidence, gives what changes of it.

Some things only the whole run can tell: an application that refuses every form refuses *us*, and a
link or a control that other visits saw on the same page depends on what the visitor did before.
"""

from dataclasses import replace

from journeys.evidence import StepEvidence
from journeys.verdict import Cause, Problem
from journeys_mining.actions.action import Action, ActionKind
from journeys_runners.judging.missing_link import is_variant
from journeys_runners.judging.unbound import there_for_others, unbound
from journeys_runners.knowledge import Knowledge

_LEAST_FORMS = 2
_OF_VIEWS = frozenset({Cause.MISSING_EVENT, Cause.DOUBLED_EVENT})


def acquitted(step: StepEvidence, before: str | None, knowledge: Knowledge) -> StepEvidence | None:
    """The step with another problem, or None where its problem stands.

    `before` is the template of the page on which the step began.
    """
    problem = step.problem
    if problem is None:
        return None
    found: Problem | None = None
    if problem.cause is Cause.REFUSED_FORM:
        found = _refuses_all_forms(problem, knowledge)
    elif problem.cause is Cause.MISSING_LINK:
        found = _is_there_for_others(problem, before, Action.parse(step.action), knowledge)
    elif problem.cause in _OF_VIEWS and _sent_at_times(Action.parse(step.action), knowledge):
        found = there_for_others(problem, "the event sent once")
    elif problem.cause is Cause.MISSING_EVENT and step.action in knowledge.controls:
        found = there_for_others(problem, "a control for it")
    elif problem.cause in (Cause.MISSING_EVENT, Cause.UNMET) and not knowledge.events:
        found = unbound(
            Action.parse(step.action), f"{problem.reason}; no page of this run shows any event"
        )
    elif problem.cause is Cause.DOUBLED_EVENT and step.action in knowledge.fired:
        found = there_for_others(problem, "the event sent once")
    elif problem.cause is Cause.LOST_EVENT and step.action in knowledge.fired:
        found = there_for_others(problem, "the event sent")
    elif problem.cause is Cause.UNUSABLE and step.action in knowledge.usable:
        found = there_for_others(problem, "the control in use")
    return replace(step, problem=found) if found else None


def _sent_at_times(action: Action, knowledge: Knowledge) -> bool:
    """Whether another view of the page, before or since, sent its event as it should."""
    is_view = action.kind is ActionKind.VIEW and action.template in knowledge.view_events
    return is_view and knowledge.view_events[action.template or ""][1] > 0


def _refuses_all_forms(problem: Problem, knowledge: Knowledge) -> Problem | None:
    if knowledge.forms_taken or len(knowledge.forms_refused) < _LEAST_FORMS:
        return None
    return Problem(
        cause=Cause.AUTH,
        reason=f"{problem.reason}; it refuses every form of this run",
        remedy="let staging take forms from this address: its trusted origins or host (CSRF), "
        "a firewall before it, or credentials given with -H",
    )


def _is_there_for_others(
    problem: Problem, before: str | None, action: Action, knowledge: Knowledge
) -> Problem | None:
    is_elsewhere = action.template in knowledge.unlinked and any(
        to == action.template for _, to in knowledge.links
    )
    is_there = any(to == action.template and is_variant(one, before) for one, to in knowledge.links)
    if not is_there and not is_elsewhere:
        return None
    return there_for_others(problem, "the link")
