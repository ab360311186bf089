"""Finds what only its cursor shows to be a control: cards and icons that a script answers."""

import json
from typing import Final

from playwright.async_api import ElementHandle, Error, Page

from journeys_runners.browser.patience import answered
from journeys_runners.browser.snapshot import CONTROLS

_MOST: Final = 40
_POINTED: Final = f"""() => {{
  const points = one => getComputedStyle(one).cursor === "pointer";
  const known = {json.dumps(f"{CONTROLS}, label")};
  const found = [...document.body.querySelectorAll("*")].filter(one => points(one)
    && !points(one.parentElement) && !one.closest(known) && one.checkVisibility());
  return found.slice(0, {_MOST});
}}"""


async def pointed_at(page: Page) -> list[ElementHandle]:
    """The outermost elements over which the cursor is a hand, and that are no usual control."""
    try:
        found = await answered(page.evaluate_handle(_POINTED))
        handles = [one.as_element() for one in (await answered(found.get_properties())).values()]
    except Error:
        return []
    return [one for one in handles if one]
