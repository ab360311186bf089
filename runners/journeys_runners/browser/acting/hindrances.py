"""Tells what keeps a visitor from pressing a control: a pane over it, or it is switched off.

A script presses what nobody could. Here is only what no visitor gets past: a pane with nothing to
press on it, that goes neither by itself nor by a click or Escape, and with words on it only if it
lies over most of what is seen; a form whose buttons are all disabled, or hidden by their own
attributes, once it is filled in. Banners, menus, labels and backdrops of dialogs have something to
press, so they are none of this.
"""

from dataclasses import dataclass
from typing import Final, Literal

from playwright.async_api import ElementHandle, Error, Page, Request

from journeys_runners.browser.patience import answered
from journeys_runners.browser.snapshot import CONTROLS, Snapshot

_PATIENCE_MS: Final = 3000
"""How much longer a pane may cover a control, and a button be disabled, that soon is usable."""
_AFTER_CLICK_MS: Final = 1000
"""How long a pane that was clicked may take to go."""
_GRID: Final = 16
_MOST_WORDS: Final = 4
"""So many words or sentences on a pane are clicked: any of them could be what closes it."""
_WITH_WORDS: Final = "div, span, p, section, h1, h2, h3, h4, b, strong, i, em, img, br, svg, svg *"
_COVER: Final = f"""element => {{
  const box = element.getBoundingClientRect();
  while (element.getRootNode().host) element = element.getRootNode().host;
  if (!element.isConnected) return null;
  const at = (x, y) => document.elementFromPoint(x, y);
  const hit = at(box.x + box.width / 2, box.y + box.height / 2);
  if (!hit || hit.contains(element) || element.contains(hit)) return null;
  let pane = hit;
  while (!pane.parentElement.contains(element)) pane = pane.parentElement;
  const style = getComputedStyle(hit);
  if (!["absolute", "fixed"].includes(getComputedStyle(pane).position)) return null;
  const all = [pane, ...pane.querySelectorAll("*")];
  const words = all.filter(one => [...one.childNodes].some(
    node => node.nodeType === Node.TEXT_NODE && node.data.trim()));
  const marks = words.length ? "[onclick], [tabindex]:not([tabindex='-1'])"
    : "[role], [onclick], [tabindex], [aria-label], [title]";
  const tags = words.length ? {_WITH_WORDS!r} : "div, span";
  if (pane.closest("label, a, button") || words.length > {_MOST_WORDS}
      || !all.every(one => one.matches(tags) && !one.shadowRoot && !one.matches(marks)
        && !one.matches({CONTROLS!r}) && getComputedStyle(one).cursor !== "pointer"))
    return null;
  const area = pane.getBoundingClientRect();
  const left = Math.max(0, area.left), right = Math.min(innerWidth, area.right);
  const top = Math.max(0, area.top), bottom = Math.min(innerHeight, area.bottom);
  if (words.length && (right - left) * (bottom - top) < innerWidth * innerHeight / 2) return null;
  const isOver = (x, y) => pane.contains(at(x, y));
  for (let row = 0.5; row < {_GRID}; row++)
    for (let column = 0.5; column < {_GRID}; column++)
      if (!isOver(left + (right - left) * column / {_GRID}, top + (bottom - top) * row / {_GRID}))
        return null;
  for (const one of document.querySelectorAll({CONTROLS!r} + ", iframe")) {{
    const {{x, y, width, height}} = one.getBoundingClientRect();
    const [middle, centre] = [x + width / 2, y + height / 2];
    const isWithin = middle > left && middle < right && centre > top && centre < bottom;
    if (width && height && isWithin && !isOver(middle, centre)) return null;
  }}
  const name = pane.localName + (pane.id && "#" + pane.id)
    + [...pane.classList].map(one => "." + one).join("");
  const points = words.map(one => one.getBoundingClientRect()).map(
    one => [one.x + one.width / 2, one.y + one.height / 2]);
  return {{name: name.slice(0, 80), points}};
}}"""
"""JavaScript: the pane over an element, as a selector names it, and where words stand on it."""
_OFF: Final = """form => {
  const all = [...form.elements].filter(one => ["submit", "image"].includes(one.type));
  const isShown = one => one.checkVisibility({visibilityProperty: true});
  const hides = one => one.hidden || one.style.display === "none"
    || one.style.visibility === "hidden";
  // Enter in a text field presses a button that is hidden, and so does its label; what is chosen
  // may send the form.
  const isUsable = [...form.elements].some(one => isShown(one) && one.localName !== "fieldset")
    || all.some(one => [...one.labels ?? []].some(isShown));
  if (!all.length || !isShown(form)) return null;
  if (all.every(one => one.matches(":disabled"))) return "disabled";
  if (all.every(hides) && !isUsable) return "hidden";
  return null;
}"""
_STAYS: Final = f"""element => new Promise(tell => {{
  const off = OFF;
  const end = () => {{ watch.disconnect(); tell(off(element)); }};
  const watch = new MutationObserver(() => off(element) || end());
  if (!off(element)) return tell(null);
  watch.observe(element.getRootNode(), {{subtree: true, childList: true, attributes: true}});
  setTimeout(end, {_PATIENCE_MS});
}})"""
_STAYS_OFF: Final = _STAYS.replace("OFF", _OFF)
_STAYS_DISABLED: Final = _STAYS.replace("OFF", "one => one.matches(':disabled')")
"""JavaScript: scripts switch buttons on once the form is filled in, some after a moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hindrance:
    """What is in the way of a press."""

    kind: Literal["covered", "disabled", "hidden", "gone"]
    is_alone: bool = False
    """Whether it is the control itself, and not each button of a form."""
    by: str = ""
    """What covers the control, as a CSS selector would name it; what is gone, in words."""

    def __str__(self) -> str:
        match self.kind:
            case "covered":
                return f"the control is covered: {self.by} lies over it and takes every click"
            case "disabled" if self.is_alone:
                return "the control is disabled"
            case "disabled":
                return "the form has no button that is not disabled, however it is filled in"
            case "hidden":
                return "the form has no button that is shown"
            case "gone":
                return f"{self.by}, in which something was entered when it was learned, is gone"


async def cover_over(tab: Page, element: ElementHandle) -> Hindrance | None:
    """The pane that lies over a shown element and stays there; None if it can be pressed.

    Raises
    ------
    playwright.async_api.Error
        The page is gone.
    """
    if not await answered(element.evaluate(_COVER)) or await _is_usable(element, _PATIENCE_MS):
        return None
    pane = await answered(element.evaluate(_COVER))
    if not pane:
        return None
    # A visitor clicks all the same: backdrops of menus go, and what listens around them is told.
    asked: list[Request] = []

    def note(request: Request) -> None:
        asked.append(request)

    tab.on("request", note)
    try:
        await element.click(force=True, timeout=_PATIENCE_MS)
        for x, y in pane["points"]:
            await tab.mouse.click(x, y)
        if pane["points"]:
            await tab.keyboard.press("Escape")
        is_free = await _is_usable(element, _AFTER_CLICK_MS)
    finally:
        tab.remove_listener("request", note)
    if is_free or asked or not await answered(element.evaluate(_COVER)):
        return None
    return Hindrance(kind="covered", by=str(pane["name"]))


async def buttons_off(form: ElementHandle) -> Hindrance | None:
    """Why no button of a form can be pressed, after a moment's patience; None if one can.

    Raises
    ------
    playwright.async_api.Error
        The page is gone.
    """
    kind = await answered(form.evaluate(_STAYS_OFF))
    return Hindrance(kind=kind) if kind else None


async def control_off(snapshot: Snapshot, handle: int | None) -> Hindrance | None:
    """That a control without a form is disabled, after a moment's patience; None if it is not.

    Raises
    ------
    playwright.async_api.Error
        The page is gone.
    """
    element = await snapshot.element(handle)
    is_off = element and await answered(element.evaluate(_STAYS_DISABLED))
    return Hindrance(kind="disabled", is_alone=True) if is_off else None


async def _is_usable(element: ElementHandle, timeout_ms: float) -> bool:
    try:
        await element.click(trial=True, timeout=timeout_ms)
    except Error:
        return False
    return True
