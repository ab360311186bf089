"""Reads the forms of a page, its fields and its buttons."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from lxml import html

from journeys_runners.pages.forms import TEXTLESS_KINDS, Attributes, Button, Field, Form, Pairs
from journeys_runners.pages.icons import words_of_icon
from journeys_runners.pages.scripts import names_quoted

HANDLE: Final = "data-journeys-handle"
"""Names an element of a live page (`journeys_runners.browser.snapshot`)."""
SHOWN: Final = "data-journeys-shown"
"""Says of an element of a live page whether a visitor sees it."""
LABEL: Final = "data-journeys-label"
"""Says how an element of a live page is labelled, where its id is not the only one."""

MAX_TEXT: Final = 200
"""Characters that are kept of what a control says."""
_LONGEST_LABEL: Final = 60
"""Characters before a control that name it; more are a text."""
_BUTTON_KINDS: Final = frozenset({"submit", "image"})
_NOT_SENT: Final = frozenset({"reset", "button"})
_OF_SCRIPTS: Final = ("class", "data-controller", "data-provide")
"""What libraries of calendars and the like know their fields by."""
_SAYS_NO_EVENT: Final = frozenset(
    {"href", "action", "value", "role", "type", "method", "enctype", "rel", "target"}
    | {"autocomplete", "inputmode", "lang", "dir", HANDLE, SHOWN, LABEL}
)
"""Attributes whose values have a meaning of their own: `role="search"` sends no event `search`."""


def attributes_of(element: html.HtmlElement) -> Attributes:
    """What an element's attributes say; of a button that says nothing, what its icon is called."""
    found = attributes_in(tuple(element.attrib.items()))
    if element.tag != "button" and element.get("role") != "button":
        return found
    icon = words_of_icon(element)
    return replace(found, words=f"{found.words} {icon}".strip()) if icon else found


def attributes_in(pairs: Pairs) -> Attributes:
    """What these attributes say."""
    given, marks = dict(pairs), set[str]()
    words = (given.get(key) for key in ("id", "name", "title", "aria-label"))
    for key, value in pairs:
        if key.startswith("on"):
            marks.update(names_quoted(value))
        elif key == "class":
            # Plausible's: class="plausible-event-name=Signup".
            marks.update(one.partition("=")[2] for one in value.split())
        elif key not in _SAYS_NO_EVENT:
            marks.add(value.strip())
    return Attributes(words=" ".join(word for word in words if word), marks=frozenset(marks))


def handle_of(element: html.HtmlElement | Mapping[str, str]) -> int | None:
    """Which element of a live page this is, or these attributes; None where only HTML is known."""
    handle = element.get(HANDLE)
    return int(handle) if handle else None


def is_shown(element: html.HtmlElement | Mapping[str, str]) -> bool:
    """Whether a visitor of a live page sees this element; of HTML nobody knows, so they may."""
    return element.get(SHOWN) != "no"


def owned_controls(root: html.HtmlElement) -> dict[html.HtmlElement, list[html.HtmlElement]]:
    """The enabled controls of each form, in document order, `form="id"` obeyed.

    With the disabled buttons of a live page: scripts enable them.
    """
    by_id = {form.get("id"): form for form in reversed(list(root.iter("form"))) if form.get("id")}
    owned: dict[html.HtmlElement, list[html.HtmlElement]] = {}
    for control in root.iter("input", "select", "textarea", "button"):
        if control.get("form") is not None:
            form = by_id.get(control.get("form"))
        else:
            form = next(control.iterancestors("form"), None)
        if form is not None and not _is_out_of_use(control):
            owned.setdefault(form, []).append(control)
    return owned


def labels_of(root: html.HtmlElement) -> dict[str, str]:
    """Texts of the labels of a page, by the id of what they label."""
    return {one.get("for", ""): one.text_content() for one in root.iter("label") if one.get("for")}


def form_of(
    form: html.HtmlElement,
    controls: Sequence[html.HtmlElement],
    *,
    labels: Mapping[str, str],
    join: Callable[[str], str],
) -> Form:
    """The record of a form; `join` makes its action absolute."""
    found = (field_of(control, labels, name=control.get("name", "")) for control in controls)
    fields = tuple(field for field in found if field)
    submits = [one for one in controls if _is_submit(one)]
    enabled = [one for one in submits if one.get("disabled") is None]
    override = next((one.value for one in fields if one.name == "_method" and one.value), None)
    return Form(
        method=(override or form.get("method") or "get").upper(),
        action=join((form.get("action") or "").strip()),
        enctype=(form.get("enctype") or "").lower(),
        fields=fields,
        buttons=tuple(button_of(one, join) for one in enabled or submits),
        attributes=attributes_of(form),
        handle=handle_of(form),
    )


def _is_out_of_use(control: html.HtmlElement) -> bool:
    is_waiting = handle_of(control) is not None and _is_submit(control)
    return (control.get("disabled") is not None and not is_waiting) or any(
        fieldset.get("disabled") is not None for fieldset in control.iterancestors("fieldset")
    )


def _kind(control: html.HtmlElement) -> str:
    if control.get("contenteditable") is not None:
        return "textarea"
    tag = str(control.tag)
    return (control.get("type") or "text").strip().lower() if tag == "input" else tag


def _is_submit(control: html.HtmlElement) -> bool:
    if control.tag == "button":
        return (control.get("type") or "submit").lower() == "submit"
    return control.tag == "input" and _kind(control) in _BUTTON_KINDS


def button_of(control: html.HtmlElement, join: Callable[[str], str]) -> Button:
    """The record of a button; `join` makes its action absolute."""
    text = control.text_content() if control.tag == "button" else control.get("value", "Submit")
    action, method = control.get("formaction"), control.get("formmethod")
    return Button(
        name=control.get("name", ""),
        value=control.get("value", ""),
        text=_squeeze(text),
        action=join(action.strip()) if action else None,
        method=method.upper() if method else None,
        attributes=attributes_of(control),
        handle=handle_of(control),
        is_disabled=control.get("disabled") is not None,
    )


def script_button_of(element: html.HtmlElement, sets: Pairs) -> Button:
    """The record of what a script answers by sending a form: nothing is sent of itself."""
    said = element.get("value", "") if element.tag == "input" else element.text_content()
    return Button(
        name="",
        value="",
        text=_squeeze(said),
        action=None,
        method=None,
        attributes=attributes_of(element),
        handle=handle_of(element),
        sets=sets,
    )


def field_of(control: html.HtmlElement, labels: Mapping[str, str], *, name: str) -> Field | None:
    """The record of a control that holds a value; None for others and for those without name."""
    kind = _kind(control)
    if not name or control.tag == "button" or kind in _BUTTON_KINDS | _NOT_SENT:
        return None
    label = label_of(control, labels)
    if not label and not control.get("placeholder") and kind not in TEXTLESS_KINDS:
        label = _before(control)
    hints = (label, control.get("placeholder", ""), control.get("autocomplete", ""))
    options = [one for one in control.iter("option") if one.get("disabled") is None]
    limits = ("min", "max", "step", "maxlength", "minlength", "pattern", "accept", "aria-invalid")
    given = [(key, control.get(key, "")) for key in limits]
    given.append(("class", " ".join(filter(None, map(control.get, _OF_SCRIPTS)))))
    return Field(
        name=name,
        kind=kind,
        value=_value(control, kind),
        checked=control.get("checked") is not None,
        required=control.get("required") is not None
        or control.get("aria-required") == "true"
        or label.rstrip(" :").endswith("*"),
        choices=tuple(_option_value(one) for one in options),
        selected=tuple(_option_value(one) for one in options if one.get("selected") is not None),
        label=_squeeze(" ".join(hints)),
        attributes=tuple((key, value) for key, value in given if value),
        is_readonly=control.get("readonly") is not None,
        suggests=control.get("role") == "combobox" or "aria-autocomplete" in control.attrib,
        handle=handle_of(control),
        is_shown=is_shown(control),
    )


def _value(control: html.HtmlElement, kind: str) -> str:
    if kind == "textarea":
        # A line break right behind the tag is for the reader of the HTML alone.
        return re.sub(r"^\r?\n", "", control.text or "")
    default = "on" if kind in ("checkbox", "radio") else ""
    return str(control.get("value", default))


def _before(control: html.HtmlElement) -> str:
    """The words right before a control, or in the cell of a table before its own."""
    previous, around = control.getprevious(), control.getparent()
    beside = previous.tail if previous is not None else around.text if around is not None else ""
    text = beside or ""
    if not text.strip() and previous is None and around is not None and around.tag == "td":
        cell = around.getprevious()
        text = cell.text_content() if cell is not None and len(cell) <= 1 else ""
    said = _squeeze(text)
    return said if len(said) <= _LONGEST_LABEL else ""


def _option_value(option: html.HtmlElement) -> str:
    return str(option.get("value", " ".join(option.text_content().split())))


def label_of(control: html.HtmlElement, labels: Mapping[str, str]) -> str:
    """The text of the label that is for the control, and of the one that it stands in."""
    outer = next(control.iterancestors("label"), None)
    around = "" if outer is None or control.tag == "select" else outer.text_content()
    own = control.get(LABEL) or labels.get(control.get("id", ""), "")
    return _squeeze(f"{own} {around}")


def text_of(element: html.HtmlElement) -> str:
    """What an element says, on one line."""
    # Most have no elements in them: then there is no need to collect their texts.
    return _squeeze(element.text_content() if len(element) else element.text or "")


def _squeeze(text: str) -> str:
    return " ".join(text.split())[:MAX_TEXT]
