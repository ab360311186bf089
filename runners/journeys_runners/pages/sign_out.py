"""Tells by a page whether the application knows its visitor: those it knows may sign out, those it
does not are asked for a password."""

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from journeys_runners.pages.forms import Form
from journeys_runners.pages.page import Link, Page
from journeys_runners.pages.password_forms import asks_for_another
from journeys_runners.pages.words import words_of, words_of_control, words_of_form, words_of_link

_SIGN_IN: Final = words_of("login signin log sign")
_SIGN_OUT: Final = words_of("logout signout logoff")
_CONFIRMS: Final = words_of("confirm confirmation verify verification activate activation")
_BY_MAIL: Final = words_of("mail email mailbox inbox")
_PARTED: Final = (words_of("log out"), words_of("sign out"), words_of("log off"))


def signs_out(words: frozenset[str]) -> bool:
    """Whether these are the words of a control that ends a visitor's session."""
    return bool(words & _SIGN_OUT) or any(parts <= words for parts in _PARTED)


def signs_out_by(form: Form) -> bool:
    """Whether the form is such a control."""
    return any(signs_out(words_of_form(form, button)) for button in form.buttons or (None,))


def shows_sign_out(page: Page) -> bool:
    """Whether the page has such a control."""
    return (
        any(signs_out(words_of_link(link)) for link in page.links)
        or any(signs_out(words_of_control(one)) for one in page.controls)
        or any(signs_out_by(form) for form in page.forms)
    )


def offers_sign_in(page: Page) -> Iterator[Link]:
    """The links by which a page offers to sign in."""
    for link in page.links:
        words = words_of_link(link)
        if words & _SIGN_IN and not signs_out(words):
            yield link


def asks_to_confirm(page: Page | None) -> bool:
    """Whether the page lets nobody in before they have read an e-mail."""
    if page is None or shows_sign_out(page):
        return False
    said = words_of(f"{urlsplit(page.url).path} {page.title} {page.heading}")
    return bool(said & _CONFIRMS) and bool(said & _BY_MAIL)


def is_sent_elsewhere(page: Page | None) -> bool:
    """Whether the visitor stands at another application's sign-in: its form alone leads on."""
    return page is not None and asks_for_another(page.url)


def asks_for_password(page: Page | None) -> bool:
    """Whether the page wants to know who visits it; where they may sign out, it is told already,
    and a password is one of their settings."""
    return (
        page is not None
        and any(
            field.kind == "password" or (field.is_text and asks_for_another(form.action))
            for form in page.forms
            for field in form.fields
        )
        and not shows_sign_out(page)
    )
