"""What a page complains of: the messages beside a form that was not accepted."""

import re
from typing import Final

from lxml import html

_MAX_TEXT: Final = 300
_CLASS: Final = re.compile(
    r"(?i)(?:^|[\s_-])(?:errors?|errorlist|invalid|danger|failure|warning)(?:$|[\s_-])"
)
_TELLING: Final = (b"error", b"invalid", b"danger", b"failure", b"warning", b"alert", b"\x00")
"""One of these is in the HTML of every page that complains, or it is of an encoding of its own."""
_UNSEEN: Final = re.compile(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden")
_HOLDERS: Final = frozenset({"p", "div", "span", "li", "ul", "td", "small", "strong", "section"})


def may_complain(page: bytes) -> bool:
    """Whether the HTML has a word at all by which a complaint is known."""
    lowered = page.lower()
    return any(word in lowered for word in _TELLING)


def complaint_of(root: html.HtmlElement) -> str:
    """The texts that are marked as errors, each once; empty where there is none."""
    found: dict[str, None] = {}
    for element in root.iter(*_HOLDERS):
        is_marked = element.get("role") == "alert" or _CLASS.search(element.get("class", ""))
        if not is_marked or _is_unseen(element) or _holds_a_form(element):
            continue
        text = " ".join(element.text_content().split())
        if any(map(str.isalpha, text)) and not any(text in other for other in found):
            found[text] = None
    return "; ".join(found)[:_MAX_TEXT]


def _is_unseen(element: html.HtmlElement) -> bool:
    """Whether it waits for a script to show it; what lies in a tab that is not in front counts."""
    around = element.getparent()
    return next(element.iterancestors("template"), None) is not None or any(
        one.get("hidden") is not None or _UNSEEN.search(one.get("style", ""))
        for one in (element, around)
        if one is not None and one.get("role") != "tabpanel"
    )


def _holds_a_form(element: html.HtmlElement) -> bool:
    """Whether the mark is on what surrounds a field, label and all."""
    return next(element.iter("form", "input", "select", "textarea"), None) is not None
