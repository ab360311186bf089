"""Compares the words of an event's name with the words of a control."""

import re
import unicodedata
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from journeys_mining.actions.queries import CHOOSING_KEYS
from journeys_runners.pages.dialogs import DIALOG
from journeys_runners.pages.forms import Button, Form
from journeys_runners.pages.page import Control, Link

_MOST_KNOWN: Final = 4096
"""The links and buttons of a page are looked at again with every step."""
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^\W\d_a-zA-Z]+")
_ACCENTS: Final = re.compile("[\u0300-\u036f]")
_STOP_WORDS: Final = frozenset(
    {"a", "an", "and", "at", "begin", "button", "by", "click", "clicked", "event", "for", "form"}
    | {"from", "in", "info", "of", "on", "or", "page", "press", "pressed", "start", "started"}
    | {"submit", "submitted", "the", "to", "user", "with"}
)
_DELETES: Final = frozenset({"delete", "destroy"})
_CHANGES_STATE: Final = frozenset(
    {"logout", "signout", "logoff", "delet", "remov", "unsubscrib", "cancel", "destroy"}
)
_CLOSES: Final = frozenset({"close", "deactivate", "cancel", "remove", "terminate"})


@lru_cache(_MOST_KNOWN)
def words_of(text: str) -> frozenset[str]:
    """The stems of the words that carry meaning.

    >>> sorted(words_of("Product Added")), sorted(words_of("addToCart"))
    (['add', 'product'], ['add', 'cart'])
    >>> sorted(words_of("remove_items_from_cart"))
    ['cart', 'item', 'remov']
    >>> sorted(words_of("Añadir al carrito") & words_of("carrito_anadir"))
    ['anadir', 'carrito']
    """
    words = (word.lower() for word in _WORD.findall(_without_accents(text)))
    return frozenset(_stem(word) for word in words if word not in _STOP_WORDS)


def _without_accents(text: str) -> str:
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFKD", text)))


def words_of_form(form: Form, button: Button | None) -> frozenset[str]:
    """The words of a form as this button submits it."""
    # A dialog is sent to no address: it has that of the page.
    path = "" if form.method == DIALOG else urlsplit(form.action_by(button)).path
    own = (path, form.attributes.words)
    pressed = (button.text, button.name, button.attributes.words) if button else ()
    return words_of(unquote(" ".join((*own, *pressed))))


def words_of_button(button: Button | None) -> frozenset[str]:
    """The words of a button itself; none for Enter."""
    return words_of(f"{button.name} {button.value} {button.text}") if button else frozenset()


def words_of_link(link: Link) -> frozenset[str]:
    """The words of a link: of its text, its path, and what its query chooses (`?do=logout`)."""
    return words_of(f"{_text_of_address(link.url)} {link.text} {link.attributes.words}")


@lru_cache(_MOST_KNOWN)
def _text_of_address(url: str) -> str:
    parts = urlsplit(url)
    chosen = (value for key, value in parse_qsl(parts.query) if key in CHOOSING_KEYS)
    return " ".join((unquote(parts.path), *chosen))


def words_of_control(control: Control) -> frozenset[str]:
    """The words of a button that a script answers."""
    return words_of(f"{control.text} {control.attributes.words}")


@lru_cache(_MOST_KNOWN)
def is_destructive(words: frozenset[str]) -> bool:
    """Whether a control with these words destroys something that a visit did not make itself."""
    deletes = any(_stem(word) in words for word in _DELETES)
    closes = _stem("account") in words and any(_stem(word) in words for word in _CLOSES)
    return deletes or closes


def changes_state(words: frozenset[str]) -> bool:
    """Whether a link with these words does something, although it is a link."""
    return bool(words & _CHANGES_STATE)


def _stem(word: str) -> str:
    """The word without the endings in which names of events and labels of buttons differ."""
    for ending in ("ing", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending)
    return word
