"""The way to a request: a form whose action and method fit."""

from collections.abc import Iterator, Sequence
from typing import Final

from journeys.evidence import Way
from journeys_mining.actions.action import Action
from journeys_runners.pages.forms import Button, Form
from journeys_runners.pages.page import Page
from journeys_runners.pages.password_forms import can_be_taken
from journeys_runners.pages.site import agrees
from journeys_runners.pages.words import is_destructive, words_of, words_of_form
from journeys_runners.visiting.memory import Memory
from journeys_runners.visiting.plan import (
    Chooser,
    Plan,
    Submission,
    button_key,
    buttons_of,
    choose,
    submit,
)

_ASIDE: Final = words_of(
    "preview cancel back previous draft reset diff deny decline reject disagree"
)


def by_form(memory: Memory, action: Action, chooser: Chooser) -> Plan | None:
    """Submit a form of the current page whose action and method fit.

    Where several do, as registering and signing in at one address, one that can succeed and
    destroys nothing.
    """
    page = memory.page
    if page is None:
        return None
    fitting = list(_fitting(memory, page, action, chooser))
    takable = [
        (form, button)
        for form, button in fitting
        if can_be_taken(form, button, chooser.sources.given, has_account=memory.has_account)
    ]
    main = _main_buttons(takable or fitting)
    leading = [one for one in main if button_key(one[1]) not in chooser.led_elsewhere]
    found = choose(leading or main, chooser.seed)
    return submit(page, *found, chooser, Way.FORM) if found else None


def once_more(
    memory: Memory, refused: Submission, way: Way, chooser: Chooser, *, by_other: bool
) -> Plan | None:
    """Submit a form that came back as it was sent, by the same button or `by_other` of its own."""
    page, tried = memory.page, refused.button
    if page is None:
        return None
    again = [
        (form, button)
        for form in page.forms
        for button in buttons_of(form)
        if form.method_by(button) == refused.form.method_by(tried)
        and form.action_by(button) == refused.form.action_by(tried)
        and _names(form) & _names(refused.form)
        and not is_destructive(words_of_form(form, button))
    ]
    main = _main_buttons(again)
    same = [(form, button) for form, button in main if _is_same(button, tried)]
    tried_too = chooser.led_elsewhere
    others = [one for one in main if one not in same and button_key(one[1]) not in tried_too]
    found = choose(others if by_other else same or main, chooser.seed)
    return submit(page, *found, chooser, way) if found else None


def _main_buttons(
    found: Sequence[tuple[Form, Button | None]],
) -> Sequence[tuple[Form, Button | None]]:
    """Without what destroys something, then without buttons that only look at what was written, or
    go back, then without forms that have no button, which are for scripts.

    A form of `Preview` and `Create` is submitted by `Create`. All, if there are no others.
    """
    safe = [
        (form, button) for form, button in found if not is_destructive(words_of_form(form, button))
    ]
    main = [(form, button) for form, button in safe if not _words(button) & _ASIDE]
    pressed = [one for one in main if one[1]]
    shown = [one for one in main if _is_shown(one[0])]
    # What a script puts together has no token of the page; it sends one of its own.
    with_token = [one for one in shown if any(field.kind == "hidden" for field in one[0].fields)]
    return pressed or with_token or shown or main or safe or found


def _is_shown(form: Form) -> bool:
    return any(one.kind not in ("hidden", "checkbox") for one in form.fields)


def _words(button: Button | None) -> frozenset[str]:
    return words_of(f"{button.name} {button.value} {button.text}") if button else frozenset()


def _names(form: Form) -> set[str]:
    texts = {one.name for one in form.fields if one.is_text}
    return texts or {one.name for one in form.fields}


def _is_same(one: Button | None, other: Button | None) -> bool:
    if one is None or other is None:
        return one is other
    return (one.name, one.value, one.text) == (other.name, other.value, other.text)


def page_with_form(memory: Memory, action: Action, chooser: Chooser) -> Page | None:
    """The page seen last that has a fitting form and can be opened again."""
    return next(
        (
            page
            for page in memory.pages()
            if page.has_address and any(_fitting(memory, page, action, chooser))
        ),
        None,
    )


def _fitting(
    memory: Memory, page: Page, action: Action, chooser: Chooser
) -> Iterator[tuple[Form, Button | None]]:
    for form in page.forms:
        for button in buttons_of(form):
            match = memory.site.match(form.action_by(button))
            if (
                match
                and match.template == action.template
                and form.is_sent_as(action.method, button)
                and agrees(match, chooser.fixed)
            ):
                yield form, button
