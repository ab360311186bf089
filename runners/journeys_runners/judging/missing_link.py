"""Finds links that are gone: the visitor stands where production's users clicked, and cannot.

A page that is asked for by its address answers also where no link leads to it. Nearly all of
production's users came to it from one page; where that page has no link to it, none that a script
could make, and the page itself is there for this very visitor, the way to it is broken. So it is
where they came from several, and no page that the run saw has a link to it.
"""

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from journeys.evidence import Way
from journeys.journey import actions_of
from journeys.verdict import Cause, Problem
from journeys_mining.actions.action import SLOT, slots_of
from journeys_mining.actions.queries import without_open_keys
from journeys_runners.judging.met import names_data
from journeys_runners.judging.naming_scripts import scripts_may_name
from journeys_runners.judging.refused_page import is_of_accounts
from journeys_runners.pages.page import Page
from journeys_runners.pages.words import words_of, words_of_control
from journeys_runners.sending.client import Request
from journeys_runners.visiting.plan import Plan
from journeys_runners.visiting.turn import Turn
from journeys_runners.visiting.visitor import Visitor

_TELLING: Final = re.compile(r"[^\W\d_]{3}")
# What its links and forms lead to is known already: `/basket/add/3` is no `/reviews/add`.
_ADDRESS: Final = re.compile(rb"""\s(?:href|src|action)\s*=\s*(?:"[^"]*"|'[^']*')""", re.IGNORECASE)


async def missing_link(
    visitor: Visitor, turn: Turn, plan: Plan, before: Page | None
) -> Problem | None:
    """The problem of a page to which `plan` came without one, from the page `before`."""
    template, memory = turn.action.template, visitor.memory
    if plan.way is not Way.REQUEST or before is None or not before.has_address or template is None:
        return None
    source = memory.site.template_of(before.url)
    pairs = visitor.context.suite.link_sources
    sources = [from_there for to, from_there in pairs if to == template]
    # Which records a page lists is another matter on another stack.
    is_record = not slots_of(template) and names_data(template)
    if source not in sources or is_record or _is_linked(visitor, template, sources):
        return None
    # Fragments that scripts ask for have no title of their own.
    if memory.page is None or not memory.page.title:
        return None
    is_for_others = len(sources) > 1 and not _sees_what_production_saw(visitor, turn)
    if is_for_others or await _could_be_made_otherwise(visitor, turn, before, template):
        return None
    if len(sources) > 1:
        visitor.context.knowledge.unlinked.add(template)
    who = (
        f"neither {source} nor another page of this run has a"
        if sources[1:]
        else f"{source} has no"
    )
    return Problem(
        cause=Cause.MISSING_LINK,
        reason=f"{who} link to {template}, where production's users go from there; "
        "asked for by its address, the page is there",
    )


def _is_linked(visitor: Visitor, template: str, sources: Sequence[str]) -> bool:
    """Whether some visit saw the link: on that page, or, if there are several, on any."""
    links = visitor.context.knowledge.links
    return any(
        to == template and (len(sources) > 1 or is_variant(one, sources[0])) for one, to in links
    )


def is_variant(page: str, other: str | None) -> bool:
    """Whether a page is the other one, or a further page, an order or a filter of its list."""
    return other in (page, without_open_keys(page))


def _sees_what_production_saw(visitor: Visitor, turn: Turn) -> bool:
    """Whether no account can be what the links are shown for: the visitor has one, or others
    came to the page without."""
    if visitor.memory.is_signed_in:
        return True
    for journey in visitor.context.suite.journeys:
        actions = actions_of(journey.steps)
        if turn.step.action in actions:
            before = actions[: actions.index(turn.step.action)]
            if not any(is_of_accounts(one) for one in before):
                return True
    return False


async def _could_be_made_otherwise(
    visitor: Visitor, turn: Turn, before: Page, template: str
) -> bool:
    """Whether a form of the page leads there, or a script may: one that names the address, or that
    answers a control worded like it, such as an entry of a list of files.

    Who sends a form that leads nowhere is shown the page at its address.
    """
    site = visitor.memory.site
    if any(site.template_of(one.action) == template for one in before.forms):
        return True
    name = _name_in(template)
    words = words_of(unquote(name))
    if not name or any(words <= words_of_control(one) for one in before.controls if words):
        return True
    names = re.compile(rb"[/=\"'`]" + re.escape(name.encode()) + rb"(?![\w-])")
    answer = await visitor.sender.send(Request(url=before.url), trace_id=turn.trace_id)
    turn.answers.append(answer)
    if answer.status != 200 or names.search(_ADDRESS.sub(b"", answer.body)):
        return True
    return await scripts_may_name(visitor, turn, before, names)


def _name_in(template: str) -> str:
    """What tells the template from others, as an address or a script would write it: what its
    query chooses, `host.list` of one script for all, or the last fixed part of its path."""
    parts = urlsplit(SLOT.sub("", template))
    chosen = [value for _, value in parse_qsl(parts.query) if _TELLING.search(value)]
    found = (part for part in (*chosen[::-1], *parts.path.split("/")[::-1]) if part.strip("_-."))
    return next(found, "")
