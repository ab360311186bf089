"""Tells an application that shows nobody anything from one that lacks a page."""

from journeys.evidence import Way
from journeys.journey import Expectation
from journeys.verdict import Cause, Problem, Verdict
from journeys_runners.judging.checks import judge
from journeys_runners.judging.met import Met
from journeys_runners.sending.navigation import Trip


def closed_door(trip: Trip) -> Problem | None:
    """What keeps a visitor out who only opens the base URL; None if it shows a page."""
    met = Met(expect=Expectation(), way=Way.REQUEST, trip=trip, page=None, template=None)
    problem = judge(met)
    if problem is None or problem.cause is not Cause.SERVER_ERROR:
        return problem if problem and problem.verdict is Verdict.INCONCLUSIVE else None
    return Problem(
        cause=Cause.UNREACHABLE,
        reason=f"{problem.reason}: not even the base URL shows a page",
        remedy="the application is down, or something it needs, such as its database: "
        "see its log, start it, and replay again",
    )
