"""Ways to a page: a link, a GET form, a request built from the template."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final
from urllib.parse import parse_qsl, unquote

from journeys.evidence import Way
from journeys_mining.actions.action import slots_of
from journeys_mining.actions.queries import keyed_slots
from journeys_runners.pages.page import Link, Page
from journeys_runners.pages.site import agrees
from journeys_runners.pages.words import changes_state, words_of, words_of_link
from journeys_runners.sending.client import Request
from journeys_runners.visiting.memory import Memory
from journeys_runners.visiting.plan import Chooser, Plan, buttons_of, choose, follow, submit

Values = tuple[tuple[str, str], ...]

_POOL_SIZE: Final = 20
"""So many of the most frequent mined values are chosen from."""


def by_link(memory: Memory, template: str, chooser: Chooser) -> Plan | None:
    """Follow a link on the current page that fits the template."""
    page = memory.page
    if page is None:
        return None
    chosen = choose(_fitting_links(memory, page, template, chooser), chooser.seed)
    if chosen is None:
        return None
    return Plan(way=Way.LINK, request=follow(chosen, page), press=chosen)


def by_completed_link(
    memory: Memory, template: str, chooser: Chooser, known: Mapping[str, str]
) -> Plan | None:
    """Press a link of a live page to the template's path: a script completes its query.

    It has these values, where it has any.
    """
    page = memory.page
    if page is None or not page.is_live or "?" not in template:
        return None
    fixed = {**known, **chooser.fixed}
    fitting = (
        link
        for link in page.links
        if link.is_shown
        and (match := memory.site.match_reached(link.url, template))
        and match.template == template
        and agrees(match, fixed)
    )
    chosen = choose({link.url: link for link in fitting}.values(), chooser.seed)
    return Plan(way=Way.LINK, request=follow(chosen, page), press=chosen) if chosen else None


def by_earlier_link(memory: Memory, template: str, chooser: Chooser) -> Plan | None:
    """Go back to the page seen last that has a fitting link, and follow it.

    A browser shows the page of before again without asking for it, so only the link is.
    """
    for page in memory.pages():
        if chosen := choose(_fitting_links(memory, page, template, chooser), chooser.seed):
            request = follow(chosen, page)
            # What it led to may be gone since, by what the visitor did.
            return Plan(way=Way.DETOUR, request=request, has_slots=bool(slots_of(template)))
    return None


def by_search_form(memory: Memory, template: str, chooser: Chooser) -> Plan | None:
    """Submit a GET form on the current page that leads to the template."""
    if memory.page is None:
        return None
    return next(_searches(memory, memory.page, template, chooser), None)


def back(memory: Memory, template: str, chooser: Chooser) -> Plan | None:
    """Go back to a page of this template that the visitor has seen."""
    for page in memory.pages():
        match = memory.site.match(page.url)
        fits = match and match.template == template and agrees(match, chooser.fixed)
        if fits and page.has_address:
            return reopen(memory, page)
    return None


def reopen(memory: Memory, page: Page) -> Plan:
    """Open a page again that the visitor has seen."""
    return open_address(memory, page.url)


def open_address(memory: Memory, url: str) -> Plan:
    """Open an address of the application that was found elsewhere."""
    return Plan(way=Way.REQUEST, request=_request(memory, url))


def home(memory: Memory) -> Plan:
    """Open the base URL."""
    return Plan(way=Way.REQUEST, request=_request(memory, memory.site.home))


def by_request(
    memory: Memory, template: str, chooser: Chooser, pools: Iterable[Values]
) -> Plan | None:
    """Build a request from the template, with one of these tuples of values."""
    slots = slots_of(template)
    tuples = [dict(values) | _own(chooser.fixed, slots) for values in pools] or [
        _own(chooser.fixed, slots)
    ]
    values = choose((one for one in tuples if all(one.get(slot) for slot in slots)), chooser.seed)
    if values is None:
        return None
    url = memory.site.url_of(template, values)
    return Plan(way=Way.REQUEST, request=_request(memory, url), has_slots=bool(slots))


def by_request_without(
    memory: Memory, template: str, chooser: Chooser, known: Mapping[str, str]
) -> Plan | None:
    """Build a request from the template, without the query keys for which there is no value.

    Applications complete the query themselves, or do without.
    """
    path, _, query = template.partition("?")
    mined = {
        slot: pool[0] for _, slot in keyed_slots(template) if (pool := chooser.mined.get(slot))
    }
    values = {**mined, **known, **_own(chooser.fixed, slots_of(template))}
    if not all(values.get(slot) for slot in slots_of(path)):
        return None
    pairs = [one for one in query.split("&") if one and all(map(values.get, slots_of(one)))]
    shorter = f"{path}?{'&'.join(pairs)}" if pairs else path
    url = memory.site.url_of(shorter, values)
    return Plan(
        way=Way.REQUEST,
        request=_request(memory, url),
        has_slots=True,
        is_shortened=shorter != template,
    )


def mined_values(mined: Mapping[str, tuple[str, ...]], slots: Iterable[str]) -> tuple[Values, ...]:
    """Tuples of the values that production's users gave: the n-th of each slot together."""
    pools = [[(slot, value) for value in mined.get(slot, ())[:_POOL_SIZE]] for slot in slots]
    return tuple(zip(*pools, strict=False))


def _fitting_links(memory: Memory, page: Page, template: str, chooser: Chooser) -> tuple[Link, ...]:
    """One link for each address that fits, one that is shown where there is one.

    What signs out or removes something is no way to a page that says nothing of it.
    """
    fitting: dict[str, Link] = {}
    may_change = changes_state(words_of(unquote(template)))
    for link in page.links:
        match = memory.site.match(link.url)
        if match and match.template == template and agrees(match, chooser.fixed):
            if not may_change and changes_state(words_of_link(link)):
                continue
            known = fitting.setdefault(link.url, link)
            if link.is_shown and not known.is_shown:
                fitting[link.url] = link
    # Whoever has a choice opens nothing that the template does not name, and no footer.
    found = tuple(fitting.values())
    exact = tuple(one for one in found if not _says_more(one.url, template)) or found
    return tuple(one for one in exact if not one.is_at_foot) or exact


def _says_more(url: str, template: str) -> bool:
    """Whether an address has keys that its template lacks: `/projects?jump=issues`."""
    query = url.partition("?")[2].partition("#")[0]
    keys = {key for key, _ in parse_qsl(query, keep_blank_values=True)}
    known = {one.partition("=")[0] for one in template.partition("?")[2].split("&")}
    return bool(keys - known)


def _own(fixed: Mapping[str, str], slots: Iterable[str]) -> dict[str, str]:
    return {slot: fixed[slot] for slot in slots if slot in fixed}


def _request(memory: Memory, url: str) -> Request:
    return Request(url=url, referer=memory.page.url if memory.page else None)


def _searches(memory: Memory, page: Page, template: str, chooser: Chooser) -> Iterator[Plan]:
    for form in page.forms:
        for button in buttons_of(form):
            if form.method_by(button) == "GET" and memory.site.owns(form.action_by(button)):
                plan = submit(page, form, button, chooser, Way.FORM)
                match = memory.site.match(plan.request.url)
                if match and match.template == template and agrees(match, chooser.fixed):
                    yield plan
