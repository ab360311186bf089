"""The way to a request: a form whose action and method fit."""

from collections.abc import Iterator

from journeys.evidence import Way
from journeys_mining.actions.action import Action
from journeys_runners.pages.forms import Button, Form
from journeys_runners.pages.page import Page
from journeys_runners.pages.password_forms import can_be_taken
from journeys_runners.pages.site import agrees
from journeys_runners.pages.words import is_destructive, words_of_form
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
from journeys_runners.ways.buttons import filled_in, main_buttons, meant_buttons, own_buttons


def by_form(memory: Memory, action: Action, chooser: Chooser) -> Plan | None:
    """Submit a form of the current page whose action and method fit.

    Where several do, as registering and signing in at one address, one that can succeed and
    destroys nothing.
    """
    page = memory.page
    if page is None:
        return None
    fitting = filled_in(list(_fitting(memory, page, action, chooser)))
    takable = [
        (form, button)
        for form, button in fitting
        if can_be_taken(form, button, chooser.sources.given, has_account=memory.has_account)
    ]
    main = main_buttons(takable or fitting)
    leading = [one for one in main if button_key(one[1]) not in chooser.led_elsewhere]
    found = choose(meant_buttons(memory, chooser, leading or main), chooser.seed)
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
    main = own_buttons(memory, main_buttons(again))
    same = [(form, button) for form, button in main if _is_same(button, tried)]
    tried_too = chooser.led_elsewhere
    others = [one for one in main if one not in same and button_key(one[1]) not in tried_too]
    meant = meant_buttons(memory, chooser, others) if by_other else same or main
    found = choose(meant, chooser.seed)
    return submit(page, *found, chooser, way) if found else None


def _names(form: Form) -> set[str]:
    texts = {one.name for one in form.fields if one.is_text}
    return texts or {one.name for one in form.fields}


def _is_same(one: Button | None, other: Button | None) -> bool:
    if one is None or other is None:
        return one is other
    return (one.name, one.value, one.text, one.sets) == (
        other.name,
        other.value,
        other.text,
        other.sets,
    )


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
