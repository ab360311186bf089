"""What a page complains of: the messages beside a form that was not accepted."""

import re
from typing import Final

from lxml import html

_MAX_TEXT: Final = 300
_CLASS: Final = re.compile(
    r"(?i)(?:^|[\s_-])(?:errors?|errorlist|invalid|danger|failure|warning)(?:$|[\s_-])"
)
# What Rails calls its list of faults: `error_explanation`, `errorExplanation`.
_ID: Final = re.compile(r"(?:^|[_-])[Ee]rrors?(?=$|[_-]|[A-Z])")
_RED: Final = re.compile(r"(?i)(?:^|[\s;])color\s*:\s*(?:red|#f00|#ff0000)\b")
_TELLING: Final = (
    *(b"error", b"invalid", b"danger", b"failure", b"warning", b"alert"),
    *(b"color:red", b"color: red", b"color:#f", b"color: #f", b"\x00"),
)
"""One of these is in the HTML of every page that complains, or it is of an encoding of its own."""
_UNSEEN: Final = re.compile(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden")
_LIMIT: Final = re.compile(
    r"(?i)(?:max|at most|long|more than|up to|exceed|less than)\D{0,40}?(\d{1,4})\D{0,3}char"
)
_NEAR: Final = 80
"""Characters behind a label in which its limit is told."""
_HOLDERS: Final = frozenset({"p", "div", "span", "li", "ul", "td", "small", "strong", "section"})


def may_complain(page: bytes) -> bool:
    """Whether the HTML has a word at all by which a complaint is known."""
    lowered = page.lower()
    return any(word in lowered for word in _TELLING)


def complaint_of(root: html.HtmlElement) -> str:
    """The texts that are marked as errors, each once; empty where there is none."""
    found: dict[str, None] = {}
    for element in root.iter(*_HOLDERS):
        is_marked = (
            element.get("role") == "alert"
            or _CLASS.search(element.get("class", ""))
            or _ID.search(element.get("id", ""))
            or _RED.search(element.get("style", ""))
        )
        if not is_marked or _is_unseen(element) or _holds_a_form(element):
            continue
        text = " ".join(element.text_content().split())
        if any(map(str.isalpha, text)) and not any(text in other for other in found):
            found[text] = None
    return "; ".join(found)[:_MAX_TEXT]


def longest_allowed(complaint: str, label: str) -> int | None:
    """How many characters the page allows for what it calls `label`; None where it does not say.

    >>> longest_allowed("First name is too long (maximum is 30 characters)", "First name")
    30
    >>> longest_allowed("Title must have at most 80 characters; Tag is needed", "Tag") is None
    True
    """
    begin = complaint.lower().find(label.lower()) if label else -1
    found = _LIMIT.search(complaint[begin : begin + len(label) + _NEAR]) if begin >= 0 else None
    return int(found[1]) if found else None


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
