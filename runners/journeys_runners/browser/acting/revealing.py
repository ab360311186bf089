"""Brings to light what a page shows only to those who reach for it, as visitors do.

Menus open under the pointer, `<details>` by their summary. What else is hidden stays so.
"""

from typing import Final

from playwright.async_api import ElementHandle, Error

from journeys_runners.browser.patience import answered

_PATIENCE_MS: Final = 500
_WHERE_TO_POINT: Final = """element => {
  const isShown = one => one.checkVisibility({visibilityProperty: true})
    && one.getBoundingClientRect().height > 0;
  let around = element.parentElement;
  while (around && !isShown(around)) around = around.parentElement;
  return around === document.body || around === document.documentElement ? null : around;
}"""
_OPEN_DETAILS: Final = """element => {
  for (let one = element; one = one.parentElement?.closest("details:not([open])");)
    one.querySelector("summary")?.click();
}"""


async def around_hidden(element: ElementHandle) -> ElementHandle | None:
    """The nearest element around a hidden one that is shown; None where only the page is.

    Raises
    ------
    playwright.async_api.Error
        The page is gone.
    """
    return (await answered(element.evaluate_handle(_WHERE_TO_POINT))).as_element()


async def reveal(element: ElementHandle) -> None:
    """Have the page show a hidden element, if pointing or opening does it.

    Raises
    ------
    playwright.async_api.Error
        It stays hidden, or the page is gone.
    """
    await answered(element.evaluate(_OPEN_DETAILS))
    if around := await around_hidden(element):
        await around.hover(timeout=_PATIENCE_MS)
    if not await answered(element.is_visible()):
        raise Error("the element stays hidden")
