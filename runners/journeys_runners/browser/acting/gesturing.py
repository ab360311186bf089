"""Makes the gestures of a binding in a live page."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile
from typing import Final

from playwright.async_api import Error, FilePayload, Locator, Page, expect

from journeys.verdict import Cause, Problem
from journeys_runners.bindings.gestures import Gesture
from journeys_runners.browser.acting.hindrances import Hindrance, cover_over
from journeys_runners.browser.acting.idling import WHEN_IDLE_AFTER_PRESS
from journeys_runners.browser.patience import answered
from journeys_runners.values.uploads import upload_for

_LONGEST_S: Final = 5.0
_AT_ONCE_MS: Final = 500
"""For what was waited for already."""
_ENTERED: Final = frozenset({"fill", "check", "uncheck", "select_option", "set_input_files"})
_DRAG_STEPS: Final = 10
"""Scripts that drag by the pointer take a first step for the beginning, and look at others."""
_WHEN_DRAWN: Final = (
    f"async () => {{ await {WHEN_IDLE_AFTER_PRESS}(); await {WHEN_IDLE_AFTER_PRESS}(); }}"
)
_TICKED: Final = frozenset({"checkbox", "radio", "switch"})
_IS_BEHIND_LABEL: Final = """one => {
  const box = one.getBoundingClientRect(), style = getComputedStyle(one);
  const isOut = style.pointerEvents === "none" || box.width * box.height < 4;
  return one.matches("input[type=checkbox], input[type=radio]") && one.labels.length > 0 && isOut;
}"""
_IN_THE_WAY: Final = """one => {
  one.scrollIntoViewIfNeeded();
  const {x, y, width, height} = one.getBoundingClientRect();
  const hit = document.elementFromPoint(x + width / 2, y + height / 2);
  if (!hit || one.contains(hit) || one.matches(":disabled, [aria-disabled=true]")) return "";
  if (hit.contains(one)) return "around";
  return hit.closest("[role=listbox]") && !one.closest("[role=listbox]") ? "list" : "";
}"""
"""JavaScript: what takes a click on an element: what it stands in, or a list that is still open."""
_FREE_PLACE: Final = "(places, one) => places.findIndex(place => !place.contains(one))"
_PRESS_LABEL: Final = "one => one.labels[0].click()"
_TO_SHOW_IT: Final = (
    "add the steps that make the control show (a filled list, an open menu, a login) in "
    "overrides/, or correct the gesture in bindings.yaml; `journeys learn` finds learned ones again"
)
_TO_CORRECT_IT: Final = (
    "see the screenshot in the evidence, and correct the gesture in bindings.yaml; "
    "`journeys learn` finds learned ones again"
)


async def make_gestures(
    page: Page,
    gestures: Sequence[Gesture],
    base_url: str,
    timeout_s: float,
    *,
    is_learned: bool = False,
) -> Problem | Hindrance | None:
    """Do one after another; what is in the way if one cannot be done, or is not as expected.

    Playwright waits for each element by itself, so there are no pauses between them. Where they
    are learned, what a list offers may be called something else by now: another entry does; and
    without a field that is gone, the press that follows it tells what that comes to.
    """
    timeout_ms = min(timeout_s, _LONGEST_S) * 1000
    gone: tuple[Gesture, Problem] | None = None
    for number, gesture in enumerate(gestures, start=1):
        try:
            element = locator_of(page, gesture)
            if is_learned and number > 1 and _is_of_list(gesture):
                element = await _offered(page, gesture, timeout_ms)
            await _make(page, element, gesture, base_url, timeout_ms)
        except AssertionError as error:
            return Problem(cause=Cause.WRONG_PAGE, reason=_said(number, gesture, error))
        except Error as error:
            if is_learned and (met := await _hindrance(page, gestures[:number])):
                return met
            missing = await _missing(page, gesture)
            problem = Problem(
                cause=Cause.UNBOUND,
                reason=_said(number, gesture, missing or error),
                remedy=_TO_SHOW_IT if missing else _TO_CORRECT_IT,
            )
            gone = gone or (gesture, problem)
            if not is_learned or not missing or gesture.act not in _ENTERED:
                return gone[1]
    return Hindrance(kind="gone", by=gone[0].element) if gone else None


async def _hindrance(page: Page, made: Sequence[Gesture]) -> Hindrance | None:
    """What keeps everybody from the last of these gestures; None if that may be something else.

    A button may be disabled until something differs: what was entered before it does.
    """
    try:
        element = await locator_of(page, made[-1]).element_handle(timeout=_AT_ONCE_MS)
        if await answered(element.is_enabled()):
            return await cover_over(page, element)
    except Error:
        return None
    is_filled_in = any(one.act == "fill" for one in made[:-1])
    return Hindrance(kind="disabled", is_alone=True) if is_filled_in else None


async def without_opener(page: Page, gestures: tuple[Gesture, ...]) -> tuple[Gesture, ...]:
    """The gestures without the clicks that open what the others are made in, where it is open.

    Where the first is gone, as in a wizard that has gone on, those from the first that can be made.
    """
    if len(gestures) < 2 or gestures[0].act not in ("click", "hover"):
        return gestures
    openers = list(takewhile(lambda one: one.act in ("click", "hover"), gestures[:-1]))
    for at in range(len(openers), 0, -1):
        if gestures[at].by and await _can_be_made(page, gestures[at]):
            return gestures[at:]
    if await _can_be_made(page, gestures[0]):
        return gestures
    for at, gesture in enumerate(gestures[2:], start=2):
        if gesture.by and await _can_be_made(page, gesture):
            return gestures[at:]
    return gestures


async def _can_be_made(page: Page, gesture: Gesture) -> bool:
    element = locator_of(page, gesture)
    try:
        return await answered(element.is_visible()) and await answered(element.is_enabled())
    except Error:
        return False


def locator_of(page: Page, gesture: Gesture) -> Locator:
    """The elements that a gesture means, or the page's body."""
    found = locators_of(page, gesture)
    return found.first if gesture.nth is None else found.nth(gesture.nth)


def locators_of(page: Page, gesture: Gesture) -> Locator:
    """All elements that its words fit, whichever of them it means."""
    within = page.frame_locator(gesture.frame) if gesture.frame else page
    match gesture.by:
        case None:
            return page.locator("body")
        case "get_by_role":
            role, name = gesture.what, gesture.name or None
            # Playwright checks the role itself, and says which there are.
            return within.get_by_role(role, name=name, exact=gesture.exact)  # type: ignore[arg-type]
        case "get_by_test_id":
            return within.get_by_test_id(gesture.what)
        case "locator":
            return within.locator(gesture.what)
        case _:
            found: Locator = getattr(within, gesture.by)(gesture.what, exact=gesture.exact)
            return found


def _is_of_list(gesture: Gesture) -> bool:
    return gesture.by == "get_by_role" and gesture.what == "option" and bool(gesture.name)


async def _offered(page: Page, gesture: Gesture, timeout_ms: float) -> Locator:
    """The entry of this name, or the first that is offered."""
    named = locator_of(page, gesture)
    any_one = locators_of(page, replace(gesture, name="")).locator("visible=true").first
    await named.or_(any_one).first.wait_for(timeout=timeout_ms)
    return named if await answered(named.is_visible()) else any_one


async def _make(
    page: Page, element: Locator, gesture: Gesture, base_url: str, timeout_ms: float
) -> None:
    value = gesture.value
    match gesture.act:
        case "goto":
            await page.goto(f"{base_url.rstrip('/')}{value}", wait_until="commit")
        case "fill":
            await element.fill(value, timeout=timeout_ms)
        case "press" if gesture.by is None:
            # Keys go to what has the focus: what was clicked before may just be opening a list.
            await answered(page.evaluate(_WHEN_DRAWN))
            await answered(page.keyboard.press(value))
        case "press":
            await element.press(value, timeout=timeout_ms)
        case "select_option":
            await element.select_option(value, timeout=timeout_ms)
        case "set_input_files":
            name, _, ending = value.rpartition(".")
            made = upload_for("", f".{ending}", name)
            file = FilePayload(name=value, mimeType=made.content_type, buffer=made.content)
            await element.set_input_files(file, timeout=timeout_ms)
        case "click":
            await _click(page, element, gesture, timeout_ms)
        case "drag_to":
            place = await _place_for(page, element, value)
            await element.drag_to(place, steps=_DRAG_STEPS, timeout=timeout_ms)
        case "expect":
            await getattr(expect(element), value)(timeout=timeout_ms)
        case _:
            await getattr(element, gesture.act)(timeout=timeout_ms)


async def _click(page: Page, element: Locator, gesture: Gesture, timeout_ms: float) -> None:
    if await _is_behind_label(element, gesture, timeout_ms):
        await answered(element.evaluate(_PRESS_LABEL))
        return
    is_there = await answered(element.count())
    in_the_way = str(await answered(element.evaluate(_IN_THE_WAY))) if is_there else ""
    if in_the_way == "list":
        # One in which several are chosen stays open until a visitor is done with it.
        await answered(page.keyboard.press("Escape"))
    # A component's own frame is pressed where the field in it lets presses through.
    await element.click(timeout=timeout_ms, force=in_the_way == "around")


async def _place_for(page: Page, element: Locator, selector: str) -> Locator:
    """The first place of this selector that does not hold the element already."""
    places = page.locator(selector)
    dragged = await element.element_handle(timeout=_LONGEST_S * 1000)
    at = await answered(places.evaluate_all(_FREE_PLACE, dragged))
    return places.nth(max(0, at))


async def _is_behind_label(element: Locator, gesture: Gesture, timeout_ms: float) -> bool:
    """Whether it is a box or a button that is drawn by its label, which visitors press instead."""
    if gesture.by != "get_by_label" and gesture.what not in _TICKED:
        return False
    await element.wait_for(state="attached", timeout=timeout_ms)
    return bool(await answered(element.evaluate(_IS_BEHIND_LABEL)))


async def _missing(page: Page, gesture: Gesture) -> str:
    """What is to be said of a control that is not there to be used; nothing if it is."""
    if gesture.by is None:
        return ""
    element = locator_of(page, gesture)
    try:
        if await answered(element.is_visible()):
            return ""
        is_there = await answered(element.count())
    except Error:
        return ""
    return f"the control is {'hidden' if is_there else 'not there'} on this page in this state"


def _said(number: int, gesture: Gesture, what: str | Exception) -> str:
    first_line = next((line for line in str(what).splitlines() if line.strip()), "")
    return f"gesture {number}, {gesture}: {first_line}"[:400]
