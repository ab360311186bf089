"""Notes for the run what its pages lack or complain of that is nobody's verdict."""

from collections.abc import Sequence
from typing import Final, Literal
from urllib.parse import urlsplit

from journeys_runners.browser.traffic.answers import CUT_OFF
from journeys_runners.browser.traffic.script_faults import ScriptError
from journeys_runners.browser.traffic.traffic import Traffic
from journeys_runners.knowledge import Knowledge
from journeys_runners.masking.masking import mask_url
from journeys_runners.pages.flaw_notes import FlawedPage
from journeys_runners.pages.site import Site

_MOST_KEPT: Final = 100
"""So many are counted on a page."""
_LAST_COME_S: Final = 5.0
"""So long the last pictures of a visit may take on a busy machine."""


def note_logged(knowledge: Knowledge, site: Site, logged: Sequence[ScriptError]) -> None:
    """Remember the errors that the application's scripts logged."""
    for one in logged:
        _note(knowledge, site, "error", one.page_url, one.message)


async def note_pictures(knowledge: Knowledge, site: Site, traffic: Traffic) -> None:
    """Remember the application's pictures that did not come to a visit; the last are waited for."""
    await traffic.pictures_come(_LAST_COME_S)
    for seen, answer in await traffic.asked(0):
        is_picture = seen.kind == "image" and seen.is_own and seen.is_finished
        # What was under way as its page was left says nothing.
        if not is_picture or seen.started.request.failure == CUT_OFF:
            continue
        if said := answer.exchange.error or _refusal(answer.status):
            text = f"GET {urlsplit(mask_url(seen.url)).path} {said}"
            _note(knowledge, site, "picture", seen.sender_url, text)


def _note(
    knowledge: Knowledge, site: Site, kind: Literal["error", "picture"], page_url: str, text: str
) -> None:
    page = FlawedPage(kind=kind, template=site.template_of(page_url) or "other pages")
    if len(kept := knowledge.flaws[page]) < _MOST_KEPT:
        kept.add(text)


def _refusal(status: int) -> str:
    return f"answered {status}" if status >= 400 else ""
