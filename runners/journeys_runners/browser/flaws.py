"""Notes for the run what its pages lack or complain of that is nobody's verdict."""

from collections.abc import Sequence
from typing import Final, Literal
from urllib.parse import urlsplit

from journeys_runners.browser.script_faults import ScriptError
from journeys_runners.browser.traffic import Asked
from journeys_runners.knowledge import Knowledge
from journeys_runners.masking.masking import mask_url
from journeys_runners.pages.flaw_notes import FlawedPage
from journeys_runners.pages.site import Site

_MOST_KEPT: Final = 100
"""So many are counted on a page."""


def note_flaws(
    knowledge: Knowledge, site: Site, asked: Sequence[Asked], logged: Sequence[ScriptError]
) -> None:
    """Remember the application's pictures that did not come, and the errors that it logged."""
    told: list[tuple[Literal["error", "picture"], str, str]] = [
        ("picture", seen.sender_url, f"GET {urlsplit(mask_url(seen.url)).path} {said}")
        for seen, answer in asked
        if seen.kind == "image" and seen.is_own and seen.is_finished
        if (said := answer.exchange.error or _refusal(answer.status))
    ]
    told += [("error", one.page_url, one.message) for one in logged]
    for kind, page_url, text in told:
        page = FlawedPage(kind=kind, template=site.template_of(page_url) or "other pages")
        if len(kept := knowledge.flaws[page]) < _MOST_KEPT:
            kept.add(text)


def _refusal(status: int) -> str:
    return f"answered {status}" if status >= 400 else ""
