"""Tries what the pages of an application do: which press leads to which action of the model.

Page by page, one page for each template, each control that links and plain forms do not explain is
pressed on a page that was opened anew; what is asked for, shown or announced then says which
actions the press performs. Where a press only opens something, a dialog or a menu, what is new in
it is filled in and pressed as well (`trials.py`). Pages on which most is sought come first. Where
the settings name an identity, it is that which learns (`entrance.py`).
"""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from journeys_mining.actions.action import slots_of
from journeys_runners.bindings.bindings import BoundGestures
from journeys_runners.bindings.gestures import Gesture
from journeys_runners.browser.learning.caution import Caution
from journeys_runners.browser.learning.entrance import Entrance
from journeys_runners.browser.learning.form_trials import FormTrials
from journeys_runners.browser.learning.ground import Ground
from journeys_runners.browser.learning.layout_presses import LayoutPresses
from journeys_runners.browser.learning.seeking import Seeking
from journeys_runners.browser.learning.trials import Trial, Trials
from journeys_runners.browser.learning.trying import Trying
from journeys_runners.browser.window import Window
from journeys_runners.hooks import Hooks
from journeys_runners.interface import RunContext
from journeys_runners.masking.masking import mask_url
from journeys_runners.pages.page import Page
from journeys_runners.pages.words import changes_state, words_of
from journeys_runners.stopping import StopSwitch

_LEAST_S: Final = 10.0
"""So long each page is tried, whatever it may hold."""
_LAST_ROUND: Final = 2
_AS_A_WAY_ON: Final = 0.4
"""What may lead to a page that is sought goes before what shares one word with an event."""


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
        # What pages send by themselves takes no press.
        by_themselves = {*run.suite.events_on_load, *run.suite.events_on_leave}
        rules = run.target.destructive
        open_ones = {one for one in wanted.keys() - by_themselves if not rules.refusal_of(one)}
        self._options, self._wanted = options, open_ones
        self._site, self._entrance = window.site, entrance
        self._ground = Ground(run, window, entrance)
        self._trying = Trying(run, window, self._ground, open_ones)
        caution = Caution(
            [words_of(one) for one in open_ones if rules.allows(one)],
            allows_destructive=options.allows_destructive,
        )
        forms = FormTrials(window, open_ones, caution, self._trying.may_fill)
        self._trials = Trials(window, forms, caution)
        self.learned = Learned(left_alone=caution.left_alone)
        counts = {one: wanted[one] for one in open_ones}
        self._seeking = Seeking(counts, self.learned.bindings, run.suite.journeys)
        self._until = 0.0
        self._tried: set[tuple[str, str]] = set()
        self._tried_elsewhere: Counter[str] = Counter()
        """On how many pages a press was tried already: it may belong to their layout."""
        self._sent: dict[tuple[str, tuple[Gesture, ...]], set[tuple[str, ...]]] = defaultdict(set)
        """Buttons by which forms were sent, by page and what opened the form."""
        self._of_layout = LayoutPresses()
        self._pages: dict[str, _Visited] = {}
        """Pages that were seen, by template, or URL where they have none."""
        self._unseen: list[str] = []
        """URLs of pages that are to be seen."""

    async def learn(self, say: Callable[[str], None]) -> Learned:
        """Walk the pages as long as the budget lasts and nobody stops it."""
        self._until = time.monotonic() + self._options.budget_s
        self._unseen = list(self._first_urls())
        while not self._is_over():
            visited = await self._next_page()
            if visited is None:
                break
            page = visited.page
            template = self._site.template_of(page.url)
            await self._try_all(visited, template)
            where = template or mask_url(page.url)
            say(f"{where}: {len(self.learned.bindings)} bindings so far")
            self.learned.presses = self._trying.press_count
        return self.learned

    async def _next_page(self) -> "_Visited | None":
        """The page to try next: one that nobody saw yet, then the one that may hold most.

        On each, what is worded like what is sought comes first, then the rest, then all once more
        where something is sought still: what was done meanwhile may offer more.
        """
        while self._unseen and len(self._pages) < self._options.max_pages and not self._is_over():
            url = max(self._unseen, key=self._share_of)
            self._unseen.remove(url)
            if visited := await self._see_first(url):
                return visited
        ones = [one for one in self._pages.values() if one.round <= _LAST_ROUND]
        if not ones or self._is_over():
            return None
        visited = min(ones, key=lambda one: (one.round, one.visits, -self._share_of(one.page.url)))
        page = await self._ground.open(visited.page.url)
        visited.page = (page and await self._ground.at_rest()) or visited.page
        return visited

    async def _see_first(self, url: str) -> "_Visited | None":
        page = await self._ground.open(url)
        kind = (self._site.template_of(page.url) or page.url) if page else ""
        if page is None or kind in self._pages:
            return None
        page = await self._ground.at_rest() or page
        visited = self._pages[kind] = _Visited(page)
        self.learned.pages += 1
        self._unseen.extend(self._next_urls(page))
        return visited

    def _share_of(self, url: str) -> float:
        return self._seeking.share(self._site.template_of(url))

    async def _try_all(self, visited: "_Visited", template: str | None) -> None:
        """Try what the page offers, and after that what was opened by it.

        Its round ends as nothing is left, or only what is not worded like anything sought, where
        that is for the next round.
        """
        page, now = visited.page, time.monotonic()
        given = self._see(page, template)
        until = now + max(_LEAST_S, self._seeking.share(template) * (self._until - now))
        visited.visits += 1
        sought = self._seeking.words(template)
        # What the page itself offers goes before what lies behind presses of an earlier round.
        waiting, visited.left = [*await self._trials.on(page, sought, given), *visited.left], []
        while waiting:
            if self._is_over() or time.monotonic() > until:
                visited.left = waiting
                return
            trial = max(waiting, key=lambda one: self._worth(one, template))
            if visited.round == 0 and not self._is_sought(trial, template):
                visited.left = waiting
                break
            waiting.remove(trial)
            key = (trial.page_url, str(trial.gestures))
            if key in self._tried or trial.gestures in self._of_layout or self._is_sent(trial):
                continue
            self._tried.add(key)
            self._tried_elsewhere[key[1]] += 1
            # What was opened last is at hand.
            waiting = [*await self._try(trial, template), *waiting]
        visited.visits = 0
        is_enough = visited.round == _LAST_ROUND - 1 and not self._seeking.words(template)
        visited.round += 2 if is_enough else 1

    def _worth(self, trial: Trial, template: str | None) -> tuple[float, ...]:
        """What comes first is greatest: what was brought to light, or is worded like what is
        sought, before what belongs to a layout.
        """
        likeness = self._seeking.likeness(trial.words, template)
        is_way_on = trial.is_entry and self._seeking.unseen_behind(template)
        return (
            trial.is_next,
            max(likeness, _AS_A_WAY_ON if is_way_on else 0.0),
            -self._tried_elsewhere[str(trial.gestures)],
        )

    def _is_sought(self, trial: Trial, template: str | None) -> bool:
        return any(one > 0 for one in self._worth(trial, template)[:2])

    def _is_sent(self, trial: Trial) -> bool:
        """Whether a form was sent by this button, or at all for Enter, filled in in another way."""
        own = trial.own
        sent = self._sent.get((trial.page_url, trial.opener), set())
        return len(own) > 1 and bool(sent) and (own[-1].by is None or own[-1].where in sent)

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

    def _next_urls(self, page: Page) -> list[str]:
        found: dict[str, str] = {}
        for link in page.links:
            template = self._site.template_of(link.url) if self._site.owns(link.url) else None
            if template and template not in self._pages and not changes_state(words_of(link.text)):
                found.setdefault(template, link.url)
        return list(found.values())

    async def _try(self, trial: Trial, template: str | None) -> list[Trial]:
        """Make the gestures, note what comes of them, and give what they opened."""
        bindings = self.learned.bindings
        tried = await self._trying.make(trial, template, bindings)
        if tried is None:
            return []
        self._see(tried.after, template)
        there = self._site.template_of(tried.after.url)
        if there and there not in self._pages:
            # Perhaps no link leads there.
            self._unseen.append(tried.after.url)
        for action in tried.actions:
            known = bindings.get(action)
            # What was opened first may only have been in the way.
            if known is None or _is_better(trial.gestures, known.gestures):
                bindings[action] = BoundGestures(gestures=trial.gestures, page=template)
        if tried.actions and len(trial.own) > 1:
            self._sent[trial.page_url, trial.opener].add(trial.own[-1].where)
        # Another page is tried itself: nothing on it was opened here.
        leads_on = any(one.startswith("view") for one in tried.actions) or (
            there is not None and there != self._site.template_of(tried.before.url)
        )
        if all(one.startswith("view") for one in tried.actions):
            self._of_layout.note(trial.gestures, template, there)
        if not trial.depth or leads_on:
            return []
        return await self._trials.opened_by(trial, tried.before, tried.after)


@dataclass(slots=True)
class _Visited:
    """A page that was seen, and how far it was tried."""

    page: Page
    round: int = 0
    left: list[Trial] = field(default_factory=list)
    """What had no time in a round, or its turn comes in a later one."""
    visits: int = 0
    """In this round, which took more than its share of the time each."""


def _is_better(new: tuple[Gesture, ...], known: tuple[Gesture, ...]) -> bool:
    """Whether it takes less, or fills in more before the same press, as visitors do."""
    presses, known_presses = ([one for one in of if one.act != "fill"] for of in (new, known))
    return len(new) > len(known) if presses == known_presses else len(new) < len(known)
