"""Finds what is no usual control and yet answers a press: cards, icons, rows of a table.

Their cursor shows it, or else that a script listens to them. A double click is listened to by an
entry of a list itself, or by the whole list.
"""

import json
from collections import defaultdict
from typing import Final

from playwright.async_api import ElementHandle, Error, JSHandle, Page

from journeys_runners.browser.patience import answered
from journeys_runners.browser.snapshot import CONTROLS

_MOST: Final = 40
_MOST_LISTENED: Final = 200
_PRESSES: Final = frozenset({"click", "mousedown", "pointerdown"})
_KNOWN: Final = json.dumps(f"{CONTROLS}, label")
_IS_BARE: Final = """one => {
    // What a pane covers, that of an open dialog, nobody can press.
    const {left, top, width, height} = one.getBoundingClientRect();
    const hit = document.elementFromPoint(left + width / 2, top + height / 2);
    return !hit || hit.contains(one) || one.contains(hit) || one.getRootNode() !== document;
  }"""
_POINTED: Final = f"""() => {{
  const isBare = {_IS_BARE};
  const points = one => getComputedStyle(one).cursor === "pointer";
  const found = [...document.body.querySelectorAll("*")].filter(one => points(one)
    && !points(one.parentElement) && !one.closest({_KNOWN}) && one.checkVisibility()
    && isBare(one));
  return found.slice(0, {_MOST});
}}"""
_KEPT: Final = 'document[Symbol.for("journeys-listening")]'
_LISTENS: Final = f"""function (...found) {{
  // What fills a good part of the window listens for what stands in it, or closes something.
  // What takes no room holds what is shown elsewhere.
  const isSmall = ({{width, height}}) => width * height > 0
    && width * height < innerWidth * innerHeight / 4;
  const holds = "textarea, input:not([type=checkbox], [type=radio]), [role=dialog], dialog";
  const isBare = {_IS_BARE};
  const isOpen = one => one.checkVisibility() && isSmall(one.getBoundingClientRect()) && isBare(one)
    && !one.matches(holds) && !one.querySelector(holds);
  {_KEPT} = found.filter(one => one.nodeType === 1 && !one.closest({_KNOWN}) && isOpen(one)
    && getComputedStyle(one).cursor !== "pointer");
}}"""

_TWICE: Final = frozenset({"dblclick"})
_MOST_KINDS: Final = 20
"""Who listens to more kinds of events than so many hears them for a library, and answers few."""
_LISTENS_TWICE: Final = f"""function (...found) {{
  const entries = "[role=row], [role=option], [role=treeitem], [role=listitem], tr:has(td), li";
  const isOpen = one => one.checkVisibility() && !one.matches("input, textarea");
  const isSmall = ({{width, height}}) => width * height < innerWidth * innerHeight / 4;
  const answer = one => {{
    const within = [...one.querySelectorAll(entries)].filter(isOpen);
    return within.length ? within : isSmall(one.getBoundingClientRect()) ? [one] : [];
  }};
  const lists = found.filter(one => one.nodeType === 1 && isOpen(one));
  {_KEPT} = [...new Set(lists.flatMap(answer))];
}}"""
_TAKES: Final = frozenset({"drop"})
_TAKES_DROPS: Final = f"""function (...found) {{
  {_KEPT} = found.filter(one => one.nodeType === 1 && one !== document.body
    && one.checkVisibility());
}}"""
_DRAGGED: Final = """targets => {
  const found = [...document.querySelectorAll("[draggable=true]")].filter(one =>
    one.checkVisibility() && targets.some(two => !two.contains(one)));
  return found.slice(0, 1);
}"""
_HELD: Final = """() => {
  // What scripts drag by the pointer says so, or the cursor shows it; nothing says where to.
  const says = one => /drag|sort/i.test(one.getAttribute("aria-roledescription") ?? "");
  const isHeld = one => (says(one) || getComputedStyle(one).cursor === "grab")
    && !one.closest("[draggable=true]") && one.checkVisibility();
  const first = [...document.body.querySelectorAll("*")].find(isHeld);
  const alike = (one, two) => one !== two && one.localName === two.localName
    && one.getAttribute("class") === two.getAttribute("class") && two.checkVisibility();
  const places = [];
  for (let at = first; at?.parentElement && places.length < 2; at = at.parentElement)
    places.push(...[...at.parentElement.children].filter(one => alike(at, one)).slice(0, 1));
  return [places.length ? [first] : [], places];
}"""
_TAKE_KEPT: Final = f"() => {_KEPT} ?? []"


async def pointed_at(page: Page) -> list[ElementHandle]:
    """The outermost elements over which the cursor is a hand, then others that are listened to."""
    try:
        pointed = await elements_in(await answered(page.evaluate_handle(_POINTED)))
        return [*pointed, *await answered(_listened_to(page, _PRESSES, _LISTENS))][:_MOST]
    except Error:
        return []


async def pressed_twice_at(page: Page) -> list[ElementHandle]:
    """What answers a double click: entries of lists, as a rule."""
    try:
        return (await answered(_listened_to(page, _TWICE, _LISTENS_TWICE)))[:_MOST]
    except Error:
        return []


async def dragged_at(page: Page) -> list[tuple[list[ElementHandle], list[ElementHandle]]]:
    """The first entry that can be dragged, and where something can be dropped.

    The browser's own way of dragging comes before that of scripts, which drop an entry on another
    one, or on what stands beside the one that holds it.
    """
    try:
        targets = (await answered(_listened_to(page, _TAKES, _TAKES_DROPS)))[:_MOST]
        dragged = await answered(page.evaluate_handle(_DRAGGED, targets))
        held = await answered(page.evaluate_handle(_HELD))
        first, places = [
            await elements_in(one) for one in (await answered(held.get_properties())).values()
        ]
        return [(await elements_in(dragged), targets), (first, places)]
    except Error:
        return []


async def _listened_to(page: Page, kinds: frozenset[str], choose: str) -> list[ElementHandle]:
    """What a script of `choose` takes of those that listen for themselves: the browser knows them.

    Who listens in one place for all of a page is none of them.
    """
    session = await page.context.new_cdp_session(page)
    try:
        body = await session.send("Runtime.evaluate", {"expression": "document.body"})
        where = {"objectId": body["result"].get("objectId", ""), "depth": -1, "pierce": True}
        told = await session.send("DOMDebugger.getEventListeners", where)
        heard = defaultdict[int, set[str]](set)
        for one in told["listeners"]:
            heard[one["backendNodeId"]].add(one["type"])
        nodes = [node for node, one in heard.items() if one & kinds and len(one) <= _MOST_KINDS]
        resolved = [
            await session.send("DOM.resolveNode", {"backendNodeId": node})
            for node in nodes[:_MOST_LISTENED]
        ]
        # What stands in a frame is no argument for a script of the page.
        ids = [one["object"]["objectId"] for one in resolved]
        found = [{"objectId": one} for one in ids if _world(one) == _world(where["objectId"])]
        call = {"functionDeclaration": choose, "arguments": found}
        await session.send("Runtime.callFunctionOn", {**call, "objectId": where["objectId"]})
    finally:
        await session.detach()
    return await elements_in(await page.evaluate_handle(_TAKE_KEPT))


def _world(object_id: str) -> str:
    """Whose scripts an object belongs to: its id begins with that."""
    return object_id.rpartition(".")[0]


async def elements_in(found: JSHandle) -> list[ElementHandle]:
    """The elements of a list that a script gave."""
    handles = (one.as_element() for one in (await answered(found.get_properties())).values())
    return [one for one in handles if one]
