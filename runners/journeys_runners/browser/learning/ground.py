"""Keeps the page of trials as each begins, and opens it anew only where nothing less helps.

A page that shows the same controls and the same open dialogs as before a press needs no opening;
one that the press led away from is gone back to, and what a press opened is closed with Escape, as
visitors do. What else was done on the page since it was opened is remembered: what a press brings
there has to be seen on a page opened anew before it counts.
"""

import json
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from playwright.async_api import Error

from journeys_runners.bindings.gestures import Gesture
from journeys_runners.browser.learning.entrance import Entrance
from journeys_runners.browser.learning.handing_over import hand_over_events
from journeys_runners.browser.patience import answered
from journeys_runners.browser.settling import settle_late
from journeys_runners.browser.snapshot import CONTROLS
from journeys_runners.browser.window import Window
from journeys_runners.interface import RunContext
from journeys_runners.pages.page import Page
from journeys_runners.sending.client import Request

_BLANK: Final = "about:blank"
_LATE_S: Final = 5.0
"""So long a page is waited for whose scripts go on asking."""
_PLACES: Final = (
    "dialog[open], [aria-modal=true], [role=dialog], [role=alertdialog], [role=listbox], "
    "[role=menu], [role=tooltip]"
)
_LOOKS: Final = f"""async () => {{
  // What shows or hides is complete when it has moved; what moves for ever says nothing.
  const moving = document.getAnimations().filter(one =>
    Number.isFinite(one.effect?.getComputedTiming().endTime));
  await Promise.race([Promise.allSettled(moving.map(one => one.finished)),
    new Promise(done => setTimeout(done, 500))]);
  const isShown = one => one.checkVisibility({{visibilityProperty: true, opacityProperty: true}});
  const text = one => one.localName === "form" || one.matches({json.dumps(_PLACES)}) ? ""
    : one.textContent.replace(/\\s+/g, " ").trim().slice(0, 60).replace(/\\d+/g, "0");
  const roots = [document, ...[...document.querySelectorAll("iframe")]
    .map(one => one.contentDocument).filter(Boolean)];
  const shown = roots.flatMap(root =>
    [...root.querySelectorAll({json.dumps(f"{CONTROLS}, {_PLACES}")})]).filter(isShown);
  return [location.href, ...shown.map(one => [one.localName, one.getAttribute("role"),
    one.getAttribute("aria-label"), text(one), one.matches(":disabled")].join(" "))];
}}"""
_GO_BACK: Final = "() => history.back()"


class Ground:
    """The page that trials are made on, in one window."""

    def __init__(self, run: RunContext, window: Window, entrance: Entrance | None) -> None:
        self._run, self._window, self._entrance = run, window, entrance
        self.untouched: frozenset[str] = frozenset()
        """Events that the page held or sent as somebody turned away who did nothing."""
        self._url = ""
        self._made: tuple[Gesture, ...] = ()
        """All that was done since the page was opened."""
        self._looks: dict[tuple[Gesture, ...], list[list[str]]] = {}
        """How the page looks at rest, and after the gestures of a trial."""

    async def open(self, url: str) -> Page | None:
        """The page as it is for somebody who just came, and is known where there is an identity."""
        page, entrance = await self._open_anew(url), self._entrance
        if page and entrance and not entrance.is_shown(url) and entrance.is_shown(page.url):
            page = await self._open_anew(url) if await entrance.enter() is None else page
        if page:
            self._made = ()
            self._looks = self._looks if url == self._url else {}
            self._url = url
            await self.note_look(())
        return page

    async def at_rest(self) -> Page | None:
        """The page that was opened, with the lists that its scripts ask for a while later."""
        await settle_late(self._window.tabs, _LATE_S)
        await self._window.settle()
        page = await self._window.look(has_address=True)
        await self.note_look(())
        return page

    async def prepare(
        self, url: str, gestures: tuple[Gesture, ...], opener: tuple[Gesture, ...]
    ) -> tuple[Gesture, ...] | None:
        """Make the page ready, and say which of the gestures are left; None where it does not open.

        `opener` are the first of them, which opened what the others are made in.
        """
        if url == self._url:
            looks = await self._look()
            for way in (opener, ()):
                if looks and looks in self._looks.get(way, ()):
                    return gestures[len(way) :]
            if looks and await self._lead_back(looks):
                return gestures
        return gestures if await self.open(url) else None

    def note_made(self, gestures: Sequence[Gesture]) -> None:
        """These gestures are made now."""
        self._made = (*self._made, *gestures)

    async def note_look(self, gestures: tuple[Gesture, ...]) -> None:
        """The page looks now as it does after these gestures; none of them for one at rest."""
        known = self._looks.setdefault(gestures, [])
        if (looks := await self._look()) and looks not in known:
            known.append(looks)

    def was_made_alone(self, gestures: tuple[Gesture, ...]) -> bool:
        """Whether nothing else was done since the page was opened."""
        return self._made == gestures

    async def _look(self) -> list[str]:
        page = self._window.tabs.current
        if page is None:
            return []
        with suppress(Error):
            return list(await answered(page.evaluate(_LOOKS)))
        return []

    async def _lead_back(self, looks: list[str]) -> bool:
        """Go back, or close what was opened; whether the page looks as it does at rest then."""
        page, at_rest = self._window.tabs.current, self._looks.get((), [])
        if page is None or not at_rest:
            return False
        self._window.act()
        try:
            if looks[0] != at_rest[0][0]:
                await answered(page.evaluate(_GO_BACK))
            elif set(at_rest[0]) <= set(looks):
                await answered(page.keyboard.press("Escape"))
            else:
                return False
            await self._window.settle()
        except Error:
            return False
        return await self._look() in at_rest

    async def _open_anew(self, url: str) -> Page | None:
        """The page with scripts that begin anew."""
        window = self._window
        window.act()
        await window.open(Request(url=_BLANK))
        window.act()
        await window.open(Request(url=url))
        await window.settle()
        page = await window.look(has_address=True)
        if window.tabs.current:
            # So that what is sent later was set off by what is pressed.
            names = self._run.suite.event_names
            self.untouched = await hand_over_events(window.tabs.current, names)
        return page
