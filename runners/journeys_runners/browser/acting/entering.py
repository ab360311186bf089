"""Enters into the form of a live page what `fill` decided, as a visitor would."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from playwright.async_api import ElementHandle, Error, FilePayload

from journeys_runners.browser.patience import answered
from journeys_runners.browser.snapshot import ELEMENT, Snapshot
from journeys_runners.pages.forms import Field
from journeys_runners.sending.bodies import Upload
from journeys_runners.visiting.plan import Submission

PATIENCE_MS: Final = 2000
"""How long a control may take until it can be used, before a script uses it for the visitor."""

# A visitor cannot reach what is hidden behind another widget; its script sets the value then.
_SET: Final = """(element, value) => {
  if (element.type === "checkbox" || element.type === "radio") {
    if (element.checked !== value) element.click();
    return;
  }
  if (element.localName === "select") {
    for (const option of element.options) option.selected = value.includes(option.value);
  } else if (element.isContentEditable) {
    element.textContent = value;
  } else {
    const {set} = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(element), "value");
    set.call(element, value);
  }
  element.dispatchEvent(new Event("input", {bubbles: true}));
  element.dispatchEvent(new Event("change", {bubbles: true}));
}"""
_REFUSED: Final = f"""([formHandle, buttonHandle]) => {{
  const form = {ELEMENT}(formHandle), button = {ELEMENT}(buttonHandle);
  if (!form || form.noValidate || button?.formNoValidate) return [];
  return [...form.elements]
    .filter(one => one.willValidate && !one.validity.valid)
    .map(one => [one.name || one.id || one.localName, one.validationMessage]);
}}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What one field should hold."""

    field: Field
    value: str | bool | tuple[str, ...] | Upload
    """A text, whether it is checked, the values of a select's chosen options, or a file."""


def entries_of(submission: Submission) -> Iterator[Entry]:
    """What to enter where, of the pairs that the form should send."""
    waiting: dict[str, deque[str]] = {}
    for name, value in submission.pairs:
        waiting.setdefault(name, deque()).append(value)
    for field in submission.form.fields:
        values = waiting.get(field.name, deque())
        match field.kind:
            case "hidden":
                _take(values, [field.value])
            case "checkbox" | "radio":
                is_checked = _take(values, [field.value]) == (field.value,)
                if is_checked != field.checked and (is_checked or field.kind == "checkbox"):
                    yield Entry(field=field, value=is_checked)
            case "file":
                files = (one for one in submission.uploads if one.field == field.name)
                yield from (Entry(field=field, value=one) for one in files)
            case "select":
                chosen = _take(values, field.choices)
                if chosen and chosen != field.selected:
                    yield Entry(field=field, value=chosen)
            case _:
                text = values.popleft() if values else field.value
                if text != field.value:
                    yield Entry(field=field, value=text)


async def enter(snapshot: Snapshot, entry: Entry) -> None:
    """Type, check or choose the value."""
    element = await snapshot.element(entry.field.handle)
    if element is None:
        return
    try:
        await _as_visitor(element, entry.value)
    except Error:
        if not isinstance(entry.value, Upload):
            await answered(element.evaluate(_SET, entry.value))


async def refused_fields(
    snapshot: Snapshot, form: int | None, button: int | None
) -> tuple[tuple[str, str], ...]:
    """The fields for whose values the browser will not send the form: name and its reason."""
    found: Sequence[Sequence[str]] = await answered(snapshot.tab.evaluate(_REFUSED, [form, button]))
    return tuple((name, message) for name, message in found)


async def _as_visitor(element: ElementHandle, value: str | bool | tuple[str, ...] | Upload) -> None:
    match value:
        case Upload():
            file = FilePayload(name=value.name, mimeType=value.content_type, buffer=value.content)
            await element.set_input_files(file, timeout=PATIENCE_MS)
        case bool():
            await element.set_checked(value, timeout=PATIENCE_MS)
        case str():
            await element.fill(value, timeout=PATIENCE_MS)
        case tuple():
            await element.select_option(list(value), timeout=PATIENCE_MS)


def _take(values: deque[str], allowed: Sequence[str]) -> tuple[str, ...]:
    """The values at the front that this field can have sent."""
    taken: list[str] = []
    while values and values[0] in allowed and values[0] not in taken:
        taken.append(values.popleft())
    return tuple(taken)
