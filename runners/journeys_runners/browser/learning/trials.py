"""What is worth trying on a page, as gestures: each control, each form, what a press has opened.

Looks at the page that stands in the window. What looks destructive is left alone.
"""

import re
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from journeys_runners.bindings.gestures import Act, Gesture
from journeys_runners.browser.acting.revealing import around_hidden
from journeys_runners.browser.learning.caution import Caution
from journeys_runners.browser.learning.describing import Described, describe, describe_handle
from journeys_runners.browser.learning.form_trials import CLOSES, FormTrials, suggests, value_for
from journeys_runners.browser.learning.pointed import dragged_at, pointed_at, pressed_twice_at
from journeys_runners.browser.window import Window
from journeys_runners.pages.forms import Field, Form
from journeys_runners.pages.page import Control, Link, Page
from journeys_runners.pages.words import words_of

_MOST_OPENED: Final = 6
_MOST_HIDDEN: Final = 40
_MOST_ALIKE: Final = 2
"""Of a list, whose entries have the same controls each."""
_OF_LISTS: Final = frozenset({"checkbox", "option", "treeitem", "row"})
"""Roles of entries that are named by what they are of."""
_OF_MENUS: Final = frozenset(
    {"option", "treeitem", "menuitem", "menuitemradio", "menuitemcheckbox"}
)
_OF_RECORDS: Final = frozenset({"row", "listitem", "treeitem", "gridcell", "article"})
"""Roles of what stands for a record in a list, and may lead to its page."""
_DRAGGING: Final = words_of("drag drop move sort reorder rearrange")
"""What events call it that something was dragged."""
_NUMBERED: Final = re.compile(r"[\d\W]+")
_NUMBER: Final = re.compile(r"\d+")
_CHOOSING: Final[Mapping[str, Act]] = {"select": "select_option", "file": "set_input_files"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Gestures to try on a page."""

    page_url: str
    gestures: tuple[Gesture, ...]
    opener: tuple[Gesture, ...] = ()
    """The first of them, which opened what the others are made in."""
    depth: int = 2
    """So often what it opens is tried, too."""
    is_next: bool = False
    """Whether it goes before what else the page offers: it was brought to light for that."""
    is_entry: bool = False
    """Whether it presses what is no usual control: a card, a row, which may open a record."""

    @property
    def words(self) -> frozenset[str]:
        """The words of what it adds to its opener."""
        is_drag = any(one.act == "drag_to" for one in self.own)
        return _words_in(self.own) | (_DRAGGING if is_drag else frozenset())

    @property
    def own(self) -> tuple[Gesture, ...]:
        """What it adds to its opener."""
        return self.gestures[len(self.opener) :]


class Trials:
    """Finds what to try in the page that stands in a window."""

    def __init__(self, window: Window, forms: FormTrials, caution: Caution) -> None:
        self._window, self._site = window, window.site
        self._forms, self._caution = forms, caution
        self._sought: frozenset[str] = frozenset()
        """Words of events that are sought on the page."""
        self._at_rest: Page | None = None
        """The page as it stood when it was opened for its trials."""
        self._after: dict[tuple[Gesture, ...], Page] = {}
        """That page as it stood after the gestures of a trial."""
        self._pressed: frozenset[tuple[Gesture, ...]] = frozenset()
        """Presses of controls, on the page as it was opened."""
        self._pointed: frozenset[Gesture] = frozenset()
        """Presses of what only its cursor shows to be a control, on the page as it was opened."""

    async def on(self, page: Page, sought: frozenset[str], given: frozenset[str]) -> list[Trial]:
        """All trials of a page on which events of these words are `sought`.

        Controls that are marked with events that are `given` come last, for what they may open.
        """
        self._caution.heed(sought)
        self._sought, self._at_rest, self._after = sought, page, {}
        marked = [one for one in page.controls if one.is_shown and one.attributes.marks & given]
        shown = [one for one in page.controls if one.is_shown and one not in marked]
        pressed = [one async for one in self._presses(shown)]
        self._pressed = frozenset(pressed)
        pointed = [one async for one in self._presses_of_pointed()]
        self._pointed = frozenset(pointed)
        hovered = await self._hovers([*page.controls, *page.links])
        doubled = await self._double_clicks()
        dragged = await self._drags()
        # Links explain themselves, but for the events that following them sends.
        worded = [
            one
            for one in page.links
            if self._site.owns(one.url) and words_of(_words_on(one)) & sought
        ]
        followed = [one async for one in self._presses(worded)]
        chosen = await self._choices(page.choosers)
        filled = [
            (gestures, int(suggests(form)))
            for form in page.forms
            for gestures in await self._forms.fill_in(form)
        ]
        last = [one async for one in self._presses(marked)]

        def trial(*gestures: Gesture, depth: int = 2) -> Trial:
            entry = _may_be_entry(gestures[0])
            return Trial(page_url=page.url, gestures=gestures, depth=depth, is_entry=entry)

        return [
            *(trial(one) for one in (*doubled, *dragged)),
            *(trial(*one) for one in pressed),
            *(trial(one) for one in (*pointed, *hovered)),
            *(trial(*one, depth=0) for one in followed),
            *(trial(one, depth=0) for one in chosen),
            *(trial(*gestures, depth=depth) for gestures, depth in filled),
            *(trial(*one) for one in last),
        ]

    async def opened_by(self, trial: Trial, before: Page, after: Page) -> list[Trial]:
        """What to press in what the gestures of a trial opened."""
        # Before the press, scripts may not have shown yet what the page shows by itself.
        opened = self._after.get(trial.opener, before)
        pages = (self._at_rest or before, before, opened)
        self._after[trial.gestures] = after
        held = {_kind_of(form) for one in pages for form in one.forms if _is_shown(form)}
        known = {_words_on(two) for one in pages for two in one.controls if two.is_shown}
        # Buttons without a word are told apart by where they stand.
        new = [
            one
            for one in sorted(after.controls, key=lambda one: not words_of(_words_on(one)))
            if one.is_shown and (_words_on(one) not in known or not words_of(_words_on(one)))
        ]
        gestures = [
            filled
            for form in after.forms
            if form.fields and _is_shown(form) and _kind_of(form) not in held
            for filled in await self._forms.fill_in(form)
        ]
        open_ones = [one for one in new if not words_of(one.text) & CLOSES]
        gestures += [one async for one in self._presses(open_ones) if one not in self._pressed]
        pointed = [one async for one in self._presses_of_pointed()]
        gestures += [(gesture,) for gesture in pointed if gesture not in self._pointed]
        # A form that was sent or refused shows again: to fill it in once more changes nothing.
        done = {one.where for one in trial.own if one.by and len(trial.own) > 1}
        further = [one for one in gestures if not any(two.where in done for two in one)]
        further.sort(key=lambda one: not self._is_next(one))
        of_forms = {two.where for one in further if len(one) > 1 for two in one}
        return [
            replace(
                trial,
                gestures=(*trial.gestures, *one),
                opener=trial.gestures,
                is_entry=False,
                # What a form is filled in with opens nothing that its own trial would not open.
                depth=0 if len(one) == 1 and one[0].where in of_forms else trial.depth - 1,
                is_next=self._is_next(one),
            )
            for one in further[: _MOST_OPENED if trial.depth > 1 else _MOST_OPENED // 2]
        ]

    def _is_next(self, gestures: tuple[Gesture, ...]) -> bool:
        """Whether it fills in, stands in a menu or a list, or is worded like what is sought."""
        is_entry = any(one.what in _OF_MENUS for one in gestures if one.by == "get_by_role")
        return len(gestures) > 1 or is_entry or bool(_words_in(gestures) & self._sought)

    async def _presses(
        self, controls: Sequence[Control | Link]
    ) -> AsyncIterator[tuple[Gesture, ...]]:
        alike: Counter[Gesture | str] = Counter()
        for one in controls:
            found = await describe_handle(self._window, one.handle)
            if found and self._is_worth_it(found, _words_on(one), alike):
                if found.opens_list:
                    yield found.chosen
                yield (found.where,)

    async def _presses_of_pointed(self) -> AsyncIterator[Gesture]:
        page, alike = self._window.tabs.current, Counter[Gesture | str]()
        for element in await pointed_at(page) if page else ():
            found = await describe(page, element) if page else None
            if found and self._is_worth_it(found, found.called, alike):
                yield found.where

    async def _double_clicks(self) -> list[Gesture]:
        """On entries of lists, one of each kind."""
        page, found = self._window.tabs.current, dict[str, Gesture]()
        for element in await pressed_twice_at(page) if page else ():
            one = await describe(page, element, is_entry=True) if page else None
            if one and one.kind not in found and self._caution.allows(one.called, one.called):
                found[one.kind] = one.to("dblclick")
        return list(found.values())[:_MOST_OPENED]

    async def _drags(self) -> list[Gesture]:
        """An entry dragged to another place, one of each kind that takes what is dropped."""
        page, found = self._window.tabs.current, dict[Gesture, None]()
        if page is None:
            return []
        for dragged, targets in await dragged_at(page):
            for element in dragged:
                one = await describe(page, element, is_entry=True)
                for place in [await describe(page, to, is_entry=True) for to in targets]:
                    if one and place and place.where.by == "locator":
                        found[one.to("drag_to", place.where.what)] = None
        return list(found)[:_MOST_OPENED]

    def _is_worth_it(self, found: Described, text: str, alike: Counter[Gesture | str]) -> bool:
        # What stands in the row of a record says how it is: *ordered*, *archived*.
        if not _is_row(found) and not self._caution.allows(text, found.called):
            return False
        is_sought = not _is_row(found) and words_of(found.called) & self._sought
        kind = found.kind if _is_of_list(found) and not is_sought else _unnumbered(found.where)
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
            described = await describe_handle(self._window, one.handle) if one.is_shown else None
            if described is None:
                continue
            others = [value for value in one.choices if value and value not in one.selected[:1]]
            value = (others or [""])[-1] if one.kind == "select" else value_for(one)
            if value and self._caution.allows(f"{one.label} {value}", described.called):
                found.append(described.to(_CHOOSING.get(one.kind, "fill"), value))
        return found


def _is_of_list(found: Described) -> bool:
    """Whether it is one of many whose names are data: a record's, a day of a calendar."""
    where = found.where
    is_role = where.by == "get_by_role"
    return is_role and (where.what in _OF_LISTS or bool(_NUMBERED.fullmatch(where.name)))


def _unnumbered(where: Gesture) -> Gesture:
    """The same for each record whose number the name says.

    >>> button = Gesture(act="click", by="get_by_role", what="button", name="Edit Order 17")
    >>> _unnumbered(button).name
    'Edit Order #'
    """
    return replace(where, nth=None, name=_NUMBER.sub("#", where.name))


def _is_row(found: Described) -> bool:
    return found.kind.partition(".")[0] == "tr" or found.where.what == "row"


def _may_be_entry(gesture: Gesture) -> bool:
    """Whether it presses a record of a list: that has no role, or one of its own."""
    return gesture.by == "locator" or (gesture.by == "get_by_role" and gesture.what in _OF_RECORDS)


def _words_in(gestures: Sequence[Gesture]) -> frozenset[str]:
    """The words by which elements are found, and those of what is chosen in them."""
    texts = (text for one in gestures for text in (one.what, one.name, one.value))
    return words_of(" ".join(texts))


def _words_on(control: Control | Link) -> str:
    return f"{control.text} {control.attributes.words}"


def _is_shown(form: Form) -> bool:
    return any(one.is_shown for one in form.fields)


def _kind_of(form: Form) -> tuple[str, ...]:
    """What a form is known by, whatever stands in it."""
    return tuple(one.name for one in form.fields)
