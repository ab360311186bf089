"""Acquits what answers 5xx below a record that may not be of the kind that production's users open.

An API lists folders and files, and `/tree/{slug}/notes` is put together with the name of a file: no
user asks for that, and no page leads there. It is as bad below another record or it is not judged.
A record that staging lists and that does not open itself fails, and so does what is below one of
the same kind as another below which all is well.
"""

from itertools import islice
from typing import Final

from journeys.verdict import Cause, Problem
from journeys_mining.actions.action import slots_of
from journeys_runners.judging.control_pages import ask
from journeys_runners.judging.met import OFFERED, Met, shown
from journeys_runners.sending.client import Request
from journeys_runners.visiting.turn import Turn
from journeys_runners.visiting.visitor import Visitor

_MOST_TRIES: Final = 5


async def opens_below_another(visitor: Visitor, turn: Turn, met: Met) -> Problem | None:
    """A problem if the same is there below a record that was listed beside the one asked for."""
    request, site = met.trip.first.request, visitor.memory.site
    is_composed = met.has_slots and (met.is_data or met.way not in OFFERED)
    match = site.match(request.address)
    if request.method != "GET" or not is_composed or match is None:
        return None
    path, values = match.template.partition("?")[0], dict(match.values)
    above = [slot for slot in slots_of(path) if not path.endswith(f"{{{slot}}}")]
    others = (
        site.url_of(match.template, {**values, slot: other})
        for slot in reversed(above)
        for other in visitor.memory.seen.beside(values[slot])
    )
    for url in islice(others, _MOST_TRIES):
        again = Request(url=url, headers=request.headers, referer=request.referer)
        if (answer := await ask(visitor, turn, again)).failure is None and answer.status < 300:
            return Problem(
                cause=Cause.MISSING_DATA,
                reason=f"{met.asked} answered {met.trip.last.status}, but GET {shown(url)} "
                f"{answer.status}: staging lists both records, and the first may not be of the "
                "kind that production's users open",
                remedy="say under `with:` of the step in overrides/ which record is to be opened, "
                "or take the others out of staging's list",
            )
    return None
