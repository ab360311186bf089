"""Takes a live page as HTML, and keeps hold of its elements.

The HTML is of a copy: handles and present values are written there, and the application's own
document, which its scripts may watch, stays as it is. What the page keeps hangs on the document
under a symbol, so one message to the page takes it; a handle means the same element ever after.
"""

import json
from dataclasses import dataclass
from typing import Final

from playwright.async_api import ElementHandle, Error, Page

from journeys_runners.browser.patience import answered
from journeys_runners.pages.form_reading import HANDLE, LABEL, SHOWN

_KEPT: Final = 'document[Symbol.for("journeys")]'
"""What the page keeps: elements by their handles, and whether it changed since the last look."""
CONTROLS: Final = (
    "a, area, form, button, input, select, textarea, summary, [onclick], "
    "[role=button], [role=link], [role=tab], [role=switch], [role^=menuitem], [role=option], "
    "[role=combobox], [role=checkbox], [role=radio], [role=treeitem], [draggable=true], "
    "[contenteditable=''], [contenteditable=true], [contenteditable=plaintext-only], "
    "[hx-post], [hx-put], [hx-patch], [hx-delete]"
)
"""Selects what a visitor may use, going by its tag, role or attributes."""
_TAKE: Final = f"""async () => {{
  await (BEFORE)();
  const kept = {_KEPT} ?? {{elements: [], handles: new WeakMap()}};
  const handleOf = element => {{
    if (!kept.handles.has(element))
      kept.handles.set(element, kept.elements.push(element) - 1);
    return kept.handles.get(element);
  }};
  const copy = document.cloneNode(true);
  const wanted = {json.dumps(CONTROLS)};
  const hosts = [], frames = [];
  const take = (element, twin) => {{
    if (element.shadowRoot) hosts.push([element, twin]);
    const shownIn = element.localName === "iframe" ? element.contentDocument : null;
    if (shownIn?.body) frames.push([element, shownIn, twin]);
    if (!element.matches(wanted)) return;
    twin.setAttribute("{HANDLE}", String(handleOf(element)));
    // A field that a component keeps for itself is hidden from those who cannot see that, too.
    const isKept = element.matches("input[aria-hidden=true], textarea[aria-hidden=true]");
    const shown = !isKept && (!element.checkVisibility
      || element.checkVisibility({{visibilityProperty: true}}));
    twin.setAttribute("{SHOWN}", shown ? "yes" : "no");
    // Ids count in a shadow tree alone: in the copy, many labels would be for one of them.
    if (element.labels?.length && element.getRootNode() instanceof ShadowRoot)
      twin.setAttribute("{LABEL}", element.labels[0].textContent);
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
  }};
  const takeAll = (root, twins) => root.querySelectorAll("*").forEach((element, index) =>
    take(element, twins[index]));
  takeAll(document, copy.querySelectorAll("*"));
  // What components keep in a shadow tree stands in the copy as if it were their content; the copy
  // has no scripts, so nothing of it comes alive.
  const takeHosts = () => {{
    // Components stand in the shadow trees of others.
    for (const [host, twin] of hosts) {{
      const root = host.shadowRoot;
      roots.push(root);
      const content = copy.createDocumentFragment();
      root.childNodes.forEach(child => content.append(copy.importNode(child, true)));
      takeAll(root, content.querySelectorAll("*"));
      // What a page puts into a component stands where the component's slots show it.
      const given = [...twin.childNodes], slots = content.querySelectorAll("slot");
      root.querySelectorAll("slot").forEach((slot, index) => {{
        const shown = slot.assignedNodes().map(one => given[[...host.childNodes].indexOf(one)]);
        if (shown.length) slots[index].replaceChildren(...shown.filter(Boolean));
      }});
      twin.append(content);
    }}
    hosts.length = 0;
  }};
  const roots = [document];
  takeHosts();
  // So does what a frame shows: its links lead on in the frame, so they are buttons here.
  for (const [, shownIn, twin] of frames) {{
    roots.push(shownIn);
    const box = copy.createElement("div");
    for (const {{name, value}} of shownIn.body.attributes) box.setAttribute(name, value);
    shownIn.body.childNodes.forEach(child => box.append(copy.importNode(child, true)));
    const twins = [box, ...box.querySelectorAll("*")];
    [shownIn.body, ...shownIn.body.querySelectorAll("*")].forEach((element, index) => {{
      const at = twins[index], isAway = /^_(top|parent)$/.test(element.target);
      take(element, at);
      if (element.localName === "form") at.setAttribute("action",
        new URL(element.getAttribute("action") ?? "", shownIn.baseURI).href);
      else if (element.localName === "a" && isAway) at.setAttribute("href", element.href);
      else if (element.localName === "a" && at.hasAttribute("href")) {{
        at.removeAttribute("href");
        at.setAttribute("role", "button");
      }}
    }});
    twin.after(box);
    takeHosts();
  }}
  kept.observer?.disconnect();
  kept.observer = new MutationObserver((_, observer) => {{
    kept.hasChanged = true;
    observer.disconnect();
  }});
  for (const root of roots)
    kept.observer.observe(root, {{
      subtree: true, childList: true, attributes: true, characterData: true,
    }});
  kept.frames = frames.map(([element, shownIn]) => [element, shownIn]);
  Object.assign(kept, {{url: location.href, hasChanged: false}});
  Object.defineProperty(document, Symbol.for("journeys"), {{value: kept, configurable: true}});
  return [copy.documentElement?.outerHTML ?? "", kept.url, frames.length > 0];
}}"""
IS_KNOWN: Final = f"Boolean({_KEPT})"
"""JavaScript: whether the document was taken before, so that somebody may have acted in it."""
_AT_ONCE: Final = "() => {}"
_CHANGES: Final = f"""() => new Promise(changed => {{
  const kept = {_KEPT};
  if (!kept || kept.hasChanged || kept.url !== location.href) return changed();
  const all = {{subtree: true, childList: true, attributes: true, characterData: true}};
  new MutationObserver((_, observer) => {{ observer.disconnect(); changed(); }})
    .observe(document, all);
}})"""
IS_CURRENT: Final = f"""() => {{
  const kept = {_KEPT};
  return Boolean(kept) && !kept.hasChanged && kept.url === location.href
    && kept.frames.every(([element, shownIn]) => element.contentDocument === shownIn);
}}"""
"""JavaScript: whether the page stands as it did when it was taken last."""
ELEMENT: Final = f"""(handle => {{
  const element = handle === null ? null : {_KEPT}?.elements[handle];
  return element?.isConnected && element.ownerDocument.defaultView ? element : null;
}})"""
"""JavaScript: the element of a handle; null if it has left the page since, or if there is none."""

_ITSELF: Final = "(element => element)"
_LAY_DOWN: Final = """element => {
  element.ownerDocument[Symbol.for("journeys-handed")] = element;
}"""
_PICK_UP: Final = """() => document[Symbol.for("journeys-handed")]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A live page at one moment."""

    tab: Page
    html: bytes
    url: str
    """With its fragment."""
    has_frames: bool = False
    """Whether some of its elements stand in frames."""

    async def element(self, handle: int | None, of: str = _ITSELF) -> ElementHandle | None:
        """The element of this handle, or what `of`, a function there, makes of it.

        None if it has left the page since.
        """
        if handle is None:
            return None
        asked = self.tab.evaluate_handle(f"handle => {of}({ELEMENT}(handle))", handle)
        element = (await answered(asked)).as_element()
        return await _at_home(self.tab, element) if element and self.has_frames else element

    async def changes(self) -> None:
        """Return when the page does not stand like this any more, however long that takes.

        Raises
        ------
        playwright.async_api.Error
            It was left for another page.
        """
        await self.tab.evaluate(_CHANGES)

    async def is_current(self) -> bool:
        """Whether the page still stands like this."""
        try:
            return bool(await answered(self.tab.evaluate(IS_CURRENT)))
        except Error:
            # It was left for another page.
            return False


async def take_snapshot(page: Page, *, before: str = _AT_ONCE) -> Snapshot:
    """The page as it stands now, or as soon as the asynchronous function `before` returned there.

    Raises
    ------
    playwright.async_api.Error
        The page is closed or on its way to another one.
    """
    html, url, has_frames = await page.evaluate(_TAKE.replace("BEFORE", before))
    return Snapshot(
        tab=page,
        html=str(html).encode("utf-8", "replace"),
        url=str(url),
        has_frames=bool(has_frames),
    )


async def _at_home(tab: Page, element: ElementHandle) -> ElementHandle | None:
    """The same element as the scripts of its own frame have it: there it can be pressed."""
    frame = await answered(element.owner_frame())
    if frame is None or frame == tab.main_frame:
        return element
    await answered(element.evaluate(_LAY_DOWN))
    return (await answered(frame.evaluate_handle(_PICK_UP))).as_element()
