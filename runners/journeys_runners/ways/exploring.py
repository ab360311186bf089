"""A detour of somebody who looks around: follows links until one of them leads to the page.

The site map is walked by a visitor without an account, so it never sees what lies behind a sign-in;
the visitor of the journey does. Looking around follows only links of the application that lead to
pages of the model, those nearest to the wanted one first, and only a few of them.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from journeys.evidence import Way
from journeys.journey import Expectation
from journeys_mining.actions.action import SLOT
from journeys_runners.pages.page import Link, Page
from journeys_runners.pages.words import changes_state, is_destructive, words_of_link
from journeys_runners.visiting.plan import Plan, follow
from journeys_runners.visiting.turn import Turn
from journeys_runners.visiting.visitor import Visitor
from journeys_runners.ways import pages

_MOST_PAGES: Final = 5


async def look_around_for(visitor: Visitor, turn: Turn, template: str) -> Plan | None:
    """The link that leads to a page of `template`, from where the visitor then stands."""
    memory = visitor.memory
    opened = {page.url for page in memory.pages()}
    templates_opened: set[str] = set()
    for _ in range(_MOST_PAGES):
        found = min(
            _candidates(visitor, template, opened, templates_opened),
            key=lambda one: one[0],
            default=None,
        )
        if found is None:
            return None
        _, link, page, kind = found
        opened.add(link.url)
        templates_opened.add(kind)
        press = link if page is memory.page else None
        plan = Plan(way=Way.DETOUR, request=follow(link, page), press=press)
        if await visitor.go(turn, plan, Expectation()):
            continue
        if fitting := pages.by_link(memory, template, turn):
            return replace(fitting, way=Way.DETOUR)
        if memory.page and memory.site.template_of(memory.page.url) == template:
            # Its own script led on to the wanted page.
            return replace(pages.reopen(memory, memory.page), way=Way.DETOUR)
    return None


def _candidates(
    visitor: Visitor, template: str, opened: set[str], templates_opened: set[str]
) -> Iterator[tuple[tuple[int, int], Link, Page, str]]:
    """Links worth following, each with how far it is from `template` (small is near)."""
    site, place = visitor.memory.site, 0
    for page in visitor.memory.pages():
        for link in page.links:
            place += 1
            kind = site.template_of(link.url)
            if kind is None or link.url in opened or kind in templates_opened:
                continue
            words = words_of_link(link)
            if not changes_state(words) and not is_destructive(words):
                yield (-_common_segments(kind, template), place), link, page, kind


def _common_segments(one: str, other: str) -> int:
    """How many segments two templates begin with in common.

    >>> _common_segments("/admin/group", "/admin/group/{id}/change")
    2
    """
    count = 0
    for left, right in zip(_segments(one), _segments(other), strict=False):
        if left != right:
            break
        count += 1
    return count


def _segments(template: str) -> list[str]:
    return [SLOT.sub("{}", part) for part in template.partition("?")[0].split("/") if part]
