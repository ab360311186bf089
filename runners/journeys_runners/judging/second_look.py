"""Looks around before blaming: what is true of the whole staging is no fault of one page.

A page that answers 5xx while all others do, too, is an application that is down. A link to a record
that is gone among other records that are gone is data that nobody seeded. A visitor who is asked
for a password may have been forgotten, or may lack the right to see the page.
"""

from collections.abc import Collection
from itertools import islice
from typing import Final
from urllib.parse import urlsplit

from journeys.verdict import Cause, Problem
from journeys_mining.actions.action import slots_of
from journeys_runners.judging.control_pages import ask, control_pages, safe_links
from journeys_runners.judging.led_out import led_out
from journeys_runners.judging.met import OFFERED, Met
from journeys_runners.judging.other_records import opens_below, opens_below_another
from journeys_runners.judging.refused_page import refuses_everybody
from journeys_runners.judging.refused_visitor import refuses_the_known
from journeys_runners.judging.silent_page import blame_if_alone
from journeys_runners.pages.parsing import parse_page
from journeys_runners.pages.sign_out import asks_for_password, shows_sign_out
from journeys_runners.sending.client import Answer, Request
from journeys_runners.sending.navigation import travel
from journeys_runners.visiting.turn import Turn
from journeys_runners.visiting.visitor import Visitor

_MOST_PAGES: Final = 3
_GONE: Final = (404, 410)
_NOT_HERE: Final = (*_GONE, 405)
_MOST_TOLD: Final = 3


async def look_again(visitor: Visitor, turn: Turn, met: Met, problem: Problem) -> Problem:
    """The problem, or the one that it is a part of."""
    match problem.cause:
        case Cause.SERVER_ERROR:
            seen = f"{met.asked} answered {met.trip.last.status or 'nothing'}"
            accused = (met.template, turn.action.template)
            is_down = await down(visitor, turn, seen, accused)
            return is_down or await opens_below_another(visitor, turn, met) or problem
        case Cause.TIMED_OUT | Cause.UNREACHABLE:
            return await blame_if_alone(visitor, turn, met, problem)
        case Cause.BROKEN_LINK:
            return await _lacks_data(visitor, turn, met) or problem
        case Cause.WRONG_STATUS | Cause.MISSING_DATA | Cause.REFUSED:
            elsewhere = _elsewhere(visitor, met, problem)
            return elsewhere or await _nothing_is_here(visitor, turn, met) or problem
        case Cause.AUTH | Cause.NOT_OFFERED:
            forgotten = await _is_forgotten(visitor, turn, met)
            refused = forgotten or await refuses_the_known(visitor, turn, met)
            return refused or await refuses_everybody(visitor, turn, met) or problem
        case _:
            return problem


async def down(
    visitor: Visitor, turn: Turn, seen: str, accused: Collection[str | None]
) -> Problem | None:
    """A problem if pages of other templates than the accused answer 5xx or nothing, too.

    `seen` says what the accused did, as the beginning of a sentence.
    """
    memory, answers = visitor.memory, list[Answer]()
    for url in control_pages(memory, visitor.context.suite, *accused):
        trip = await travel(visitor.sender, memory.site, Request(url=url), trace_id=turn.trace_id)
        turn.answers.extend(trip.answers)
        if len(trip.answers) > 1 and memory.site.template_of(trip.last.request.url) in accused:
            # It only leads to the page that is accused.
            continue
        answers.append(trip.last)
        if _works(answers[-1]) or len(answers) == _MOST_PAGES:
            break
    if not answers or _works(answers[-1]):
        return None
    others = "another page" if len(answers) == 1 else f"{len(answers)} other pages"
    return Problem(
        cause=Cause.UNREACHABLE,
        reason=f"{seen}, and so did {others}",
        remedy="the application is not running or not reachable, or something it needs is down, "
        "such as its database: see its log, start it, and replay again",
    )


async def _lacks_data(visitor: Visitor, turn: Turn, met: Met) -> Problem | None:
    """A problem if other records of the kind to which the application links are gone, too."""
    memory = visitor.memory
    template = memory.site.template_of(met.trip.first.request.url)
    if template is None or not slots_of(template):
        return None
    asked = {met.trip.first.request.url, met.trip.last.request.url}
    count = 0
    for url in safe_links(memory):
        if url in asked or memory.site.template_of(url) != template:
            continue
        asked.add(url)
        if (await ask(visitor, turn, Request(url=url))).status not in _GONE:
            return None
        count += 1
        if count == _MOST_PAGES:
            break
    if count < _MOST_PAGES - 1:
        return None
    seen = (
        f"{met.asked} answered {met.trip.last.status}, and so did {count} others of "
        f"{template} to which staging's pages link"
    )
    if below := await opens_below(visitor, turn, met.trip.first.request.url):
        return Problem(
            cause=Cause.BROKEN_LINK,
            reason=f"{seen}; the record is there: GET {below} answers 200, and not so for one that "
            "nobody has",
        )
    return Problem(
        cause=Cause.MISSING_DATA,
        reason=seen,
        remedy="staging's pages list records that it does not have: seed its database, and "
        "rebuild what it lists them from (a search index, a cache)",
    )


def _elsewhere(visitor: Visitor, met: Met, problem: Problem) -> Problem | None:
    """A problem if what is asked for is another record on staging, or lies on another host."""
    if problem.cause is Cause.REFUSED:
        return led_out(visitor, met)
    if problem.cause is Cause.MISSING_DATA:
        return _may_be_on_another_host(visitor, met) if _home_of(visitor, met) else None
    return _has_other_records(visitor, met) or _may_be_on_another_host(visitor, met)


async def _nothing_is_here(visitor: Visitor, turn: Turn, met: Met) -> Problem | None:
    """A problem if nothing that production's users saw lies below the base URL but a front page."""
    memory = visitor.memory
    if met.trip.last.status not in _GONE or met.way in OFFERED:
        return None
    known = (met.template, turn.action.template, memory.site.template_of(memory.site.home))
    count = 0
    for url in islice(control_pages(memory, visitor.context.suite, *known), _MOST_PAGES):
        if (await ask(visitor, turn, Request(url=url))).status not in _GONE:
            return None
        count += 1
    if count < _MOST_PAGES - 1:
        return None
    return Problem(
        cause=Cause.MISSING_DATA,
        reason=f"{met.asked} answered {met.trip.last.status}, and so did {count} other pages that "
        "production's users saw",
        remedy="give the base URL below which the application lies, with its path, or deploy the "
        "application there",
    )


def _has_other_records(visitor: Visitor, met: Met) -> Problem | None:
    """A problem if staging links to others of the kind that was asked for: `/kb/mouse`.

    Too few of them were in the export to tell that the last part of `/kb/phone` is a slot.
    """
    site, path = visitor.memory.site, _path(met.trip.first.request.url)
    if met.trip.last.status not in _GONE or met.way in OFFERED:
        return None
    folder = path.rpartition("/")[0]
    others = (
        one.url
        for page in visitor.memory.pages()
        for one in page.links
        if site.owns(one.url) and site.match(one.url) is None
    )
    if not folder or not any(_path(one).rpartition("/")[0] == folder for one in others):
        return None
    return Problem(
        cause=Cause.MISSING_DATA,
        reason=f"{met.asked} answered {met.trip.last.status}; staging's pages link to others "
        f"below {folder}, which production's users did not see",
        remedy="seed staging with such data, or mine more of production's traffic",
    )


def _may_be_on_another_host(visitor: Visitor, met: Met) -> Problem | None:
    """A problem if production has several hosts and nothing leads from this one to what is asked.

    Actions are told apart by their paths alone: an API or a site beside the application has others.
    """
    memory, knowledge = visitor.memory, visitor.context.knowledge
    hosts = sorted({host.removeprefix("www.") for host in visitor.context.suite.hosts})
    template = memory.site.template_of(met.trip.first.request.url)
    is_linked = any(template == to for _, to in knowledge.links)
    if met.trip.last.status not in _NOT_HERE or met.way in OFFERED or is_linked or len(hosts) < 2:
        return None
    named = ", ".join(hosts[:_MOST_TOLD]) + (", …" if len(hosts) > _MOST_TOLD else "")
    home = _home_of(visitor, met)
    where = f"it is on {home}" if home else "it may be on another one"
    return Problem(
        cause=Cause.MISSING_DATA,
        reason=f"{met.asked} answered {met.trip.last.status}, and no page of staging leads there: "
        f"production's users saw {len(hosts)} hosts ({named}), and {where}",
        remedy="say under `hosts:` in journeys.yaml which base URL stands for "
        f"{home or 'it'} on staging, let staging serve all of them below one base URL, or leave "
        "the other hosts out of the export",
    )


def _home_of(visitor: Visitor, met: Met) -> str | None:
    """Production's host of what was asked, where nobody said what stands for it on staging."""
    template = visitor.memory.site.template_of(met.trip.first.request.url)
    home = dict(visitor.context.suite.template_hosts).get(template or "")
    return None if home in dict(visitor.context.target.other_hosts) else home


def _path(url: str) -> str:
    return urlsplit(url).path.rstrip("/")


async def _is_forgotten(visitor: Visitor, turn: Turn, met: Met) -> Problem | None:
    """A problem if the application does not know a visitor any more who had signed in."""
    memory = visitor.memory
    is_asked = asks_for_password(met.page)
    if not memory.is_signed_in or met.gives_password or not is_asked:
        return None
    known = next((one for one in memory.pages() if one.has_address and shows_sign_out(one)), None)
    if known is None:
        return None
    trip = await travel(visitor.sender, memory.site, Request(url=known.url), trace_id=turn.trace_id)
    turn.answers.extend(trip.answers)
    answer = trip.last
    if answer.status != 200 or not answer.is_html:
        return None
    page = parse_page(answer.body, url=answer.request.url)
    if shows_sign_out(page):
        return None
    return Problem(
        cause=Cause.LOST_SESSION,
        reason=f"{met.asked} asks for a password, although the visitor had signed in: "
        f"{memory.site.template_of(known.url) or known.url} does not know them any more, either",
    )


def _works(answer: Answer) -> bool:
    return answer.failure is None and answer.status < 500
