"""What only scripts of live pages read, as forms: it is filled in before a button is pressed.

Scripts put dialogs together from fields without names and buttons outside of forms, which may only
be pressed when something was typed; and forms of which no field has a name that would be sent.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from lxml import html

from journeys_runners.pages.form_reading import (
    attributes_of,
    button_of,
    field_of,
    handle_of,
    labels_of,
)
from journeys_runners.pages.forms import Field, Form

DIALOG: Final = "DIALOG"
"""The method of such a form: no server knows it."""
NAMELESS: Final = "text"
"""What a field without any name is called."""
_TEXTS: Final = frozenset({"text", "email", "search", "url", "tel", "number", "password"})
_DIALOGS: Final = ".//dialog[@open] | .//*[@role='dialog' or @aria-modal='true']"
"""Libraries of components have elements of their own for them."""
_FIGURE: Final = re.compile(r"\d")
_OPTIONAL: Final = re.compile(r"(?i)\boptional\b|\(opt")


def dialogs_of(root: html.HtmlElement, url: str, join: Callable[[str], str]) -> tuple[Form, ...]:
    """The open dialogs of a live page that have something to fill in."""
    labels = labels_of(root)
    found: list[Form] = []
    for dialog in dialogs_in(root):
        buttons = [one for one in dialog.iter("button") if handle_of(one) is not None]
        fields = fields_of(dialog.iter("input", "textarea"), labels)
        if buttons and any(one.is_text for one in fields):
            found.append(
                Form(
                    method=DIALOG,
                    action=url,
                    enctype="",
                    fields=fields,
                    buttons=tuple(button_of(one, join) for one in buttons),
                    attributes=attributes_of(dialog),
                )
            )
    return tuple(found)


def with_nameless(
    form: Form, controls: Iterable[html.HtmlElement], labels: Mapping[str, str]
) -> Form:
    """The form with the fields that only a script reads, where there are no others to fill in."""
    if form.handle is None or any(one.kind != "hidden" for one in form.fields):
        return form
    nameless = (one for one in controls if one.get("type") != "hidden")
    return replace(form, fields=(*form.fields, *fields_of(nameless, labels)))


def fields_of(controls: Iterable[html.HtmlElement], labels: Mapping[str, str]) -> tuple[Field, ...]:
    """The fields of what is no form: each has a name, and texts are asked for unless optional."""
    found = (field_of(one, labels, name=_name(one)) for one in controls)
    return tuple(
        replace(one, required=one.required or _is_asked(one.kind, one.label))
        for one in found
        if one is not None and one.handle is not None
    )


def dialogs_in(root: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """The elements that are dialogs, without those inside of another."""
    for element in root.xpath(_DIALOGS):
        if not any(_is_dialog(one) for one in element.iterancestors()):
            yield element


def _is_dialog(element: html.HtmlElement) -> bool:
    is_open = element.tag == "dialog" and element.get("open") is not None
    return is_open or element.get("role") == "dialog" or element.get("aria-modal") == "true"


def _name(control: html.HtmlElement) -> str:
    """What the field is called; scripts often give none that a server would know."""
    given = (control.get(key) for key in ("name", "aria-label", "placeholder"))
    own_id = control.get("id") or ""
    # An id with figures in it was counted up by a script.
    return next((one for one in given if one), "" if _FIGURE.search(own_id) else own_id) or NAMELESS


def _is_asked(kind: str, label: str) -> bool:
    return kind in {*_TEXTS, "textarea"} and not _OPTIONAL.search(label)
