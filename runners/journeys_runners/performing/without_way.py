"""What is said of a step for which no way was found: what was seen, and what would help."""

from dataclasses import replace

from journeys.evidence import Way
from journeys.verdict import Problem
from journeys_runners.judging.unbound import (
    lacks_record,
    leads_nowhere,
    missing_event,
    no_values,
    off_site,
    there_for_others,
    unbound,
    without_record,
)
from journeys_runners.masking.masking import mask_url
from journeys_runners.pages.page import Page
from journeys_runners.pages.parsing import parse_page
from journeys_runners.pages.sign_out import asks_for_password
from journeys_runners.visiting.turn import Outcome, Turn
from journeys_runners.visiting.visitor import Visitor
from journeys_runners.ways import events


def no_way(visitor: Visitor, turn: Turn, where: str) -> Outcome:
    """Nothing leads there; to nothing else either, where it is no page of the application."""
    page = visitor.memory.page or _home_page(visitor)
    links = () if page is None else page.links
    leads_on = any(visitor.memory.site.template_of(one.url) for one in links)
    if page is None or leads_on or visitor.context.knowledge.links:
        return unbound_at(turn, no_values(where))
    return Outcome(way=Way.UNBOUND, problem=leads_nowhere(page, where))


def _home_page(visitor: Visitor) -> Page | None:
    """What the base URL showed to a stranger who looked for the way."""
    trip = visitor.site_map.first_trip
    if trip is None or trip.stop or trip.last.status != 200 or not trip.last.is_html:
        return None
    return parse_page(trip.last.body, url=trip.last.request.url)


def unbound_at(turn: Turn, seen: str) -> Outcome:
    """Nothing was found; `seen` says what was looked at."""
    problem = unbound(turn.action, seen)
    unseen = without_record(problem, turn.action, turn.request_fields)
    return Outcome(way=Way.UNBOUND, problem=unseen or problem)


def no_form(visitor: Visitor, turn: Turn) -> Problem:
    """No form sends the request; where nobody could sign in, that may be why."""
    memory, action = visitor.memory, turn.action
    nobody = not memory.is_signed_in and any(asks_for_password(one) for one in memory.pages())
    to_whom = " to somebody who is not signed in" if nobody else ""
    seen = f"no page that was found has a form that sends {action}{to_whom}, and the export does "
    problem = unbound(action, f"{seen}not say what it sends (a recording, HAR, would)")
    if not visitor.uses_pages:
        by_script = "replay with `--runner browser`, where scripts of pages send it; or "
        problem = replace(problem, remedy=f"{by_script}{problem.remedy}")
    if not nobody:
        return problem
    return replace(
        problem,
        remedy="give an account under `identity:` in journeys.yaml, if it takes one; otherwise "
        f"{problem.remedy}",
    )


def no_event(visitor: Visitor, turn: Turn, page: Page, name: str) -> Outcome:
    """The page does not send the event: it misses it, or nobody knows how it is set off."""
    memory = visitor.memory
    where = turn.action.template or memory.site.template_of(page.url) or mask_url(page.url)
    is_of_load = turn.step.action in visitor.context.suite.events_on_load
    if not is_of_load and name in page.marked((name,)):
        return Outcome(way=Way.CONTROL, problem=off_site(turn.action, where))
    if name in page.mentioned:
        return unbound_at(turn, f"a script of {where} sends {name}, but no control says when")
    suite = visitor.context.suite
    others = events.events_that_should_show(memory, page, name, suite.event_names)
    if page.is_live and is_of_load:
        # A browser sees what is sent; whether it sees this application's events, the run will tell.
        return Outcome(way=Way.PAGE, problem=missing_event(name, where, others))
    if turn.action.template and others:
        missing = missing_event(name, where, others)
        if turn.step.action in visitor.context.knowledge.controls:
            missing = there_for_others(missing, "a control for it")
        return Outcome(way=Way.PAGE, problem=missing)
    seen = f"nothing on {where} announces {name}, is marked with it or is worded like it"
    if record := events.record_meant(name, turn.after):
        return Outcome(way=Way.UNBOUND, problem=lacks_record(turn.action, seen, record))
    return unbound_at(turn, seen)
