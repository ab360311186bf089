"""Carries out a plan on a live page: clicks the link, fills the form, presses the button."""

from collections.abc import Callable, Sequence
from typing import Final, assert_never

from playwright.async_api import Error

from journeys.verdict import Cause, Problem
from journeys_runners.browser.acting.choosing_beside import choose_beside
from journeys_runners.browser.acting.entering import PATIENCE_MS, enter, entries_of, refused_fields
from journeys_runners.browser.acting.hindrances import (
    Hindrance,
    buttons_off,
    control_off,
    cover_over,
)
from journeys_runners.browser.acting.revealing import reveal
from journeys_runners.browser.patience import answered
from journeys_runners.browser.snapshot import Snapshot
from journeys_runners.pages.page import Control, Link
from journeys_runners.visiting.plan import Submission

_CLICKED: Final = "click action done"
"""What Playwright's log of a click that did not end says of one that was made."""
_CLICK_BY_SCRIPT: Final = """element => element.isConnected
  && (element[Symbol.for("pressed")] || element.click(), true)"""
"""JavaScript: presses it unless the visitor's press has come: to a busy page it may come late."""
_PRESSED: Final = """(element => {
  const label = element?.matches("input[type=checkbox], input[type=radio]") && element.labels[0];
  const isPressed = label && label.checkVisibility() && !label.contains(element)
    && !label.querySelector("a, button");
  const pressed = isPressed ? label : element, key = Symbol.for("pressed");
  const note = event => { pressed[key] = event.isTrusted; };
  if (pressed) pressed[key] = false;
  pressed?.addEventListener("click", note, {once: true, capture: true});
  return pressed;
})"""
"""JavaScript: the label beside a box, which says what it is for; any other element itself. It is
noted when the press comes."""
_IS_LABEL: Final = "element => element.localName === 'label'"
_SUBMIT: Final = "form => form.requestSubmit()"


async def press(
    snapshot: Snapshot,
    what: Link | Submission | Control,
    *,
    by_script: bool = False,
    pressing: Callable[[], None] = lambda: None,
) -> Problem | Hindrance | None:
    """Do what a visitor would; what hinders them, if the page itself does not let them.

    `by_script` has it pressed all the same; `pressing` is called when a form is filled in.

    Raises
    ------
    playwright.async_api.Error
        The page closed while it was used.
    """
    match what:
        case Control(is_disabled=True) if off := await _stays_off(snapshot, what.handle):
            return off
        case Link() | Control():
            return await _click(snapshot, what.handle, is_shown=what.is_shown, by_script=by_script)
        case Submission():
            return await _submit(snapshot, what, pressing, by_script=by_script)
        case _:
            assert_never(what)


async def _stays_off(snapshot: Snapshot, handle: int | None) -> Hindrance | None:
    """That a control is disabled, and stays so when something was chosen beside it."""
    off, element = await control_off(snapshot, handle), await snapshot.element(handle)
    if off is None or element is None:
        return off
    await choose_beside(snapshot.tab, element)
    return await control_off(snapshot, handle)


async def _submit(
    snapshot: Snapshot, what: Submission, pressing: Callable[[], None], *, by_script: bool
) -> Problem | Hindrance | None:
    last: int | None = None
    for entry in entries_of(what):
        await enter(snapshot, entry)
        last = entry.field.handle
    button = what.button.handle if what.button else None
    if refused := await refused_fields(snapshot, what.form.handle, button):
        return _refusal(refused)
    form = await snapshot.element(what.form.handle)
    if form and not by_script and (off := await buttons_off(form)):
        return off
    pressing()
    if button is not None:
        return await _click(snapshot, button, by_script=by_script)
    if form:
        await answered(form.evaluate(_SUBMIT))
        return None
    typed = await snapshot.element(last) if what.form.handle is None else None
    if typed is None:
        return _gone()
    await typed.press("Enter", timeout=PATIENCE_MS)
    return None


async def _click(
    snapshot: Snapshot, handle: int | None, *, by_script: bool, is_shown: bool = True
) -> Problem | Hindrance | None:
    element = await snapshot.element(handle, of=_PRESSED)
    if element is None:
        return _gone()
    try:
        if not (is_shown or await answered(element.evaluate(_IS_LABEL))):
            await reveal(element)
        await element.click(timeout=PATIENCE_MS)
    except Error as error:
        if _CLICKED in error.message:
            # The page that it leads to is slow, or does not come: its request tells.
            return None
        if not by_script and (hindrance := await cover_over(snapshot.tab, element)):
            return hindrance
        # A menu is closed over it, or a label or a banner covers it: its handlers run all the same.
        if not await answered(element.evaluate(_CLICK_BY_SCRIPT)):
            return _gone()
    return None


def _refusal(refused: Sequence[tuple[str, str]]) -> Problem:
    """Why the browser itself would not send the form."""
    listed = "; ".join(f"{name}: {message}" for name, message in refused[:3])
    return Problem(
        cause=Cause.MISSING_DATA,
        reason=f"the browser does not send the form, for it refuses what was entered: {listed}",
        remedy=f"say what to write there under `fields:` in bindings.yaml, e.g. "
        f"`{refused[0][0]}: …`",
    )


def _gone() -> Problem:
    return Problem(
        cause=Cause.UNBOUND,
        reason="the control left the page before it could be used: a script replaced it",
        remedy="replay again; if it happens every time, bind the action under `actions:` in "
        "bindings.yaml",
    )
