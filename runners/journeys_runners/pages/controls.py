"""What scripts answer in a live page: buttons, boxes, links that lead nowhere."""

from collections.abc import Iterator, Mapping
from typing import Final

from lxml import html

from journeys_runners.pages.dialogs import dialogs_in
from journeys_runners.pages.form_reading import (
    HANDLE,
    MAX_TEXT,
    attributes_of,
    handle_of,
    is_shown,
    label_of,
    labels_of,
)
from journeys_runners.pages.htmx import sends_by_itself
from journeys_runners.pages.page import Control, is_hash_route

_OTHER_HANDLES: Final = frozenset({"form", "area", "select", "textarea"})
"""Elements of a live page that are known by a handle and are no controls."""


def controls_of(root: html.HtmlElement) -> Iterator[Control]:
    """What scripts answer in a live page: buttons and boxes of no form, links that lead nowhere."""
    in_dialogs = {
        button
        for dialog in dialogs_in(root)
        if next(dialog.iter("input", "textarea"), None) is not None
        for button in dialog.iter("button")
    }
    labels = labels_of(root)
    for element in root.iterfind(f".//*[@{HANDLE}]"):
        handle = handle_of(element)
        if element in in_dialogs:
            continue
        if handle is not None and _is_control(element):
            yield Control(
                text=" ".join(_text_on(element, labels).split())[:MAX_TEXT],
                attributes=attributes_of(element),
                handle=handle,
                is_shown=is_shown(element),
                is_disabled=element.get("disabled") is not None,
            )


def _text_on(element: html.HtmlElement, labels: Mapping[str, str]) -> str:
    """What a control says: in it, or on the label beside it."""
    if element.tag != "input":
        return str(element.text_content())
    match str(element.get("type")).lower():
        case "button":
            return str(element.get("value", ""))
        case "checkbox" | "radio":
            return label_of(element, labels)
        case _:
            return str(element.get("placeholder", ""))


def _is_control(element: html.HtmlElement) -> bool:
    if sends_by_itself(element):
        return False
    kind = str(element.get("type", "")).lower()
    match element.tag:
        case "input":
            is_loose = next(element.iterancestors("form"), None) is None
            # What may not be typed into opens something to choose from: a calendar, a list.
            opens = element.get("readonly") is not None
            return kind == "button" or opens or (is_loose and kind in ("checkbox", "radio"))
        case "button":
            around = next(element.iterancestors("form"), None)
            is_alone = around is None and not element.get("form")
            return kind == "button" or (is_alone and kind != "reset")
        case "a":
            href = str(element.get("href", "#")).strip()
            # What points into the page shows a tab or a panel of it.
            is_place = href.startswith("#") and not is_hash_route(href[1:])
            return not href or is_place or href.lower().startswith("javascript:")
        case _:
            return element.tag not in _OTHER_HANDLES and element.get("contenteditable") is None
