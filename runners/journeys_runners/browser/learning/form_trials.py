"""How the forms and dialogs of a live page are filled in and sent, to see what comes of it."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Final

from journeys.journey import JourneyId
from journeys_runners.bindings.gestures import Gesture
from journeys_runners.browser.learning.caution import Caution
from journeys_runners.browser.learning.choosing import choices_in
from journeys_runners.browser.learning.describing import OFFERED, describe_handle
from journeys_runners.browser.window import Window
from journeys_runners.pages.dialogs import DIALOG, NAMELESS
from journeys_runners.pages.forms import Button, Field, Form
from journeys_runners.pages.words import words_of
from journeys_runners.values.inventor import Inventor, asks_for_date
from journeys_runners.values.uploads import upload_for
from journeys_runners.values.value_names import words_in

CLOSES: Final = words_of("cancel close dismiss back discard")
_OF_ONE_FORM: Final = frozenset({"date", "time", "datetime-local", "month", "week", "number"})
_INVENTOR: Final = Inventor(marker="", journey_id=JourneyId("learning"), attempt=1)
"""Of values that have no room for a run's marker."""
_LETTER: Final = "a"


class FormTrials:
    """Fills in the forms of the page that stands in a window."""

    def __init__(
        self,
        window: Window,
        wanted: Collection[str],
        caution: Caution,
        may_fill: Callable[[Form, Button | None], bool],
    ) -> None:
        """`wanted` are the actions of the model that take a press; `may_fill` says whether a form
        may be sent with this button.
        """
        self._window, self._site, self._wanted = window, window.site, wanted
        self._caution, self._may_fill = caution, may_fill

    async def fill_in(self, form: Form) -> list[tuple[Gesture, ...]]:
        """The gestures that fill and send a form, or fill it; none if a plain form's way knows it.

        Dialogs have buttons for their fields, too: the one that ends it comes last, if not first.
        """
        match = self._site.match(form.action)
        if match and form.method != "GET" and f"{form.method} {match.template}" in self._wanted:
            return []
        is_dialog = form.method == DIALOG
        fields = [one for one in form.fields if one.required or not is_dialog]
        gestures = await self._typed(fields) or await self._changed(form)
        is_open = self._may_fill(form, None)
        # What fields send as they are filled in can be had of a form that may not be sent.
        end = Gesture(act="press", value="Enter" if is_open else "Tab")
        # What is suggested shows while one types: Enter would take the first, or close the list.
        typed = [gestures if suggests(form) else (*gestures, end)] if gestures else []
        if not form.buttons:
            return typed
        entries = await self._entries(form, fields, gestures)
        filled: list[tuple[Gesture, ...]] = []
        for button in reversed(form.buttons) if is_dialog else form.buttons:
            words = f"{button.text} {button.attributes.words}"
            found = await describe_handle(self._window, button.handle)
            if not found or words_of(words) & CLOSES:
                continue
            if not self._may_fill(form, button):
                self._caution.left_alone.append(found.called)
            elif self._caution.allows(words, found.called):
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
        # What suggests may be a list to choose from, which some ask for as one types, or a text
        # that is free.
        apart = [one.handle for one in fields if one.suggests and one.handle is not None]
        sought, own = await self._sought(fields), await self._typed(free)
        others = await choices_in(page, form, apart) if page else ()
        return [(*own, *chosen), *([(*own, *sought, *others)] if sought else []), typed]

    async def _sought(self, fields: Sequence[Field]) -> tuple[Gesture, ...]:
        """The first of what each field suggests for a letter that most names have."""
        found: list[Gesture] = []
        for one in fields:
            if one.suggests and one.is_shown and not (one.value or one.is_readonly):
                described = await describe_handle(self._window, one.handle)
                found += [described.to("fill", _LETTER), OFFERED] if described else []
        return tuple(found)

    async def _typed(self, fields: Sequence[Field]) -> tuple[Gesture, ...]:
        """A text for each field that is shown and empty."""
        typed, dates = list[Gesture](), list[Gesture]()
        for one in fields:
            is_open = one.is_text and one.is_shown and not (one.value or one.is_readonly)
            found = await describe_handle(self._window, one.handle) if is_open else None
            if found and asks_for_date(one):
                # A calendar takes what is typed as Enter is pressed, which may send the form.
                dates += [found.to("fill", value_for(one)), found.to("press", "Enter")]
            elif found:
                called = found.called if one.name == NAMELESS else one.name
                is_free = one.kind not in _OF_ONE_FORM
                value = f"{{{slot_of(called)}}}" if is_free else value_for(one)
                typed.append(found.to("fill", value))
        return (*typed, *dates)

    async def _changed(self, form: Form) -> tuple[Gesture, ...]:
        """Another text in a form that holds all it asks for, if its button waits for that."""
        waits = bool(form.buttons) and all(one.is_disabled for one in form.buttons)
        held = (one for one in form.fields if one.is_text and one.value and one.is_shown)
        first = next(held, None) if waits else None
        return await self._typed([replace(first, value="")]) if first else ()


def suggests(form: Form) -> bool:
    """Whether one of its fields shows suggestions while one types."""
    return any(one.suggests and one.is_shown for one in form.fields)


def slot_of(name: str) -> str:
    """The slot that stands for what is typed into a field of this name."""
    return "_".join(words_in(name)) or NAMELESS


def value_for(field: Field) -> str:
    """A value of the form that this kind of field takes; of a file, its name."""
    if field.kind == "file":
        return upload_for(field.name, dict(field.attributes).get("accept", ""), "file").name
    return _INVENTOR.value_for(field)
