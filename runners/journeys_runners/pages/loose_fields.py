"""Fields of live pages that stand in no form and in no dialog, as forms.

Scripts read such fields themselves: as they are typed into, as Enter is pressed, or when a button
beside them is. Those that share the nearest buttons belong together; one to search or filter by
stands alone, for what is beside it has a purpose of its own.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from lxml import html

from journeys_runners.pages.dialogs import DIALOG, dialogs_in, fields_of
from journeys_runners.pages.form_reading import (
    attributes_of,
    button_of,
    handle_of,
    is_shown,
    label_of,
    labels_of,
)
from journeys_runners.pages.forms import Attributes, Field, Form
from journeys_runners.pages.page import Control

_MOST_BUTTONS: Final = 4
"""What has more of them is a page or a list, and no group of fields."""
_BY_ITSELF: Final = frozenset(
    {"hidden", "file", "button", "submit", "reset", "image", "checkbox", "radio"}
)
_CHOSEN: Final = frozenset(
    {"select", "file", "range", "color", "date", "time", "datetime-local", "month", "week"}
)
_SEEKS: Final = re.compile(r"(?i)search|filter|find")


def loose_forms_of(
    root: html.HtmlElement, url: str, join: Callable[[str], str]
) -> tuple[Form, ...]:
    """The groups of such fields, each with the buttons that it shares."""
    groups: dict[html.HtmlElement, list[html.HtmlElement]] = {}
    in_dialogs = {one for dialog in dialogs_in(root) for one in dialog.iter()}
    for field in (*root.iter("input", "textarea"), *root.iterfind(".//*[@contenteditable]")):
        if field not in in_dialogs and _is_loose(field):
            groups.setdefault(_group_of(field), []).append(field)
    labels = labels_of(root)
    found: list[Form] = []
    for group, controls in groups.items():
        fields = fields_of(controls, labels)
        if any(one.is_text for one in fields):
            said = " ".join(one.label for one in fields)
            found.append(
                Form(
                    method=DIALOG,
                    action=url,
                    enctype="",
                    fields=fields,
                    buttons=tuple(button_of(one, join) for one in _buttons_in(group)),
                    attributes=Attributes(words=f"{group.get('id', '')} {said}", marks=frozenset()),
                )
            )
    return tuple(found)


def choosers_of(root: html.HtmlElement) -> tuple[Field, ...]:
    """The fields, of forms too, in which a visitor chooses: scripts may answer that at once."""
    chosen = (one for one in root.iter("select", "input") if one.get("disabled") is None)
    found = fields_of(chosen, labels_of(root))
    return tuple(one for one in found if one.kind in _CHOSEN and not one.is_readonly)


def boxes_of(root: html.HtmlElement, labels: Mapping[str, str]) -> tuple[Control, ...]:
    """The boxes and radio buttons in forms, each of which can be pressed by itself, too."""
    return tuple(
        Control(
            text=label_of(one, labels),
            attributes=attributes_of(one),
            handle=handle,
            is_shown=is_shown(one),
        )
        for form in root.iter("form")
        for one in form.iter("input")
        if str(one.get("type", "")).lower() in ("checkbox", "radio")
        and (handle := handle_of(one)) is not None
    )


def _is_loose(field: html.HtmlElement) -> bool:
    kind = str(field.get("type", "text")).lower()
    return (
        handle_of(field) is not None
        and kind not in _BY_ITSELF
        and field.get("disabled") is None
        and field.get("form") is None
        and next(field.iterancestors("form"), None) is None
    )


def _group_of(field: html.HtmlElement) -> html.HtmlElement:
    """The element that holds what belongs together; the field itself if it stands alone."""
    said = " ".join(field.get(key, "") for key in ("type", "placeholder", "aria-label", "name"))
    if _SEEKS.search(said):
        return field
    for around in field.iterancestors():
        if buttons := list(_buttons_in(around)):
            return around if len(buttons) <= _MOST_BUTTONS and around.tag != "body" else field
    return field


def _buttons_in(group: html.HtmlElement) -> Iterator[html.HtmlElement]:
    return (
        one
        for one in group.iter("button")
        if handle_of(one) is not None
        and is_shown(one)
        and next(one.iterancestors("form"), None) is None
    )
