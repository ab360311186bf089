"""Finds links that are gone: the visitor stands where production's users clicked, and cannot.

A page that is asked for by its address answers also where no link leads to it. Nearly all of
production's users came to it from one page; where that page has no link to it, none that a script
could make, and the page itself is there for this very visitor, the way to it is broken.
"""

import re
from typing import Final
from urllib.parse import urlsplit

from journeys.evidence import Cause, Problem, Way
from journeys_mining.actions.action import SLOT, slots_of
from journeys_runners.judging.met import names_data
from journeys_runners.judging.naming_scripts import scripts_may_name
from journeys_runners.pages.page import Page
from journeys_runners.sending.client import Request
from journeys_runners.visiting.plan import Plan
from journeys_runners.visiting.turn import Turn
from journeys_runners.visiting.visitor import Visitor

# What its links and forms lead to is known already: `/basket/add/3` is no `/reviews/add`.
_ADDRESS: Final = re.compile(rb"""\s(?:href|src|action)\s*=\s*(?:"[^"]*"|'[^']*')""", re.IGNORECASE)


async def missing_link(
    visitor: Visitor, turn: Turn, plan: Plan, before: Page | None
) -> Problem | None:
    """The problem of a page to which `plan` came without one, from the page `before`."""
    template, memory = turn.action.template, visitor.memory
    if plan.way is not Way.REQUEST or before is None or not before.has_address or template is None:
        return None
    source = dict(visitor.context.suite.link_sources).get(template)
    is_known = (source, template) in visitor.context.knowledge.links
    if source is None or is_known or memory.site.template_of(before.url) != source:
        return None
    # Which records a page lists is another matter on another stack.
    if not slots_of(template) and names_data(template):
        return None
    # Fragments that scripts ask for have no title of their own.
    if memory.page is None or not memory.page.title:
        return None
    if await _could_be_made_otherwise(visitor, turn, before, template):
        return None
    return Problem(
        cause=Cause.MISSING_LINK,
        reason=f"{source} has no link to {template}, where production's users go from there; "
        "asked for by its address, the page is there",
    )


async def _could_be_made_otherwise(
    visitor: Visitor, turn: Turn, before: Page, template: str
) -> bool:
    """Whether a form of the page leads there, or one of its own scripts names the address at all.

    Who sends a form that leads nowhere is shown the page at its address.
    """
    site = visitor.memory.site
    if any(site.template_of(one.action) == template for one in before.forms):
        return True
    names = _names(template)
    if names is None:
        return True
    answer = await visitor.sender.send(Request(url=before.url), trace_id=turn.trace_id)
    turn.answers.append(answer)
    if answer.status != 200 or names.search(_ADDRESS.sub(b"", answer.body)):
        return True
    return await scripts_may_name(visitor, turn, before, names)


def _names(template: str) -> re.Pattern[bytes] | None:
    """The last fixed part of the template's path, as an address or a script would write it."""
    fixed = [part for part in urlsplit(SLOT.sub("", template)).path.split("/") if part.strip("_-.")]
    if not fixed:
        return None
    return re.compile(rb"[/\"'`]" + re.escape(fixed[-1].encode()) + rb"(?![\w-])")
