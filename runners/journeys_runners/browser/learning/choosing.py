"""Finds what a form wants to have chosen and no text says: lists of component libraries, consent.

Such a list is no `select`: a button or a field that opens it, and entries anywhere in the page.
By the keyboard all are used alike: opened, one down, taken.
"""

import json
from collections.abc import Sequence
from typing import Final

from playwright.async_api import Error, Page

from journeys_runners.bindings.gestures import Gesture
from journeys_runners.browser.learning.describing import DOWN, TAKE, describe
from journeys_runners.browser.learning.pointed import elements_in
from journeys_runners.browser.patience import answered
from journeys_runners.browser.snapshot import ELEMENT
from journeys_runners.pages.forms import Form

_MOST: Final = 6
_CONSENT: Final = r"\b(agree|accept|consent|confirm|terms|conditions)"
_OPENERS: Final = "[role=combobox], [aria-haspopup=listbox]"
_FOUND: Final = f"""([handles, apart]) => {{
  const left = apart.map({ELEMENT}), known = handles.map({ELEMENT}).filter(Boolean);
  if (!known.length) return [[], []];
  let around = known[0];
  while (!known.every(one => around.contains(one))) around = around.parentElement;
  around = around.closest("form, dialog, [role=dialog], [aria-modal=true]") ?? around;
  const usable = one => one.checkVisibility({{visibilityProperty: true}}) && !one.disabled
    && one.getAttribute("aria-disabled") !== "true";
  const lists = {json.dumps(_OPENERS)};
  const openers = [...around.querySelectorAll(lists)].filter(one =>
    usable(one) && one.localName !== "select" && !left.includes(one)
    && !one.parentElement.closest(lists));
  const says = one => [one.getAttribute("aria-label"),
    ...[...one.labels ?? []].map(label => label.textContent)].join(" ");
  const asks = new RegExp({json.dumps(_CONSENT)}, "i");
  const boxes = [...around.querySelectorAll("input[type=checkbox]")].filter(one =>
    usable(one) && !one.checked && (one.required || asks.test(says(one))));
  return [openers.slice(0, {_MOST}), boxes.slice(0, {_MOST})];
}}"""


async def choices_in(page: Page, form: Form, apart: Sequence[int] = ()) -> tuple[Gesture, ...]:
    """The gestures that choose something in each list of the form, and tick what has to be.

    `apart` are the handles of fields whose lists something else is chosen in.
    """
    of_parts = [*(one.handle for one in form.fields), *(one.handle for one in form.buttons)]
    handles = [one for one in (form.handle, *of_parts) if one is not None]
    try:
        found = await answered(page.evaluate_handle(_FOUND, [handles, list(apart)]))
        lists, boxes = [
            await elements_in(one) for one in (await answered(found.get_properties())).values()
        ]
    except Error:
        return ()
    gestures: list[Gesture] = []
    for element in lists:
        if described := await describe(page, element):
            gestures += [described.where, DOWN, TAKE]
    for element in boxes:
        if described := await describe(page, element):
            gestures.append(described.where)
    return tuple(gestures)
