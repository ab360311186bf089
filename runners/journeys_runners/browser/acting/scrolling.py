"""Scrolls a page: lists of many entries show those on the screen, and load more at their end."""

from typing import Final

from playwright.async_api import Error, Page

from journeys_runners.browser.patience import answered

# The largest element goes that can; some say that they scroll and do not. At the end of all, all
# go to their tops.
_SCROLL: Final = """async () => {
  const area = element => element.clientWidth * element.clientHeight;
  const scrolls = element => element.scrollHeight > element.clientHeight + 1
    && (element === document.scrollingElement
      || ["auto", "scroll"].includes(getComputedStyle(element).overflowY));
  const found = [...document.querySelectorAll("*")].filter(scrolls)
    .sort((one, other) => area(other) - area(one));
  const goesDown = element => {
    const before = element.scrollTop;
    const screen = Math.min(element.clientHeight, innerHeight);
    element.scrollBy({top: 0.9 * screen, behavior: "instant"});
    return element.scrollTop > before;
  };
  // Scripts hear of it as the page is drawn again; one that nobody sees is not drawn.
  const drawn = () => new Promise(done => {
    requestAnimationFrame(() => requestAnimationFrame(done));
    setTimeout(done, 500);
  });
  if (found.some(goesDown)) return drawn().then(() => true);
  for (const element of found) element.scrollTop = 0;
  return false;
}"""


async def scroll_down(page: Page) -> bool:
    """Go one screen down; False, and at the top again, where there is no more."""
    try:
        return bool(await answered(page.evaluate(_SCROLL)))
    except Error:
        # It is gone, or busy for ever.
        return False
