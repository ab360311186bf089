"""Judges what a page shows: pages that are blank, that say they are an error, or that come as text.

Only pages to which the application itself led are judged by what they show; an address that we made
up may well stand for something that nobody looks at.
"""

import re
from typing import Final

from journeys_runners.pages.page import Page
from journeys_runners.sending.client import Answer

_MOST_WORDS: Final = 12
_ERROR: Final = (
    r"(?:http|status|error|code|fatal|unexpected|internal|server|application|[45]\d\d"
    r"|bad gateway|bad request|gateway time-?out|service (?:temporarily )?unavailable"
    r"|something (?:went wrong|broke)|went wrong|an|has|occurred|occured|page|not found|found"
    r"|forbidden|access denied|whitelabel|exception|we're|but|so|oops|ooops|whoops|sorry|uh-?oh)"
)
_ERROR_HEADING: Final = re.compile(rf"^(?:\W*{_ERROR}\b)+\W*$", re.IGNORECASE)
_TELLING: Final = re.compile(
    r"[45]\d\d|server error|application error|fatal error|exception|error (?:has )?occur|went wrong"
    r"|broke|bad gateway|time-?out|unavailable|not found|forbidden|access denied|whitelabel error",
    re.IGNORECASE,
)
# What PHP puts into pages that it could not finish.
_DUMP: Final = re.compile(rb"<b>(?:Fatal|Parse) error</b>:\s[^<]{0,500}")
_HTML: Final = re.compile(rb"^\s*(?:<!--.*?-->\s*)?<(?:!doctype html|html)\b", re.IGNORECASE)


def fault_of_page(answer: Answer, page: Page | None) -> str | None:
    """What is wrong with the page that an answer of success brought, for a sentence."""
    if not 200 <= answer.status < 300:
        return None
    if page is None:
        return _fault_of_other(answer)
    if page.is_blank and (page.is_live or not page.runs_scripts):
        return "came as a page on which there is nothing to see"
    heading, dump = page.heading or page.title, _DUMP.search(answer.body)
    if says_error(heading):
        return f"answered {answer.status}, but the page says {heading!r}"
    if dump:
        said = dump[0].decode("utf-8", "replace").strip()[:80]
        return f"answered {answer.status}, but the page breaks off with {said!r}"
    return None


def _fault_of_other(answer: Answer) -> str | None:
    """What is wrong with an answer that is no page."""
    is_empty = not answer.body and not answer.is_unread
    if is_empty and not answer.exchange.response_size:
        return f"answered {answer.status} and nothing else, where production shows a page"
    if not answer.is_html and holds_page(answer):
        content_type = answer.headers.get("Content-Type", "").partition(";")[0]
        return f"came as {content_type}, so that a browser shows its source"
    return None


def holds_page(answer: Answer) -> bool:
    """Whether the body is that of a page, whatever it is said to be."""
    return _HTML.match(answer.body[:2000]) is not None


def says_error(heading: str) -> bool:
    """Whether a heading says that there was an error, and nothing else.

    >>> says_error("500 Internal Server Error"), says_error("Oops, something went wrong!")
    (True, True)
    >>> says_error("Error-free kitchens"), says_error("Fiat 500"), says_error("Room 404")
    (False, False, False)
    """
    if len(heading.split()) > _MOST_WORDS or not _TELLING.search(heading):
        return False
    return _ERROR_HEADING.match(heading) is not None
