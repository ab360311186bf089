"""Tries what the pages of an application do: which press leads to which action of the model.

Page by page, one page for each template, each control that links and plain forms do not explain is
pressed on a page that was opened anew; what is asked for, shown or announced then says which
actions the press performs. Where a press only opens something, a dialog or a menu, what is new in
it is filled in and pressed as well. What looks destructive is left alone unless that is allowed.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from playwright.async_api import Error

from journeys.journey import JourneyId
from journeys_mining.actions.action import slots_of
from journeys_runners.bindings.bindings import BoundGestures
from journeys_runners.bindings.gestures import Gesture
from journeys_runners.browser.describing import Described, describe
from journeys_runners.browser.gesturing import make_gestures
from journeys_runners.browser.window import Window
from journeys_runners.http.client import Request
from journeys_runners.interface import RunContext
from journeys_runners.pages.dialogs import DIALOG, NAMELESS
from journeys_runners.pages.forms import Field, Form
from journeys_runners.pages.page import Page
from journeys_runners.pages.site import Site
from journeys_runners.pages.words import changes_state, is_destructive, words_of
from journeys_runners.values.inventor import Inventor
from journeys_runners.values.seen_values import action_of
from journeys_runners.values.value_names import words_in

_MOST_IN_A_DIALOG: Final = 3
_CLOSES: Final = words_of("cancel close dismiss back discard")
_HARMS: Final = words_of(
    "pay purchase buy order checkout transfer publish deploy archive reset revoke merge approve"
)
_BLANK: Final = "about:blank"
_NOBODY: Final = JourneyId("learning")


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnOptions:
    """How far learning goes."""

    budget_s: float = 120.0
    max_pages: int = 30
    allows_destructive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trial:
    """Gestures to try on a page."""

    page_url: str
    gestures: tuple[Gesture, ...]
    may_open: bool = True
    """Whether what it opens is tried too."""


@dataclass(slots=True, kw_only=True)
class Learned:
    """What was found out."""

    bindings: dict[str, BoundGestures] = field(default_factory=dict)
    """By action."""
    pages: int = 0
    presses: int = 0
    left_alone: list[str] = field(default_factory=list)
    """Names of controls that look destructive."""


class Learner:
    """Tries the controls of one application."""

    def __init__(
        self, run: RunContext, site: Site, window: Window, options: LearnOptions, wanted: set[str]
    ) -> None:
        """`wanted` are the actions of the model."""
        self.learned = Learned()
        self._run, self._site, self._window = run, site, window
        self._options, self._wanted = options, wanted
        self._inventor = Inventor(marker=run.marker or run.run_id, journey_id=_NOBODY, attempt=1)
        self._until = 0.0
        self._tried: set[tuple[str, str]] = set()

    async def learn(self, say: Callable[[str], None]) -> Learned:
        """Walk the pages as long as the budget lasts."""
        self._until = time.monotonic() + self._options.budget_s
        waiting, known = deque(self._first_urls()), set[str]()
        while waiting and self.learned.pages < self._options.max_pages and not self._is_over():
            url = waiting.popleft()
            page = await self._open(url)
            template = self._site.template_of(page.url) if page else None
            if page is None or (kind := template or page.url) in known:
                continue
            known.add(kind)
            self.learned.pages += 1
            say(f"{template or page.url}: {len(self.learned.bindings)} bindings so far")
            waiting.extend(self._next_urls(page, known))
            for trial in await self._trials(page):
                if self._is_over():
                    break
                await self._try(trial, template)
        return self.learned

    def _is_over(self) -> bool:
        return time.monotonic() > self._until

    def _first_urls(self) -> Iterator[str]:
        yield self._site.home
        for action in sorted(self._wanted):
            template = action.removeprefix("view ")
            if action.startswith("view /") and not slots_of(template):
                yield self._site.url_of(template, {})

    def _next_urls(self, page: Page, known: set[str]) -> list[str]:
        found: dict[str, str] = {}
        for link in page.links:
            template = self._site.template_of(link.url) if self._site.owns(link.url) else None
            if template and template not in known and not changes_state(words_of(link.text)):
                found.setdefault(template, link.url)
        return list(found.values())

    async def _open(self, url: str) -> Page | None:
        """The page as it is for somebody who just came: scripts begin anew."""
        window = self._window
        window.act()
        await window.open(Request(url=_BLANK))
        window.act()
        await window.open(Request(url=url))
        await window.settle()
        return await window.look(has_address=True)

    async def _trials(self, page: Page) -> list[_Trial]:
        described = [(one, await self._describe(one.handle)) for one in page.controls]
        trials = [
            _Trial(page_url=page.url, gestures=(found.where,))
            for one, found in described
            if found and self._may_press(f"{one.text} {one.attributes.words}", found.called)
        ]
        trials += [
            _Trial(page_url=page.url, gestures=gestures, may_open=False)
            for form in page.forms
            for gestures in await self._fill_in(form)
        ]
        return [one for one in trials if (page.url, str(one.gestures)) not in self._tried]

    async def _describe(self, handle: int | None) -> Described | None:
        snapshot, page = self._window.snapshot, self._window.tabs.current
        element = await snapshot.element(handle) if snapshot else None
        return await describe(page, element) if page and element else None

    def _may_press(self, text: str, called: str) -> bool:
        words = words_of(text)
        looks_harmful = is_destructive(words) or changes_state(words) or bool(words & _HARMS)
        if looks_harmful and not self._options.allows_destructive:
            self.learned.left_alone.append(called)
            return False
        return True

    async def _fill_in(self, form: Form) -> list[tuple[Gesture, ...]]:
        """The gestures that fill and send a form; none if a plain form's way knows it.

        Dialogs have buttons for their fields, too: the one that ends it comes last, if not first.
        """
        match = self._site.match(form.action)
        if match and form.method != "GET" and f"{form.method} {match.template}" in self._wanted:
            return []
        is_dialog = form.method == DIALOG
        gestures = await self._typed([one for one in form.fields if one.required or not is_dialog])
        if not form.buttons:
            return [(*gestures, Gesture(act="press", value="Enter"))] if gestures else []
        filled: list[tuple[Gesture, ...]] = []
        for button in reversed(form.buttons) if is_dialog else form.buttons:
            words = f"{button.text} {button.attributes.words}"
            found = await self._describe(button.handle)
            if found and not words_of(words) & _CLOSES and self._may_press(words, found.called):
                filled.append((*gestures, found.where))
        return filled if is_dialog else filled[:1]

    async def _typed(self, fields: Sequence[Field]) -> tuple[Gesture, ...]:
        """A text for each field that is shown and empty."""
        typed: list[Gesture] = []
        for one in fields:
            found = await self._describe(one.handle) if one.is_text and not one.value else None
            if found:
                called = found.called if one.name == NAMELESS else one.name
                slot = "_".join(words_in(called)) or NAMELESS
                typed.append(found.to("fill", f"{{{slot}}}"))
        return tuple(typed)

    async def _try(self, trial: _Trial, template: str | None) -> None:
        """Make the gestures on a fresh page and note what comes of them."""
        if (key := (trial.page_url, str(trial.gestures))) in self._tried:
            return
        self._tried.add(key)
        before, window = await self._open(trial.page_url), self._window
        page = window.tabs.current
        if before is None or page is None:
            return
        since = window.act()
        self.learned.presses += 1
        filled = tuple(self._with_values(one) for one in trial.gestures)
        target = self._run.target
        try:
            problem = await make_gestures(page, filled, target.base_url, target.timeout_s)
            await window.settle()
            after = await window.look(has_address=True)
        except Error:
            return
        if problem or after is None:
            return
        actions = await self._performed(since, before, after)
        for action in actions:
            found = BoundGestures(gestures=trial.gestures, page=template)
            self.learned.bindings.setdefault(action, found)
        if trial.may_open and not any(action.startswith("view") for action in actions):
            for further in await self._inside(trial, before, after):
                if not self._is_over():
                    await self._try(further, template)

    def _with_values(self, gesture: Gesture) -> Gesture:
        if gesture.act != "fill":
            return gesture
        name = gesture.value.strip("{}")
        known = dict(self._run.bindings.fields)
        value = known.get(name) or self._inventor.value_for(Field(name=name, kind="text"))
        return replace(gesture, value=value)

    async def _performed(self, since: int, before: Page, after: Page) -> list[str]:
        """Actions of the model that were performed since then."""
        window, found = self._window, list[str]()
        for seen, answer in await window.asked(since):
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
        for one in window.traffic.seen[since:]:
            found += [f"{name} @ {here}" for name in sorted(one.events)] + sorted(one.events)
        return [one for one in dict.fromkeys(found) if one in self._wanted]

    async def _inside(self, trial: _Trial, before: Page, after: Page) -> list[_Trial]:
        """What to press in what the gestures opened."""
        known = {one.text for one in before.controls}
        held = sum(len(form.fields) for form in before.forms)
        has_new_fields = sum(len(form.fields) for form in after.forms) > held
        trials = [
            self._then(trial, gestures)
            for form in (after.forms[-_MOST_IN_A_DIALOG:] if has_new_fields else ())
            for gestures in await self._fill_in(form)
        ]
        for one in after.controls:
            if one.text in known or words_of(one.text) & _CLOSES:
                continue
            found = await self._describe(one.handle)
            if found and self._may_press(f"{one.text} {one.attributes.words}", found.called):
                trials.append(self._then(trial, (found.where,)))
        return trials[: 2 * _MOST_IN_A_DIALOG]

    def _then(self, trial: _Trial, gestures: tuple[Gesture, ...]) -> _Trial:
        return replace(trial, gestures=(*trial.gestures, *gestures), may_open=False)
