"""Finds pages that never come to rest: they load themselves again and again, scripts lead from one
to another and back, or a script runs without an end.

The first two tell themselves. A page whose script does not end looks like one on a machine that is
busy, so others are opened in a second window, and then the page again: only what does not answer
there either, where the others do, is at fault.
"""

from collections import Counter
from contextlib import suppress
from itertools import islice, pairwise
from typing import Final

from playwright.async_api import Error

from journeys.verdict import Cause, Problem
from journeys_runners.browser.patience import SilentError, answered
from journeys_runners.browser.second_window import OpenWindow, second_window
from journeys_runners.browser.traffic.script_faults import page_is_gone
from journeys_runners.browser.window import Window
from journeys_runners.judging.control_pages import control_pages
from journeys_runners.judging.met import shown
from journeys_runners.sending.client import Request
from journeys_runners.visiting.turn import Turn
from journeys_runners.visiting.visitor import Visitor

_LOADS: Final = 5
"""So often a page loads itself in one go only if it never stops."""
_TURNS: Final = 10
"""So often scripts lead from one page to another in one go only if they never stop."""
_MOST_OTHERS: Final = 2


async def restless(
    visitor: Visitor, window: Window, turn: Turn, open_window: OpenWindow
) -> Problem | None:
    """The problem of the page to which the visitor's last action led; None if it came to rest."""
    if problem := _leads_back_and_forth(window):
        return problem
    if window.is_at_rest:
        return None
    return _loads_again(window) or await _hangs(visitor, window, turn, open_window)


def _loads_again(window: Window) -> Problem | None:
    loads = Counter(
        one.url.partition("#")[0]
        for one in window.traffic.seen[window.acted_at :]
        if one.is_page and one.is_own and one.started.request.redirected_from is None
    )
    url, count = next(iter(loads.most_common(1)), ("", 0))
    if count < _LOADS:
        return None
    return Problem(
        cause=Cause.REDIRECT_LOOP,
        reason=f"{shown(url)} was loaded {count} times without a rest, although the visitor did "
        "nothing: pages lead there again and again",
    )


def _leads_back_and_forth(window: Window) -> Problem | None:
    templates = [window.site.template_of(one) for one in window.passed]
    turns = [(one, two) for one, two in pairwise(templates) if one and two and one != two]
    if len(turns) < _TURNS or len(set(turns)) > len(turns) / 2:
        return None
    first, second = turns[-1]
    return Problem(
        cause=Cause.REDIRECT_LOOP,
        reason=f"scripts led from {first} to {second} and back, {len(turns)} times in all, "
        "although the visitor did nothing",
    )


async def _hangs(
    visitor: Visitor, window: Window, turn: Turn, open_window: OpenWindow
) -> Problem | None:
    asked, hung = window.traffic.latest_page, visitor.context.knowledge.hung
    template = window.site.template_of(asked.url) if asked else None
    if asked is None or template is None or await _answers(window):
        return None
    await window.interrupt()
    if template not in hung and asked.started.request.method == "GET":
        with suppress(Error):
            async with second_window(window, open_window) as second:
                second.begin(turn.trace_id, turn.index + 1)
                if await _hangs_alone(visitor, second, asked.url, template):
                    hung.add(template)
    if template not in hung:
        return page_is_gone()
    return Problem(
        cause=Cause.SCRIPT_ERROR,
        reason=f"a script of {template} does not end: the page answers nothing, nor did it when it "
        "was opened again; other pages that were opened in between do",
    )


async def _hangs_alone(visitor: Visitor, window: Window, url: str, template: str) -> bool:
    """Whether other pages come to rest in this window, and this one does not answer."""
    context = visitor.context
    others = islice(control_pages(visitor.memory, context.suite, template), _MOST_OTHERS)
    rests = [await _rests(window, other) for other in others]
    if not rests or not all(rests) or await _rests(window, url) or await _answers(window):
        return False
    await window.interrupt()
    return True


async def _rests(window: Window, url: str) -> bool:
    """Whether the page at an address comes to rest in time."""
    window.act()
    await window.open(Request(url=url))
    await window.settle()
    return window.is_at_rest


async def _answers(window: Window) -> bool:
    """Whether the page before the visitor does; one that is gone needs not."""
    tab = window.tabs.current
    if tab is None:
        return True
    try:
        await answered(tab.evaluate("0"))
    except SilentError:
        return False
    except Error:
        return True
    return True
