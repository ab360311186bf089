"""Measures again before blaming: a machine that was busy once is no fault of the product."""

from typing import Final

from journeys.evidence import Problem, Way
from journeys_runners.checks import Met, too_slow
from journeys_runners.client import Answer
from journeys_runners.navigation import Sender, Trip
from journeys_runners.turn import Turn

_TRIES: Final = 3


async def check_latency(sender: Sender, turn: Turn, met: Met) -> Problem | None:
    """A problem if every try took longer than production does at most."""
    answer = _timed(met.trip)
    times_s = [answer.exchange.elapsed_s]
    problem = too_slow(met.expect, times_s, met.asked)
    is_safe = answer.request.method == "GET" and met.way is not Way.BINDING
    while problem and is_safe and len(times_s) < _TRIES:
        again = await sender.send(answer.request, trace_id=turn.trace_id)
        turn.answers.append(again)
        if again.failure or again.status != answer.status:
            # Another answer takes another time: it says nothing about this one's.
            return problem
        times_s.append(again.exchange.elapsed_s)
        problem = too_slow(met.expect, times_s, met.asked)
    return problem


def _timed(trip: Trip) -> Answer:
    """The answer whose time counts: the page, or what the application did with a form."""
    return trip.last if trip.first.request.method == "GET" else trip.first
