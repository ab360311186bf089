"""Tells a page that came without its content: its frame stands alone, or with a word of waiting.

Nothing else says so: no request fails, no script throws, and the frame is there. What the frame is,
the other pages of the run tell: it is what stands on all of them. Only where each of them shows
something of its own, and this page nothing at all, neither a heading nor an empty list, is it bare.
A visit that was told that there are no records may well be shown nothing, and what a server sends
when it has it may come at any time.
"""

import asyncio
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from lxml import etree, html
from playwright.async_api import Error

from journeys.verdict import Cause, Problem
from journeys_runners.browser.verdicts.lacking_data import holds_no_records
from journeys_runners.browser.window import Window
from journeys_runners.pages.form_reading import HANDLE, SHOWN

_LEAST_OTHERS: Final = 3
_COMES_WITHIN_S: Final = 3.0
"""What an animation or a timer holds back is there by then."""
_LOADS_WITHIN_S: Final = 10.0
"""What a page says that it waits for, although it has asked for nothing that is not answered."""
_CHANGES: Final = """() => new Promise(done => {
  const observer = new MutationObserver(() => { observer.disconnect(); done(); });
  observer.observe(document, {subtree: true, childList: true, characterData: true});
})"""
_UNSEEN_TAGS: Final = frozenset(
    {"script", "style", "template", "noscript", "link", "meta", "title"}
)
_WAITS: Final = re.compile(r"(?:^|[\s_-])(?:spinner|loading|loader|skeleton)(?:$|[\s_-])", re.I)
"""A class by which something stands for what is to come."""
_MOST_PARTS: Final = 3
"""A word of waiting stands in an element with no more in it."""
_WAIT_WORDS: Final = re.compile(
    r"\W*(?:(?:page )?(?:is )?loading|please wait|one moment|just a moment)\b\W*(?:please)?\W*",
    re.I,
)
# A count in the frame differs from page to page, and so does what a script numbers.
_DIGITS: Final = re.compile(r"\d+")
_OF_EACH_LOOK: Final = frozenset({HANDLE, SHOWN, "value", "style"})


class BarePages:
    """What the pages of one run show, by template."""

    def __init__(self) -> None:
        self._shown: dict[str, frozenset[str]] = {}

    async def check(self, window: Window, template: str) -> Problem | None:
        """A problem if this page is shown with nothing on it, now and soon."""
        traffic = window.traffic
        may_come = traffic.may_be_told_later or traffic.lacks_foreign
        if not self._is_bare(window, template) or may_come:
            return None
        if any(holds_no_records(answer) for _, answer in await traffic.asked(0)):
            return None
        waits = window.snapshot is not None and _marks_in(window.snapshot.html).waits
        try:
            async with asyncio.timeout(_LOADS_WITHIN_S if waits else _COMES_WITHIN_S):
                while self._is_bare(window, template):
                    await _look_when_changed(window)
        except TimeoutError:
            still = ", and a sign that it is loading, with nothing under way" if waits else ""
            return Problem(
                cause=Cause.WRONG_PAGE,
                reason=f"{template} came with nothing on it but the frame of every page{still}",
            )
        except Error:
            # It was left for another page.
            return None
        return None

    def _is_bare(self, window: Window, template: str) -> bool:
        """Whether the page shows nothing but the frame of all; others are remembered."""
        if window.snapshot is None:
            return False
        marks = frozenset(_marks_in(window.snapshot.html).marks)
        others = [found for of, found in self._shown.items() if of != template]
        if len(others) >= _LEAST_OTHERS and marks <= frozenset.intersection(*others):
            self._shown.pop(template, None)
            return all(_own(others))
        self._shown[template] = marks
        return False


async def _look_when_changed(window: Window) -> None:
    if window.tabs.current:
        await window.tabs.current.evaluate(_CHANGES)
    await window.look(has_address=True)


def _own(others: Sequence[frozenset[str]]) -> Iterator[frozenset[str]]:
    """What each page shows that no other does."""
    for one in others:
        yield one.difference(*(two for two in others if two is not one))


@dataclass(slots=True)
class _Marks:
    """Everything that tells pages apart: words with what they stand in, and attributes."""

    marks: set[str] = field(default_factory=set)
    waits: bool = False
    """Whether something says that there is more to come."""


def _marks_in(body: bytes) -> _Marks:
    found = _Marks()
    try:
        root = html.document_fromstring(body, parser=html.HTMLParser(encoding="utf-8"))
    except etree.LxmlError:
        return found
    waiting: list[html.HtmlElement] = [root]
    while waiting:
        element = waiting.pop()
        around = element.getparent()
        told = [f"{around.tag if around is not None else ''}|{element.tail or ''}"]
        if isinstance(element.tag, str) and element.tag not in _UNSEEN_TAGS:
            if _is_sign_of_waiting(element):
                found.waits = True
            else:
                told += [f"<{element.tag}>", f"{element.tag}|{element.text or ''}"]
                told += [f"{name}={element.get(name)}" for name in _names(element)]
                waiting.extend(element)
        found.marks.update(_DIGITS.sub("0", " ".join(one.split())) for one in told)
    return found


def _is_sign_of_waiting(element: html.HtmlElement) -> bool:
    """Whether it stands for content that is to come."""
    if element.get("role") == "progressbar" or _WAITS.search(element.get("class", "")):
        return True
    is_small = len(element) <= _MOST_PARTS
    return is_small and _WAIT_WORDS.fullmatch(element.text_content()) is not None


def _names(element: html.HtmlElement) -> Iterator[str]:
    return (name for name in map(str, element.keys()) if name not in _OF_EACH_LOOK)
