"""Chooses something in the lists beside a control that a script keeps disabled until then.

What is chosen in a list is called after records as a rule, so that production's journeys do not
say it: they go from the button that opens the list to the one that keeps the choice.
"""

from typing import Final

from playwright.async_api import ElementHandle, Error, Page

from journeys_runners.browser.acting.entering import PATIENCE_MS
from journeys_runners.browser.patience import answered

_MOST_LISTS: Final = 6
_LIST_BESIDE: Final = """(element, at) => {
  const lists = "[role=combobox], [aria-haspopup=listbox]";
  const isOpen = one => one.checkVisibility({visibilityProperty: true}) && !one.disabled
    && one.getAttribute("aria-disabled") !== "true" && !one.parentElement.closest(lists);
  for (let around = element.parentElement; around; around = around.parentElement) {
    const found = [...around.querySelectorAll(lists)].filter(isOpen);
    if (found.length || around.matches("form, dialog, [role=dialog], main, body"))
      return found[at] ?? null;
  }
  return null;
}"""
"""JavaScript: one of the lists in the smallest part of the page that holds the control and any."""
_OFFERED: Final = "[role=option]:not([aria-disabled=true], [aria-selected=true]):visible"


async def choose_beside(page: Page, control: ElementHandle) -> None:
    """Take the first entry of the list that stands open, or of each list beside the control."""
    try:
        if await answered(page.locator(_OFFERED).first.is_visible()):
            await _take_first(page)
            return
        for at in range(_MOST_LISTS):
            found = await answered(control.evaluate_handle(_LIST_BESIDE, at))
            opener = found.as_element()
            if opener is None:
                return
            # Its frame takes the press where a field lets presses through.
            await opener.click(timeout=PATIENCE_MS, force=True)
            await _take_first(page)
    except Error:
        # What is chosen so far is what can be: whether it is enough, the control shows.
        return


async def _take_first(page: Page) -> None:
    await page.locator(_OFFERED).first.click(timeout=PATIENCE_MS)
    if await answered(page.locator(_OFFERED).first.is_visible()):
        # One in which several are chosen stays open until a visitor is done with it.
        await answered(page.keyboard.press("Escape"))
