"""Tells forms that make an account from forms that ask for one. Takes the records of a page."""

from collections.abc import Callable, Collection, Iterable
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from journeys_runners.pages.forms import Button, Field, Form
from journeys_runners.pages.words import words_of, words_of_form

MAKES_ACCOUNT: Final = words_of("register registration signup up join create")
"""What applications call it to make an account."""
_SIGNS_IN: Final = words_of("login signin log")
_OFFERS_TO_SIGN_IN: Final = _SIGNS_IN | words_of("sign")
"""To sign up says that an account is made, too."""
_MOST_PASSWORDS: Final = 2
"""A form with more changes a password: the old one, the new one, the new one again."""
_ASKS_FOR_OTHERS: Final = {"response_type", "client_id"}
"""Keys with which an application sends a visitor to sign in elsewhere (RFC 6749, section 4.1.1)."""


def makes_account(form: Form, button: Button | None) -> bool:
    """Whether the form registers a new visitor: it asks twice for a password, or says so."""
    passwords = _passwords(form)
    if not _names_somebody(form) or not 1 <= len(passwords) <= _MOST_PASSWORDS:
        return False
    # Some sign-ins call their password new, to keep browsers from filling it in.
    says = _own_words(form, button)
    if len(passwords) == 1 and says & _OFFERS_TO_SIGN_IN and not says & MAKES_ACCOUNT:
        return False
    return _are_new(passwords) or _says_that_it_registers(form, button)


def signs_in(form: Form, button: Button | None) -> bool:
    """Whether the form asks for the password of an account that is there, or for its name alone."""
    if not _names_somebody(form):
        return False
    if not _passwords(form):
        return asks_for_another(form.action_by(button))
    return len(_passwords(form)) == 1 and not makes_account(form, button)


def asks_for_another(url: str) -> bool:
    """Whether another application wants to know at this address who its visitor is."""
    return dict(parse_qsl(urlsplit(url).query)).keys() >= _ASKS_FOR_OTHERS


def may_change_password(fields: Iterable[Field]) -> bool:
    """Whether somebody is told who they are, and may set another password: nobody does by the way.

    Whoever did would be locked out where the account is to be used again.
    """
    texts = [one for one in fields if one.is_text]
    is_known = any(one.kind == "email" and one.value for one in texts)
    return is_known and _are_new([one for one in texts if one.kind == "password"])


def can_be_taken(
    form: Form,
    button: Button | None,
    given: Callable[[str], str | None],
    *,
    has_account: bool,
) -> bool:
    """Whether the application can be expected to take the form as we fill it.

    Nobody signs in without an account, nobody registers the account twice that they have, and
    nobody takes the account of a visitor before them, whose name they are offered.
    `given` says what somebody said to write into the field of a name.
    """
    knows_password = has_account or any(given(one.name) for one in _passwords(form))
    if not _passwords(form) and asks_for_another(form.action_by(button)):
        return signs_in(form, button)
    if signs_in(form, button):
        return knows_password
    return not (makes_account(form, button) and knows_password)


def _says_that_it_registers(form: Form, button: Button | None) -> bool:
    """By its own words; by its address only where they tell nothing, for forms share addresses."""
    own = _own_words(form, button)
    if own & (_SIGNS_IN | MAKES_ACCOUNT):
        return bool(own & MAKES_ACCOUNT) and not own & _SIGNS_IN
    return bool(MAKES_ACCOUNT & words_of_form(form, button))


def _own_words(form: Form, button: Button | None) -> frozenset[str]:
    pressed = (button.text, button.name, button.attributes.words) if button else ()
    return words_of(" ".join((form.attributes.words, *pressed)))


def _are_new(passwords: Collection[Field]) -> bool:
    return len(passwords) > 1 or any("new-password" in one.label for one in passwords)


def _passwords(form: Form) -> list[Field]:
    return [one for one in form.fields if one.kind == "password"]


def _names_somebody(form: Form) -> bool:
    return any(one.is_text and one.kind != "password" for one in form.fields)
