"""Acquits what answers 5xx below a record that may not be of the kind that production's users open.

An API lists folders and files, and `/tree/{slug}/notes` is put together with the name of a file: no
user asks for that, and no page leads there. It is as bad below another record or it is not judged.
A record that staging lists and that does not open itself fails, and so does what is below one of
the same kind as another below which all is well.

Where none of the records opens that staging lists, it may list what it does not have. A record has
been found where a page below it opens that does not open below one that nobody has.
"""

from itertools import islice
from typing import Final
from urllib.parse import urlsplit

from journeys.verdict import Cause, Problem
from journeys_mining.actions.action import slots_of
from journeys_mining.actions.paths import normalise_path
from journeys_runners.judging.control_pages import ask
from journeys_runners.judging.met import OFFERED, Met, shown
from journeys_runners.pages.words import changes_state, words_of
from journeys_runners.sending.client import Request
from journeys_runners.sending.navigation import travel
from journeys_runners.visiting.turn import Turn
from journeys_runners.visiting.visitor import Visitor

_MOST_TRIES: Final = 5
_MOST_BELOW: Final = 2
_GONE: Final = (404, 410)
_NOBODYS_NUMBER: Final = "987654321"
_OTHERS: Final = str.maketrans("0123456789abcdef", "5678901234fedcba")


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


async def opens_below(visitor: Visitor, turn: Turn, url: str) -> str | None:
    """What opens below the record of an address that does not open itself, and is the record's."""
    site, suite = visitor.memory.site, visitor.context.suite
    match = site.match(url)
    if match is None or "?" in match.template:
        return None
    values = dict(match.values)
    nobodys = {slot: _nobodys(value) for slot, value in values.items()}
    if nobodys == values:
        return None
    below = (
        one
        for one in sorted(site.templates)
        if one.startswith(f"{match.template}/") and not set(one) & {"?", "#"}
        if set(slots_of(one)) == set(values) and suite.has_step(f"view {one}")
        if not changes_state(words_of(one))
    )
    for template in islice(below, _MOST_BELOW):
        there, other = (site.url_of(template, one) for one in (values, nobodys))
        if await _status_at(visitor, turn, there) != 200:
            continue
        if await _status_at(visitor, turn, other) in _GONE:
            return shown(there)
    return None


async def _status_at(visitor: Visitor, turn: Turn, url: str) -> int | None:
    """What an address answers, with or without a slash at its end; None where it leads away."""
    site = visitor.memory.site
    trip = await travel(visitor.sender, site, Request(url=url), trace_id=turn.trace_id)
    turn.answers.extend(trip.answers)
    first, last = (
        normalise_path(urlsplit(one.request.url).path) for one in (trip.first, trip.last)
    )
    return trip.last.status if trip.last.failure is None and first == last else None


def _nobodys(value: str) -> str:
    """A value like this one that no record has."""
    return _NOBODYS_NUMBER if value.isdigit() else value.lower().translate(_OTHERS)
