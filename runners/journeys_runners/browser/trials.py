"""What is worth trying on a page, as gestures: each control, each form, what a press has opened.

Looks at the page that stands in the window. What looks destructive is left alone.
"""

import re
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from journeys.journey import JourneyId
from journeys_runners.bindings.gestures import Act, Gesture
from journeys_runners.browser.choosing import choices_in
from journeys_runners.browser.describing import Described, describe
from journeys_runners.browser.pointed import pointed_at, pressed_twice_at
from journeys_runners.browser.revealing import around_hidden
from journeys_runners.browser.window import Window
from journeys_runners.pages.dialogs import DIALOG, NAMELESS
from journeys_runners.pages.forms import Button, Field, Form
from journeys_runners.pages.page import Control, Link, Page
from journeys_runners.pages.words import changes_state, is_destructive, words_of
from journeys_runners.values.inventor import Inventor, asks_for_date
from journeys_runners.values.uploads import upload_for
from journeys_runners.values.value_names import words_in

_MOST_OPENED: Final = 6
_MOST_HIDDEN: Final = 40
_MOST_ALIKE: Final = 2
"""Of a list, whose entries have the same controls each."""
_OF_LISTS: Final = frozenset({"checkbox", "option", "treeitem", "row"})
"""Roles of entries that are named by what they are of."""
_OF_MENUS: Final = frozenset(
    {"option", "treeitem", "menuitem", "menuitemradio", "menuitemcheckbox"}
)
_NUMBERED: Final = re.compile(r"[\d\W]+")
_NO_ORDERING: Final = re.compile(
    r"\b(?:sort )?order(?:ed)? by\b|\bsort order\b|\borders\b|\border (?:no\.? ?|# ?)?\d+",
    re.IGNORECASE,
)
"""What orders a list and no goods, and what orders are called: in a menu, in a list."""
_OF_ONE_FORM: Final = frozenset({"date", "time", "datetime-local", "month", "week", "number"})
_CHOOSING: Final[Mapping[str, Act]] = {"select": "select_option", "file": "set_input_files"}
_INVENTOR: Final = Inventor(marker="", journey_id=JourneyId("learning"), attempt=1)
"""Of values that have no room for a run's marker."""
_CLOSES: Final = words_of("cancel close dismiss back discard")
_HARMS: Final = words_of(
    "pay purchase buy order checkout transfer publish deploy archive reset revoke merge approve"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Gestures to try on a page."""

    page_url: str
    gestures: tuple[Gesture, ...]
    depth: int = 2
    """So often what it opens is tried, too."""
    is_next: bool = False
    """Whether it goes before what else the page offers: it was brought to light for that."""


class Trials:
    """Finds what to try in the page that stands in a window."""

    def __init__(
        self,
        window: Window,
        wanted: Collection[str],
        *,
        allows_destructive: bool,
        allowed: Collection[frozenset[str]],
        may_fill: Callable[[Form, Button | None], bool],
    ) -> None:
        """`wanted` are the actions of the model that take a press.

        `allowed` are the words of those that the settings allow, whatever they destroy. `may_fill`
        says whether a form may be sent with this button.
        """
        self.left_alone: list[str] = []
        """Names of controls that look destructive, or whose form nobody may fill in."""
        self._allowed, self._may_fill = allowed, may_fill
        self._window, self._site, self._wanted = window, window.site, wanted
        self._allows_destructive = allows_destructive
        self._may_harm = False
        """Whether journeys order or remove things on this page anyway, going by their events."""
        self._sought: frozenset[str] = frozenset()
        """Words of events that are sought on the page."""
        self._at_rest: Page | None = None
        """The page as it stood when it was opened for its trials."""
        self._pointed: frozenset[Gesture] = frozenset()
        """Presses of what only its cursor shows to be a control, on the page as it was opened."""

    async def on(self, page: Page, sought: frozenset[str], given: frozenset[str]) -> list[Trial]:
        """All trials of a page, those first whose words are `sought` there.

        Controls that are marked with events that are `given` come last, for what they may open.
        """
        self._may_harm, self._sought, self._at_rest = _may_harm(sought), sought, page
        marked = [one for one in page.controls if one.is_shown and one.attributes.marks & given]
        shown = [one for one in page.controls if one.is_shown and one not in marked]
        pressed = [one async for one in self._presses(shown)]
        pointed = [one async for one in self._presses_of_pointed()]
        self._pointed = frozenset(pointed)
        hovered = await self._hovers([*page.controls, *page.links])
        trials = [
            Trial(page_url=page.url, gestures=(gesture,))
            for gesture in (*await self._double_clicks(), *pressed, *pointed, *hovered)
        ]
        trials += [
            Trial(page_url=page.url, gestures=(gesture,), depth=0)
            for gesture in await self._choices(page.choosers)
        ]
        # Links explain themselves, but for the events that following them sends.
        worded = [
            one
            for one in page.links
            if self._site.owns(one.url) and words_of(_words_on(one)) & sought
        ]
        trials += [
            Trial(page_url=page.url, gestures=(gesture,), depth=0)
            async for gesture in self._presses(worded)
        ]
        for form in page.forms:
            suggests = _suggests(form)
            trials += [
                Trial(page_url=page.url, gestures=gestures, depth=int(suggests))
                for gestures in await self._fill_in(form)
            ]
        trials.sort(key=lambda one: -len(words_of(" ".join(map(str, one.gestures))) & sought))
        async for gesture in self._presses(marked):
            trials.append(Trial(page_url=page.url, gestures=(gesture,)))
        return trials

    async def opened_by(self, trial: Trial, before: Page, after: Page) -> list[Trial]:
        """What to press in what the gestures of a trial opened."""
        # Before the press, scripts may not have shown yet what the page shows by itself.
        pages = (self._at_rest or before, before)
        held = {_kind_of(form) for one in pages for form in one.forms if _is_shown(form)}
        known = {_words_on(two) for one in pages for two in one.controls if two.is_shown}
        new = [one for one in after.controls if one.is_shown and _words_on(one) not in known]
        gestures = [
            filled
            for form in after.forms
            if form.fields and _is_shown(form) and _kind_of(form) not in held
            for filled in await self._fill_in(form)
        ]
        gestures += [
            (gesture,)
            async for gesture in self._presses(
                [one for one in new if not words_of(one.text) & _CLOSES]
            )
        ]
        pointed = [one async for one in self._presses_of_pointed()]
        gestures += [(gesture,) for gesture in pointed if gesture not in self._pointed]
        # A form that was refused shows again: to fill it in once more changes nothing.
        done = {one.where for one in trial.gestures if one.act == "fill"}
        further = [one for one in gestures if not any(two.where in done for two in one)]
        further.sort(key=lambda one: not self._is_next(one))
        return [
            replace(
                trial,
                gestures=(*trial.gestures, *one),
                depth=trial.depth - 1,
                is_next=self._is_next(one),
            )
            for one in further[: _MOST_OPENED if trial.depth > 1 else _MOST_OPENED // 2]
        ]

    def _is_next(self, gestures: tuple[Gesture, ...]) -> bool:
        """Whether it fills in, stands in a menu or a list, or is worded like what is sought."""
        words = words_of(" ".join(map(str, gestures)))
        is_entry = any(one.what in _OF_MENUS for one in gestures if one.by == "get_by_role")
        return len(gestures) > 1 or is_entry or bool(words & self._sought)

    async def _presses(self, controls: Sequence[Control | Link]) -> AsyncIterator[Gesture]:
        alike: Counter[Gesture | str] = Counter()
        for one in controls:
            found = await self._describe(one.handle)
            if found and self._is_worth_it(found, _words_on(one), alike):
                yield found.where

    async def _presses_of_pointed(self) -> AsyncIterator[Gesture]:
        page, alike = self._window.tabs.current, Counter[Gesture | str]()
        for element in await pointed_at(page) if page else ():
            found = await describe(page, element) if page else None
            if found and self._is_worth_it(found, found.called, alike):
                yield found.where

    async def _double_clicks(self) -> list[Gesture]:
        """On entries of lists, of each kind a few."""
        page, alike, found = self._window.tabs.current, Counter[str](), list[Gesture]()
        for element in await pressed_twice_at(page) if page else ():
            one = await describe(page, element, is_entry=True) if page else None
            if one and alike[one.kind] < _MOST_ALIKE and self._may_press(one.called, one.called):
                alike[one.kind] += 1
                found.append(one.to("dblclick"))
        return found[:_MOST_OPENED]

    def _is_worth_it(self, found: Described, text: str, alike: Counter[Gesture | str]) -> bool:
        if not self._may_press(text, found.called):
            return False
        is_sought = words_of(found.called) & self._sought
        kind = (
            found.kind if _is_of_list(found) and not is_sought else replace(found.where, nth=None)
        )
        alike[kind] += 1
        return alike[kind] <= _MOST_ALIKE

    async def _hovers(self, ones: Sequence[Control | Link]) -> list[Gesture]:
        """Where to point so that hidden controls and links may show."""
        hidden = [one for one in ones if not one.is_shown][:_MOST_HIDDEN]
        found: dict[Gesture, None] = {}
        snapshot, page = self._window.snapshot, self._window.tabs.current
        if snapshot is None or page is None:
            return []
        for one in hidden:
            element = await snapshot.element(one.handle)
            around = await around_hidden(element) if element else None
            if around and (described := await describe(page, around)):
                found[described.to("hover")] = None
        return list(found)[:_MOST_OPENED]

    async def _choices(self, choosers: Sequence[Field]) -> list[Gesture]:
        """Another choice for each field that is shown and has one."""
        found: list[Gesture] = []
        for one in choosers:
            described = await self._describe(one.handle) if one.is_shown else None
            if described is None:
                continue
            others = [value for value in one.choices if value and value not in one.selected[:1]]
            value = (others or [""])[-1] if one.kind == "select" else _value_for(one)
            if value and self._may_press(f"{one.label} {value}", described.called):
                found.append(described.to(_CHOOSING.get(one.kind, "fill"), value))
        return found

    async def _describe(self, handle: int | None) -> Described | None:
        snapshot, page = self._window.snapshot, self._window.tabs.current
        element = await snapshot.element(handle) if snapshot else None
        return await describe(page, element) if page and element else None

    def _may_press(self, text: str, called: str) -> bool:
        words = words_of(_NO_ORDERING.sub("", text))
        looks_harmful = is_destructive(words) or (_may_harm(words) and not self._may_harm)
        own = words_of(called)
        is_allowed = self._allows_destructive or any(own and own <= one for one in self._allowed)
        if looks_harmful and not is_allowed:
            self.left_alone.append(called)
            return False
        return True

    async def _fill_in(self, form: Form) -> list[tuple[Gesture, ...]]:
        """The gestures that fill and send a form, or fill it; none if a plain form's way knows it.

        Dialogs have buttons for their fields, too: the one that ends it comes last, if not first.
        """
        match = self._site.match(form.action)
        if match and form.method != "GET" and f"{form.method} {match.template}" in self._wanted:
            return []
        is_dialog = form.method == DIALOG
        fields = [one for one in form.fields if one.required or not is_dialog]
        gestures = await self._typed(fields)
        is_open = self._may_fill(form, None)
        # What fields send as they are filled in can be had of a form that may not be sent.
        end = Gesture(act="press", value="Enter" if is_open else "Tab")
        # What is suggested shows while one types: Enter would take the first, or close the list.
        typed = [gestures if _suggests(form) else (*gestures, end)] if gestures else []
        if not form.buttons:
            return typed
        entries = await self._entries(form, fields, gestures)
        filled: list[tuple[Gesture, ...]] = []
        for button in reversed(form.buttons) if is_dialog else form.buttons:
            words = f"{button.text} {button.attributes.words}"
            found = await self._describe(button.handle)
            if not found or words_of(words) & _CLOSES:
                continue
            if not self._may_fill(form, button):
                self.left_alone.append(found.called)
            elif self._may_press(words, found.called):
                filled += [(*entered, found.where) for entered in entries]
        if is_dialog:
            return [*filled, *typed]
        if not is_open:
            return typed
        # What is optional may be refused as it was invented: the form is sent as it came, too.
        needs_nothing = all(one.value or not one.required for one in form.fields)
        as_it_came = [one[-1:] for one in filled[:1] if entries[0] and needs_nothing]
        return [*filled[: len(entries)], *as_it_came]

    async def _entries(
        self, form: Form, fields: Sequence[Field], typed: tuple[Gesture, ...]
    ) -> list[tuple[Gesture, ...]]:
        """The ways to fill in a form: with something chosen in each list it has, and typed."""
        page = self._window.tabs.current
        chosen = await choices_in(page, form) if page else ()
        if not chosen:
            return [typed]
        free = [one for one in fields if not one.suggests]
        if len(free) == len(fields):
            return [(*typed, *chosen)]
        # What suggests may be a list to choose from, or a text that is free.
        return [(*await self._typed(free), *chosen), typed]

    async def _typed(self, fields: Sequence[Field]) -> tuple[Gesture, ...]:
        """A text for each field that is shown and empty."""
        typed, dates = list[Gesture](), list[Gesture]()
        for one in fields:
            is_open = one.is_text and one.is_shown and not (one.value or one.is_readonly)
            found = await self._describe(one.handle) if is_open else None
            if found and asks_for_date(one):
                # A calendar takes what is typed as Enter is pressed, which may send the form.
                dates += [found.to("fill", _value_for(one)), found.to("press", "Enter")]
            elif found:
                called = found.called if one.name == NAMELESS else one.name
                is_free = one.kind not in _OF_ONE_FORM
                value = f"{{{slot_of(called)}}}" if is_free else _value_for(one)
                typed.append(found.to("fill", value))
        return (*typed, *dates)


def _is_of_list(found: Described) -> bool:
    """Whether it is one of many whose names are data: a record's, a day of a calendar."""
    where = found.where
    is_role = where.by == "get_by_role"
    return is_role and (where.what in _OF_LISTS or bool(_NUMBERED.fullmatch(where.name)))


def _suggests(form: Form) -> bool:
    return any(one.suggests and one.is_shown for one in form.fields)


def slot_of(name: str) -> str:
    """The slot that stands for what is typed into a field of this name."""
    return "_".join(words_in(name)) or NAMELESS


def _words_on(control: Control | Link) -> str:
    return f"{control.text} {control.attributes.words}"


def _value_for(field: Field) -> str:
    """A value of the form that this kind of field takes; of a file, its name."""
    if field.kind == "file":
        return upload_for(field.name, dict(field.attributes).get("accept", ""), "file").name
    return _INVENTOR.value_for(field)


def _is_shown(form: Form) -> bool:
    return any(one.is_shown for one in form.fields)


def _kind_of(form: Form) -> tuple[str, ...]:
    """What a form is known by, whatever stands in it."""
    return tuple(one.name for one in form.fields)


def _may_harm(words: frozenset[str]) -> bool:
    return changes_state(words) or bool(words & _HARMS)
