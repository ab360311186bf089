"""Judges what a step met, and looks again before anything is called a fault of the product."""

from dataclasses import replace
from typing import Final

from journeys.verdict import Cause, Problem
from journeys_runners.judging.checks import judge
from journeys_runners.judging.latency import check_latency
from journeys_runners.judging.met import Met
from journeys_runners.judging.rarer_answer import is_as_at_times
from journeys_runners.judging.second_look import look_again
from journeys_runners.judging.silent_page import note_answered
from journeys_runners.judging.unlike_others import unlike_others
from journeys_runners.pages.password_forms import asks_for_another
from journeys_runners.pages.site import Site
from journeys_runners.sending.navigation import Stop, Trip
from journeys_runners.visiting.plan import Plan, Submission
from journeys_runners.visiting.turn import Turn
from journeys_runners.visiting.visitor import Visitor

_NO_ANSWER: Final = frozenset(
    {Cause.TIMED_OUT, Cause.UNREACHABLE, Cause.CERTIFICATE, Cause.RATE_LIMITED}
)


async def judge_carefully(visitor: Visitor, turn: Turn, met: Met) -> Problem | None:
    """The first thing wrong with what was met, after a second look, or None."""
    seen = judge(met)
    _note_form(met, seen, visitor)
    if met.trip.last.failure is None:
        note_answered(visitor, met.trip.last.request)
    if seen is None:
        unlike = await unlike_others(visitor, turn, met)
        return unlike or await check_latency(visitor, turn, met)
    problem = await look_again(visitor, turn, met, seen)
    # On the way to a step, that there was no answer is no fault of the step, nor that visitors sign
    # in where nobody said that they may.
    is_sent_away = met.trip.stop is Stop.OFF_SITE and asks_for_another(met.trip.stopped_at)
    without = (one for one in (problem, seen) if is_sent_away or one.cause in _NO_ANSWER)
    turn.unanswered = next(without, turn.unanswered)
    if is_as_at_times(visitor, met, problem):
        turn.as_at_times = problem
    identity = visitor.context.identity
    if problem.cause is not Cause.AUTH or identity is None or not identity.is_known_at_once:
        return problem
    remedy = f"check {identity.where} in journeys.yaml: the application does not take what it gives"
    return replace(problem, remedy=remedy)


def passed_on(trip: Trip, site: Site) -> frozenset[str]:
    """Templates of the pages that redirected further on a trip."""
    found = (site.template_of(one.request.url) for one in trip.answers[1:-1])
    return frozenset(one for one in found if one)


def gives_password(plan: Plan) -> bool:
    """Whether a plan sends a form with a password."""
    press = plan.press
    return isinstance(press, Submission) and any(
        one.kind == "password" for one in press.form.fields
    )


def _note_form(met: Met, problem: Problem | None, visitor: Visitor) -> None:
    first, knowledge = met.trip.first, visitor.context.knowledge
    template = visitor.memory.site.template_of(first.request.address)
    if first.request.method == "GET" or template is None:
        return
    if problem and problem.cause is Cause.REFUSED_FORM:
        knowledge.forms_refused.add(template)
    elif first.failure is None and first.status < 400:
        knowledge.forms_taken.add(template)
        if len(met.trip.answers) > 1 and met.trip.stop is None:
            knowledge.led_on.add(template)
