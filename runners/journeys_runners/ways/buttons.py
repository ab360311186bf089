"""Which button of the forms that fit is meant, where an export names their address only."""

from collections.abc import Sequence

from journeys_mining.actions.action import Action
from journeys_runners.pages.forms import Button, Form
from journeys_runners.pages.page import Page
from journeys_runners.pages.sign_out import signs_out
from journeys_runners.pages.words import (
    changes_state,
    is_destructive,
    words_of,
    words_of_button,
    words_of_form,
)
from journeys_runners.visiting.memory import Memory
from journeys_runners.visiting.plan import Chooser, button_key, buttons_of

_ASIDE = words_of("preview cancel back previous draft reset diff deny decline reject disagree")

Press = tuple[Form, Button | None]


def main_buttons(found: Sequence[Press]) -> Sequence[Press]:
    """Without what destroys something, then without buttons that only look at what was written, go
    back or sign out, then without forms that have no button, which are for scripts.

    A form of `Preview` and `Create` is submitted by `Create`. All, if there are no others.
    """
    safe = [
        (form, button) for form, button in found if not is_destructive(words_of_form(form, button))
    ]
    main = [(form, button) for form, button in safe if not _is_aside(button)]
    pressed = [one for one in main if one[1]]
    shown = [one for one in main if _is_shown(one[0])]
    # What a script puts together has no token of the page; it sends one of its own.
    with_token = [one for one in shown if any(field.kind == "hidden" for field in one[0].fields)]
    return pressed or with_token or shown or main or safe or found


def filled_in(found: Sequence[Press]) -> Sequence[Press]:
    """Without forms whose hidden fields wait for a script, where the page has the same form with
    them filled in: the sign-in that a layout unfolds, on the page to sign in."""
    return [
        one
        for one in found
        if not any(
            _asks_alike(one[0], other[0]) and _waits(other[0]) < _waits(one[0]) for other in found
        )
    ]


def _asks_alike(form: Form, other: Form) -> bool:
    return {one.name for one in form.fields} == {one.name for one in other.fields}


def _waits(form: Form) -> set[str]:
    return {one.name for one in form.fields if one.kind == "hidden" and not one.value}


def meant_buttons(memory: Memory, chooser: Chooser, found: Sequence[Press]) -> Sequence[Press]:
    """Those that say what production's users came to next, else those that are no part of the
    layout; all, if there are none."""
    if len(found) < 2:
        return found
    following = _words_of_next(memory, chooser)
    saying = [one for one in found if words_of_button(one[1]) & following]
    return saying or own_buttons(memory, found)


def own_buttons(memory: Memory, found: Sequence[Press]) -> Sequence[Press]:
    """Without the buttons of a layout that stands in one form with what the page is about.

    These are named, and every page of the visit has them, with a text to type; all, if there are
    no others.
    """
    page = memory.page
    if page is None or len(found) < 2:
        return found
    here = memory.site.template_of(page.url)
    others = [one for one in memory.pages() if memory.site.template_of(one.url) != here]
    own = [one for one in found if not (others and all(_has(page, one) for page in others))]
    return own or found


def _has(page: Page, press: Press) -> bool:
    """Whether the page has a form with this button and one of the same texts."""
    form, button = press
    texts = {one.name for one in form.fields if one.is_text}
    return (
        button is not None
        and bool(button.name or button.sets)
        and any(
            button_key(button) in map(button_key, buttons_of(other))
            and any(one.is_text and one.name in texts for one in other.fields)
            for other in page.forms
        )
    )


def _words_of_next(memory: Memory, chooser: Chooser) -> frozenset[str]:
    """The words of the address of the next step that those of the present page lack."""
    following = next(iter(chooser.after), None)
    template = Action.parse(following).template if following else None
    here = memory.site.template_of(memory.page.url) if memory.page else None
    return words_of(template.partition("?")[0]) - words_of(here or "") if template else frozenset()


def _is_aside(button: Button | None) -> bool:
    words = words_of_button(button)
    return bool(words & _ASIDE) or changes_state(words) or signs_out(words)


def _is_shown(form: Form) -> bool:
    return any(one.kind not in ("hidden", "checkbox") for one in form.fields)
