"""Says in Playwright's words where an element of a live page is: a gesture that finds it again."""

import re
from dataclasses import dataclass, replace
from typing import Final

from playwright.async_api import ElementHandle, Error, Page

from journeys_runners.bindings.gestures import Act, Gesture, Locator
from journeys_runners.browser.acting.gesturing import locators_of
from journeys_runners.browser.patience import answered
from journeys_runners.browser.window import Window
from journeys_runners.pages.icons import ICON_NAMES

DOWN: Final = Gesture(act="press", value="ArrowDown")
TAKE: Final = Gesture(act="press", value="Enter")
OFFERED: Final = Gesture(act="click", by="get_by_role", what="option")
"""The first entry of the list that is offered, as soon as there is one."""
_MOST_ALIKE: Final = 5
_MAX_NAME: Final = 60
_ENDING: Final = re.compile(r"(?<=\w)\.[a-z][a-z0-9]{0,5}\b")
"""Files of another kind are opened in another page."""
_PLACE: Final = re.compile(r":nth-of-type\(\d+\)$")
_COUNT: Final = re.compile(r"\s*[(\[]\d+[)\]]$")
"""What counts in a name, as in `Cart (2)`: it stands at another number the next time."""
_ABOUT: Final = """element => {
  // Where nothing says what it is: the icon in it, its classes, or its place in the page.
  const pathsTo = one => {
    const named = [ICON_NAMES].filter(name => name !== "name");
    const icon = [...named.map(name => `[${name}]`), "svg[aria-label]", "img[alt]", "use[href]",
      "i[class]", "span[class*=icon]:empty"].map(path => one.querySelector(path)).find(Boolean);
    const mark = icon && [...named, "aria-label", "alt", "href", "class"].find(name =>
      icon.getAttribute(name));
    // What a class says of its state at the moment, it does not say as it is looked for again.
    const states = new RegExp("(^|[-_])(ng|is|has|(un)?(disabled|enabled|active|focus(ed)?|hover"
      + "|selected|checked|open(ed)?|closed|expanded|collapsed|pressed|loading|empty|filled|dirty"
      + "|touched|pristine|(in)?valid))($|[-_])");
    const classes = [...one.classList].filter(name =>
      /^[a-zA-Z][a-zA-Z-]{2,}$/.test(name) && !states.test(name));
    const steps = [];
    for (let at = one; at.parentElement; at = at.parentElement) {
      if (/^[\\w-]*[a-zA-Z]$/.test(at.id)) { steps.unshift(`#${at.id}`); break; }
      const alike = [...at.parentElement.children].filter(two => two.localName === at.localName);
      const place = alike.length > 1 ? `:nth-of-type(${alike.indexOf(at) + 1})` : "";
      steps.unshift(at.localName + place);
    }
    return [
      ...(mark ? [`${one.localName}:has(${icon.localName}[${mark}=`
        + `${JSON.stringify(icon.getAttribute(mark))}])`] : []),
      ...(classes.length ? [[one.localName, ...classes].join(".")] : []),
      steps.join(" > "),
    ];
  };
  const clean = text => (text || "").replace(/\\s+/g, " ").trim();
  // Names are as they are written, though styles may show them in capitals.
  const written = one => getComputedStyle(one).textTransform === "none"
    ? one.innerText : one.textContent;
  // A component shows in its slots what the page put into it.
  const shown = one => one.nodeType === Node.TEXT_NODE ? one.data
    : one.localName === "style" ? "" : [...one.localName === "slot" && one.assignedNodes().length
      ? one.assignedNodes() : (one.shadowRoot ?? one).childNodes].map(shown).join("");
  const says = one => clean(written(one)) || clean(shown(one));
  const roles = {a: "link", button: "button", select: "combobox", textarea: "textbox"};
  const kinds = {submit: "button", button: "button", image: "button", checkbox: "checkbox",
    radio: "radio", search: "searchbox", number: "spinbutton"};
  const tag = element.localName;
  const own = tag === "input" ? (kinds[element.type] || "textbox")
    : element.isContentEditable ? "textbox" : roles[tag];
  const marks = {};
  for (const name of ["data-testid", "data-test", "data-component-id", "name", "id"])
    if (element.getAttribute(name)) marks[name] = element.getAttribute(name);
  return {
    opens: element.matches("[role=combobox], [aria-haspopup=listbox]"),
    role: element.getAttribute("role") || own || "",
    name: clean(element.getAttribute("aria-label") || (tag === "input" && own === "button"
      ? element.value : says(element)) || element.title),
    label: clean(element.labels && element.labels[0] ? written(element.labels[0])
      : element.getAttribute("aria-label")),
    placeholder: clean(element.getAttribute("placeholder")),
    marks,
    paths: pathsTo(element),
    held: element.getAttribute("aria-roledescription") || "",
    kind: [tag, ...element.classList].join("."),
    shown: element.checkVisibility({visibilityProperty: true}),
  };
}""".replace("ICON_NAMES", ", ".join(f'"{name}"' for name in ICON_NAMES))


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """An element that can be found again."""

    where: Gesture
    """A click on it."""
    called: str
    """Its name or label, for a slot or a person."""
    kind: str = ""
    """What entries of a list have in common: tag, classes, and the ending of a file's name."""
    opens_list: bool = False
    """Whether it opens a list to choose from, as those of component libraries do."""

    @property
    def chosen(self) -> tuple[Gesture, ...]:
        """Another entry of its list, by the keyboard: opened, one down, taken."""
        return (self.to("press", "ArrowDown"), DOWN, TAKE)

    def to(self, act: Act, value: str = "") -> Gesture:
        """The gesture that does something else with it."""
        one = self.where
        return Gesture(
            act=act, value=value, by=one.by, what=one.what, name=one.name, exact=one.exact,
            nth=one.nth, frame=one.frame,
        )  # fmt: skip


_FRAME: Final = """frame => {
  const mark = ["title", "name", "id"].find(name => /^[^\\d"]+$/.test(frame.getAttribute(name)));
  return mark ? `iframe[${mark}="${frame.getAttribute(mark)}"]` : "iframe";
}"""


async def describe(
    page: Page, element: ElementHandle, *, is_entry: bool = False
) -> Described | None:
    """The first description that finds this very element, among few; None if none does.

    An entry of a list is found by its place, and of a list of files by the ending of its name.
    """
    try:
        about = await answered(element.evaluate(_ABOUT))
        frame = await _frame_of(page, element)
        if not about["shown"] or frame is None:
            return None
        called = about["name"] or about["label"] or about["placeholder"]
        ending = _ENDING.search(called) if is_entry else None
        suffix = ending[0] if ending else ""
        ways = _descriptions_of_entry(about, suffix) if is_entry else _descriptions(about)
        for by, what, name in ways:
            is_exact = by != "locator" and name in ("", about["name"])
            gesture = Gesture(act="click", by=by, what=what, name=name, exact=is_exact, frame=frame)
            found = await _narrowed(page, element, gesture)
            if found is None and is_exact and name:
                # A letter of an icon font belongs to the name, and nobody can write it.
                found = await _narrowed(page, element, replace(gesture, exact=False))
            if found is not None:
                called = called or about["marks"].get("name", "")
                opens = bool(about["opens"])
                kind = about["kind"] + suffix
                return Described(where=found, called=called, kind=kind, opens_list=opens)
    except Error:
        return None
    return None


async def describe_handle(window: Window, handle: int | None) -> Described | None:
    """The description of an element of the page that was looked at last."""
    snapshot, page = window.snapshot, window.tabs.current
    element = await snapshot.element(handle) if snapshot else None
    return await describe(page, element) if page and element else None


def _descriptions(about: dict[str, object]) -> list[tuple[Locator, str, str]]:
    found: list[tuple[Locator, str, str]] = []
    role, name = str(about["role"]), str(about["name"])
    is_text = role in ("textbox", "searchbox", "spinbutton", "combobox")
    if role and name and len(name) <= _MAX_NAME and not is_text:
        if (uncounted := _COUNT.sub("", name)) and uncounted != name:
            found.append(("get_by_role", role, uncounted))
        found.append(("get_by_role", role, name))
    if about["label"]:
        found.append(("get_by_label", str(about["label"]), ""))
    if about["placeholder"]:
        found.append(("get_by_placeholder", str(about["placeholder"]), ""))
    marks = about["marks"]
    for mark, value in marks.items() if isinstance(marks, dict) else ():
        if re.fullmatch(r"[\w.:/-]+", value) and (mark != "id" or not re.search(r"\d", value)):
            found.append(("locator", f'[{mark}="{value}"]', ""))
    if role and is_text:
        found.append(("get_by_role", role, ""))
    paths = about["paths"]
    found += [("locator", str(path), "") for path in (paths if isinstance(paths, list) else ())]
    return found


def _descriptions_of_entry(about: dict[str, object], suffix: str) -> list[tuple[Locator, str, str]]:
    """Descriptions that say nothing of the record that the entry is of."""
    role, paths, held = str(about["role"]), about["paths"], str(about["held"])
    places = [_PLACE.sub("", str(path)) for path in (paths if isinstance(paths, list) else ())]
    found: list[tuple[Locator, str, str]] = []
    if re.fullmatch(r"[\w -]+", held):
        found.append(("locator", f'[aria-roledescription="{held}"]', ""))
    if suffix:
        found += [("get_by_role", role, suffix)] if role else []
        found += [("locator", f'{place}:has-text("{suffix}")', "") for place in places]
    found += [("get_by_role", role, "")] if role else []
    return [*found, *(("locator", place, "") for place in places)]


async def _frame_of(page: Page, element: ElementHandle) -> str | None:
    """The selector of the frame that holds an element; empty for the page itself.

    None for a frame within a frame.
    """
    frame = await answered(element.owner_frame())
    if frame is None or frame == page.main_frame:
        return ""
    if frame.parent_frame != page.main_frame:
        return None
    holder = await answered(frame.frame_element())
    selector = str(await answered(holder.evaluate(_FRAME)))
    found = page.locator(selector)
    at = await answered(found.evaluate_all("(found, one) => found.indexOf(one)", holder))
    return f"{selector} >> nth={at}" if at else selector


async def _narrowed(page: Page, element: ElementHandle, gesture: Gesture) -> Gesture | None:
    """The gesture with the place among those that it finds, if that is one of the first."""
    # As they stand now: nothing is waited for, so a busy machine finds the same.
    found = locators_of(page, gesture)
    nth = await answered(found.evaluate_all("(found, one) => found.indexOf(one)", element))
    return replace(gesture, nth=nth or None) if 0 <= nth < _MOST_ALIKE else None
