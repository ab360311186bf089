"""Takes a live page as HTML, and keeps hold of its elements.

The HTML is of a copy: handles and present values are written there, and the application's own
document, which its scripts may watch, stays as it is.
"""

import asyncio
from dataclasses import dataclass
from typing import Final

from playwright.async_api import ElementHandle, JSHandle, Page

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
  return {{html: copy.documentElement?.outerHTML ?? "", url: location.href, live}};
}}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A live page at one moment."""

    html: bytes
    url: str
    """With its fragment."""
    live: JSHandle
    """The elements, by their handles."""

    async def element(self, handle: int) -> ElementHandle | None:
        """The element of this handle; None if it has left the page since."""
        found = await self.live.evaluate_handle(
            "(live, handle) => live[handle].isConnected ? live[handle] : null", handle
        )
        return found.as_element()


async def take_snapshot(page: Page) -> Snapshot:
    """The page as it stands now.

    Raises
    ------
    playwright.async_api.Error
        The page is closed or on its way to another one.
    """
    taken = await page.evaluate_handle(_TAKE)
    parts, live = await asyncio.gather(
        taken.evaluate("({html, url}) => [html, url]"), taken.get_property("live")
    )
    await taken.dispose()
    return Snapshot(html=str(parts[0]).encode("utf-8", "replace"), url=str(parts[1]), live=live)
