"""Makes the gestures of a trial in a page, and says which actions of the model came of them."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from playwright.async_api import Error

from journeys.journey import JourneyId
from journeys.verdict import Cause
from journeys_runners.bindings.gestures import Gesture
from journeys_runners.browser.acting.gesturing import make_gestures
from journeys_runners.browser.learning.form_trials import slot_of
from journeys_runners.browser.learning.ground import Ground
from journeys_runners.browser.learning.handing_over import hand_over_events
from journeys_runners.browser.learning.trials import Trial
from journeys_runners.browser.traffic.seen import Mark
from journeys_runners.browser.window import Window
from journeys_runners.interface import RunContext
from journeys_runners.pages.forms import Button, Field, Form
from journeys_runners.pages.page import Page
from journeys_runners.pages.password_forms import makes_account, signs_in
from journeys_runners.values.inventor import Inventor
from journeys_runners.values.seen_values import action_of

NOBODY: Final = JourneyId("learning")
_SLOT: Final = re.compile(r"\{(.+)\}")
_TYPED_MS: Final = 600
"""So long scripts wait for the next letter before they search for what was typed."""
_STAYS: Final = frozenset({"radio", "menuitemradio"})
"""Roles of what cannot be chosen twice: an application may keep what was chosen."""
_USED_PAGE_S: Final = 1.5
"""So long a page that was used before is waited for: if it has no such control, a new one may."""
_LAST_WORD_S: Final = 1.5
"""So long what a page sends as it is left may take on a busy machine: nothing tells that it is
coming."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What a trial came to."""

    before: Page
    after: Page
    actions: tuple[str, ...]
    """Actions of the model that were performed."""


class Trying:
    """Makes trials in one window."""

    def __init__(
        self, run: RunContext, window: Window, ground: Ground, wanted: Collection[str]
    ) -> None:
        """`wanted` are the actions of the model that take a press."""
        self._run, self._window, self._ground = run, window, ground
        self._wanted, self._site = wanted, window.site
        self._on_load = frozenset(run.suite.events_on_load)
        self._inventor = Inventor(marker=run.marker or run.run_id, journey_id=NOBODY, attempt=1)
        self._hears_its_end: dict[str, bool] = {}
        """Whether a page may send something as it is left, by its URL."""
        self.press_count = 0

    async def make(
        self, trial: Trial, template: str | None, known: Collection[str]
    ) -> Tried | None:
        """Make the gestures; None if that cannot be done.

        What is not `known` yet and came on a page on which other things had been done counts only
        as it comes on a page that was opened anew.
        """
        ground, gestures = self._ground, trial.gestures
        if gestures[-1].by == "get_by_role" and gestures[-1].what in _STAYS:
            # Chosen on a page in use, it would be chosen already on the one opened anew.
            is_open = await ground.open(trial.page_url) is not None
            return await self._make(trial, gestures, template) if is_open else None
        left = await ground.prepare(trial.page_url, gestures, trial.opener)
        if left is None:
            return None
        tried = await self._make(trial, left, template)
        if ground.was_made_alone(gestures):
            return tried
        if tried and all(one in known for one in tried.actions):
            return tried
        if await ground.open(trial.page_url) is None:
            return None
        return await self._make(trial, gestures, template)

    async def _make(
        self, trial: Trial, gestures: tuple[Gesture, ...], template: str | None
    ) -> Tried | None:
        window, ground = self._window, self._ground
        before, page = await window.look(has_address=True), window.tabs.current
        if before is None or page is None:
            return None
        if before.url not in self._hears_its_end:
            self._hears_its_end[before.url] = await window.hears_its_end()
        since = Mark(request_count=window.act(), word_count=len(window.traffic.last_words.heard))
        self.press_count += 1
        ground.note_made(gestures)
        filled = tuple(self._with_values(one, template) for one in gestures)
        timeout_s = self._run.target.timeout_s
        if not ground.was_made_alone(trial.gestures):
            timeout_s = min(timeout_s, _USED_PAGE_S)
        try:
            if await make_gestures(page, filled, self._site.base, timeout_s):
                return None
            if gestures[-1].act == "press":
                await page.wait_for_timeout(_TYPED_MS)
            await window.settle()
            # What a dialog was pressed for may begin when it has moved away.
            await ground.note_look(trial.gestures)
            await window.settle(has_effect=False)
            after = await window.look(has_address=True)
            if self._hears_its_end[before.url] and window.traffic.has_loaded_page(since):
                await window.traffic.word_comes(since, _LAST_WORD_S)
            held = await hand_over_events(page, self._run.suite.event_names)
        except Error:
            return None
        if after is None:
            return None
        actions = await self._performed(since, held, before, after)
        return Tried(before=before, after=after, actions=tuple(actions))

    def _with_values(self, gesture: Gesture, template: str | None) -> Gesture:
        slot = _SLOT.fullmatch(gesture.value)
        if gesture.act != "fill" or slot is None:
            return gesture
        name = slot[1]
        known = {slot_of(key): value for key, value in self._known(template).items()}
        value = known.get(name) or self._inventor.value_for(Field(name=name, kind="text"))
        return replace(gesture, value=value)

    def _known(self, template: str | None) -> dict[str, str]:
        """What somebody said to write into fields, by their names: what says most comes last."""
        run = self._run
        account = run.identity.fields if run.identity else ()
        return run.data.values_for(NOBODY, run.seed, template) | dict(
            (*account, *run.bindings.fields)
        )

    def may_fill(self, form: Form, button: Button | None) -> bool:
        """Nobody signs in with an invented account, or makes one where that is forbidden.

        What the settings refuse is not sent, either.
        """
        method, url = form.method_by(button), form.action_by(button)
        if self._run.target.refusal_of(method, url):
            return False
        if makes_account(form, button):
            return self._run.may_register
        known = self._known(None)
        return not signs_in(form, button) or all(
            one.name in known for one in form.fields if one.kind == "password"
        )

    async def _performed(
        self, since: Mark, held: frozenset[str], before: Page, after: Page
    ) -> list[str]:
        """Actions of the model that were performed since then; `held` are events sent last."""
        window, found = self._window, list[str]()
        asked = await window.traffic.asked(since.request_count)
        if any(answer.failure is Cause.REFUSED for _, answer in asked):
            # What sends more than may be sent is no way to do the rest of it.
            return []
        for seen, answer in asked:
            template = self._site.template_of(seen.url) if seen.is_own else None
            method = answer.request.method
            # What scripts read is no page that somebody came to.
            is_done = (answer.status or 500) < 400 and (seen.is_page or method != "GET")
            if template and is_done:
                found.append(action_of(method, template))
        here, there = (self._site.template_of(one.url) for one in (before, after))
        if there and there != here:
            linked = {self._site.template_of(link.url) for link in before.links}
            found += [] if there in linked else [f"view {there}"]
        names = sorted(held | window.traffic.events(since))
        came = {
            name for name in names if f"{name} @ {there}" in self._on_load
        } | self._ground.untouched
        found += [text for name in names if name not in came for text in (f"{name} @ {here}", name)]
        return [one for one in dict.fromkeys(found) if one in self._wanted]
