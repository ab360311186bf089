"""Takes a live page as HTML, and keeps hold of its elements.

The HTML is of a copy: handles and present values are written there, and the application's own
document, which its scripts may watch, stays as it is.
"""

from dataclasses import dataclass
from typing import Final

from playwright.async_api import ElementHandle, Error, JSHandle, Page

from journeys_runners.pages.forms import HANDLE, SHOWN

_TAKE: Final = f"""() => {{
  const copy = document.cloneNode(true);
  const live = [...document.querySelectorAll("*")];
  const copies = copy.querySelectorAll("*");
  const wanted = "a, area, form, button, input, select, textarea, [role=button]";
  live.forEach((element, index) => {{
    const twin = copies[index];
    if (!element.matches(wanted)) return;
    twin.setAttribute("{HANDLE}", String(index));
    const shown = !element.checkVisibility || element.checkVisibility({{visibilityProperty: true}});
    twin.setAttribute("{SHOWN}", shown ? "yes" : "no");
    const kind = element.localName === "input" ? element.type : element.localName;
    if (kind === "checkbox" || kind === "radio") {{
      twin.toggleAttribute("checked", element.checked);
    }} else if (kind === "select") {{
      [...element.options].forEach((option, at) =>
        twin.options[at].toggleAttribute("selected", option.selected));
    }} else if (kind === "textarea") {{
      twin.textContent = element.value;
    }} else if (element.localName === "input" && kind !== "file") {{
      twin.setAttribute("value", element.value);
    }}
  }});
  const html = copy.documentElement?.outerHTML ?? "";
  const taken = {{html, url: location.href, live, hasChanged: false}};
  const observer = new MutationObserver(() => {{
    taken.hasChanged = true;
    observer.disconnect();
  }});
  observer.observe(document, {{
    subtree: true, childList: true, attributes: true, characterData: true,
  }});
  return taken;
}}"""
_READ: Final = """taken => {
  const {html, url} = taken;
  delete taken.html;
  return [html, url];
}"""
_IS_CURRENT: Final = "taken => !taken.hasChanged && taken.url === location.href"


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A live page at one moment."""

    tab: Page
    html: bytes
    url: str
    """With its fragment."""
    taken: JSHandle
    """What the page keeps of it: the elements by their handles, and whether it changed since."""

    async def element(self, handle: int) -> ElementHandle | None:
        """The element of this handle; None if it has left the page since."""
        found = await self.taken.evaluate_handle(
            "({live}, handle) => live[handle].isConnected ? live[handle] : null", handle
        )
        return found.as_element()

    async def is_current(self) -> bool:
        """Whether the page still stands like this."""
        try:
            return bool(await self.taken.evaluate(_IS_CURRENT))
        except Error:
            # It was left for another page.
            return False


async def take_snapshot(page: Page) -> Snapshot:
    """The page as it stands now.

    Raises
    ------
    playwright.async_api.Error
        The page is closed or on its way to another one.
    """
    taken = await page.evaluate_handle(_TAKE)
    html, url = await taken.evaluate(_READ)
    content = str(html).encode("utf-8", "replace")
    return Snapshot(tab=page, html=content, url=str(url), taken=taken)
