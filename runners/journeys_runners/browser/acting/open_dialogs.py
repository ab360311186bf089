"""Makes what was learned of a page possible while a dialog stands over it.

A press is learned on a page that has just been opened. In a visit a dialog may be open by then:
what it holds is meant before what it covers, and who goes on behind it has closed it first.
"""

from dataclasses import replace
from typing import Final

from playwright.async_api import Error, Page

from journeys_runners.bindings.gestures import Gesture
from journeys_runners.browser.acting.gesturing import locators_of
from journeys_runners.browser.patience import answered

_WITHIN: Final = """elements => {
  // Where the elements stand to the dialog on top: no dialog, or the first in it, or behind it.
  const isShown = one => one.checkVisibility({visibilityProperty: true});
  const dialogs = [...document.querySelectorAll("dialog:modal, [aria-modal=true]")].filter(isShown);
  const top = dialogs.at(-1);
  if (!top) return null;
  return elements.findIndex(one => top.contains(one) && isShown(one));
}"""
_IS_OPEN: Final = """() => ![...document.querySelectorAll("dialog:modal, [aria-modal=true]")]
  .some(one => one.checkVisibility({visibilityProperty: true}))"""
_CLOSES_WITHIN_MS: Final = 1000.0


async def past_dialog(page: Page, gestures: tuple[Gesture, ...]) -> tuple[Gesture, ...]:
    """The gestures as they are to be made now; closes a dialog that only stands in their way."""
    first = gestures[0]
    if first.by is None or first.frame:
        return gestures
    try:
        found = locators_of(page, first)
        place = await answered(found.evaluate_all(_WITHIN))
        if place is None:
            return gestures
        if place >= 0:
            return (replace(first, nth=place), *gestures[1:])
        if await answered(found.count()):
            await answered(page.keyboard.press("Escape"))
            await page.wait_for_function(_IS_OPEN, timeout=_CLOSES_WITHIN_MS)
    except Error:
        # It stays open: what is covered cannot be pressed, and that is said then.
        return gestures
    return gestures
