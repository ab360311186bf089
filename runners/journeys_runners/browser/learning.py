"""Tries what the pages of an application do: which press leads to which action of the model.

Page by page, one page for each template, each control that links and plain forms do not explain is
pressed on a page that was opened anew; what is asked for, shown or announced then says which
actions the press performs. Where a press only opens something, a dialog or a menu, what is new in
it is filled in and pressed as well (`trials.py`). Pages on which most is sought come first. Where
the settings name an identity, it is that which learns (`entrance.py`).
"""

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from playwright.async_api import Error

from journeys.evidence import Cause
from journeys.journey import JourneyId
from journeys_mining.actions.action import slots_of
from journeys_runners.bindings.bindings import BoundGestures
from journeys_runners.bindings.gestures import Gesture
from journeys_runners.browser.entrance import Entrance
from journeys_runners.browser.gesturing import make_gestures
from journeys_runners.browser.handing_over import hand_over_events
from journeys_runners.browser.layout_presses import LayoutPresses
from journeys_runners.browser.seeking import Seeking
from journeys_runners.browser.settling import settle_late
from journeys_runners.browser.traffic import Mark
from journeys_runners.browser.trials import Trial, Trials, slot_of
from journeys_runners.browser.window import Window
from journeys_runners.hooks import Hooks
from journeys_runners.interface import RunContext
from journeys_runners.masking.masking import mask_url
from journeys_runners.pages.forms import Button, Field, Form
from journeys_runners.pages.page import Page
from journeys_runners.pages.password_forms import makes_account, signs_in
from journeys_runners.pages.words import changes_state, words_of
from journeys_runners.sending.client import Request
from journeys_runners.stopping import StopSwitch
from journeys_runners.values.inventor import Inventor
from journeys_runners.values.seen_values import action_of

_BLANK: Final = "about:blank"
_TYPED_MS: Final = 600
"""So long scripts wait for the next letter before they search for what was typed."""
_LATE_S: Final = 5.0
"""So long a page is waited for whose scripts go on asking."""
_LEAST_S: Final = 10.0
"""So long each page is tried, whatever it may hold."""
_NOBODY: Final = JourneyId("learning")


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnOptions:
    """How far learning goes, and what runs around it."""

    budget_s: float = 120.0
    max_pages: int = 30
    allows_destructive: bool = False
    hooks: Hooks = field(default_factory=Hooks)
    stop: StopSwitch = field(default_factory=StopSwitch)
    """Pressed when nothing further is to be tried."""


@dataclass(slots=True, kw_only=True)
class Learned:
    """What was found out."""

    bindings: dict[str, BoundGestures] = field(default_factory=dict)
    """By action."""
    pages: int = 0
    presses: int = 0
    left_alone: list[str] = field(default_factory=list)
    """Names of controls that look destructive, or whose form nobody may fill in."""


class Learner:
    """Tries the controls of one application."""

    def __init__(
        self,
        run: RunContext,
        window: Window,
        options: LearnOptions,
        wanted: Mapping[str, int],
        entrance: Entrance | None = None,
    ) -> None:
        """`wanted` are the actions of the model, with how often production does each.

        Who learns has come in by the entrance.
        """
        self._on_load = frozenset(run.suite.events_on_load)
        # What pages send by themselves takes no press.
        by_themselves = self._on_load.union(run.suite.events_on_leave)
        rules = run.target.destructive
        open_ones = {one for one in wanted.keys() - by_themselves if not rules.refusal_of(one)}
        self._options, self._wanted = options, open_ones
        self._run, self._site, self._window = run, window.site, window
        self._entrance = entrance
        self._trials = Trials(
            window,
            self._wanted,
            allows_destructive=options.allows_destructive,
            allowed=[words_of(one) for one in open_ones if rules.allows(one)],
            may_fill=self._may_fill,
        )
        self.learned = Learned(left_alone=self._trials.left_alone)
        counts = {one: wanted[one] for one in open_ones}
        self._seeking = Seeking(counts, self.learned.bindings)
        self._inventor = Inventor(marker=run.marker or run.run_id, journey_id=_NOBODY, attempt=1)
        self._until = 0.0
        self._untouched: frozenset[str] = frozenset()
        """Events that the present page held or sent as somebody turned away who did nothing."""
        self._tried: set[tuple[str, str]] = set()
        self._of_layout = LayoutPresses()
        self._led_to: dict[str, str] = {}
        """URLs of pages that a press has led to, by template: perhaps no link does."""

    async def learn(self, say: Callable[[str], None]) -> Learned:
        """Walk the pages as long as the budget lasts and nobody stops it."""
        self._until = time.monotonic() + self._options.budget_s
        waiting, known = list(self._first_urls()), set[str]()
        again: list[str] = []
        while waiting and self.learned.pages < self._options.max_pages and not self._is_over():
            # The first of those on which most is sought.
            url = max(waiting, key=lambda one: self._seeking.share(self._site.template_of(one)))
            waiting.remove(url)
            page = await self._open(url)
            template = self._site.template_of(page.url) if page else None
            if page is None or (kind := template or page.url) in known:
                continue
            page = await self._at_rest() or page
            known.add(kind)
            self.learned.pages += 1
            waiting.extend(self._next_urls(page, known))
            is_done = await self._try_all(page, template, is_last=False)
            waiting.extend(url for kind, url in self._led_to.items() if kind not in known)
            where = template or mask_url(page.url)
            say(f"{where}: {len(self.learned.bindings)} bindings so far")
            if self._seeking.words(template) or not is_done:
                again.append(page.url)
        for url in again:
            # What was done meanwhile may offer more: a basket that is filled, an account.
            if not self._is_over() and (page := await self._open(url)):
                page = await self._at_rest() or page
                await self._try_all(page, self._site.template_of(page.url), is_last=True)
        return self.learned

    async def _try_all(self, page: Page, template: str | None, *, is_last: bool) -> bool:
        """Try what the page offers, and after that what was opened by it.

        False if the page's share of the time is over first, or what is left where it `is_last`.
        """
        given, now = self._see(page, template), time.monotonic()
        share = 1.0 if is_last else self._seeking.share(template)
        until = now + max(_LEAST_S, share * (self._until - now))
        waiting = deque(await self._trials.on(page, self._seeking.words(template), given))
        while waiting:
            if self._is_over() or time.monotonic() > until:
                return False
            trial = waiting.popleft()
            key = (trial.page_url, str(trial.gestures))
            if key in self._tried or trial.gestures in self._of_layout:
                continue
            self._tried.add(key)
            opened = await self._try(trial, template)
            waiting.extendleft(one for one in reversed(opened) if one.is_next)
            waiting.extend(one for one in opened if not one.is_next)
        return True

    def _see(self, page: Page, template: str | None) -> frozenset[str]:
        templates = (self._site.template_of(one.url) for one in page.links)
        return self._seeking.see(page, template, {one for one in templates if one})

    def _is_over(self) -> bool:
        is_late = time.monotonic() > self._until
        return is_late or self._options.stop.is_pressed or self._seeking.is_over

    def _first_urls(self) -> Iterator[str]:
        yield self._site.home
        if self._entrance and (url := self._entrance.leads_to):
            yield url
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
        """The page as it is for somebody who just came, and is known where there is an identity."""
        page, entrance = await self._open_anew(url), self._entrance
        if page is None or entrance is None or entrance.is_shown(url):
            return page
        if entrance.is_shown(page.url) and await entrance.enter() is None:
            return await self._open_anew(url)
        return page

    async def _at_rest(self) -> Page | None:
        """The page that was opened, with the lists that its scripts ask for a while later."""
        await settle_late(self._window.tabs, _LATE_S)
        await self._window.settle()
        return await self._window.look(has_address=True)

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
            self._untouched = await hand_over_events(window.tabs.current, names)
        return page

    async def _try(self, trial: Trial, template: str | None) -> list[Trial]:
        """Make the gestures on a fresh page, note what comes of them, and give what they opened."""
        before, window = await self._open(trial.page_url), self._window
        page = window.tabs.current
        if before is None or page is None:
            return []
        since = Mark(request_count=window.act(), word_count=len(window.traffic.last_words.heard))
        self.learned.presses += 1
        filled = tuple(self._with_values(one, template) for one in trial.gestures)
        timeout_s = self._run.target.timeout_s
        try:
            problem = await make_gestures(page, filled, self._site.base, timeout_s)
            if trial.gestures[-1].act == "press":
                await page.wait_for_timeout(_TYPED_MS)
            await window.settle()
            after = await window.look(has_address=True)
            held = await hand_over_events(page, self._run.suite.event_names)
        except Error:
            return []
        if problem or after is None:
            return []
        self._see(after, template)
        if there := self._site.template_of(after.url):
            self._led_to.setdefault(there, after.url)
        actions = await self._performed(since, held, before, after)
        for action in actions:
            known = self.learned.bindings.get(action)
            # What was opened first may only have been in the way.
            if known is None or len(trial.gestures) < len(known.gestures):
                self.learned.bindings[action] = BoundGestures(
                    gestures=trial.gestures, page=template
                )
        if all(one.startswith("view") for one in actions):
            self._of_layout.note(trial.gestures, template, there)
        if not trial.depth or any(action.startswith("view") for action in actions):
            return []
        return await self._trials.opened_by(trial, before, after)

    def _with_values(self, gesture: Gesture, template: str | None) -> Gesture:
        if gesture.act != "fill":
            return gesture
        name = gesture.value.strip("{}")
        known = {slot_of(key): value for key, value in self._known(template).items()}
        value = known.get(name) or self._inventor.value_for(Field(name=name, kind="text"))
        return replace(gesture, value=value)

    def _known(self, template: str | None) -> dict[str, str]:
        """What somebody said to write into fields, by their names: what says most comes last."""
        run = self._run
        account = run.identity.fields if run.identity else ()
        return run.data.values_for(_NOBODY, run.seed, template) | dict(
            (*account, *run.bindings.fields)
        )

    def _may_fill(self, form: Form, button: Button | None) -> bool:
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
        came = {name for name in names if f"{name} @ {there}" in self._on_load} | self._untouched
        found += [text for name in names if name not in came for text in (f"{name} @ {here}", name)]
        return [one for one in dict.fromkeys(found) if one in self._wanted]
