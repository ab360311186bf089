"""Numbers whose own check tells them from others: of cards, bank accounts and books."""

import re
from typing import Final

_NOT_DIGIT: Final = re.compile(r"\D")
_AIRLINE_DIGITS: Final = 15
_CARD_SHAPE: Final = re.compile(r"(?<!\d)(?:\d[ -]?){13,19}(?!\d)")
_IBAN_SHAPE: Final = re.compile(r"\b[A-Za-z]{2}\d{2}(?: ?[A-Za-z0-9]{2,4}){3,8}\b")
_ISBN: Final = re.compile(
    r"(?<!\d)97[89](?:[- ]?\d){10}(?!\d)"
    r"|(?<![\w-])(?:\d{9}X|(?=[\d-]{12}[\dX](?![\w-]))\d{1,5}-\d{1,7}-\d{1,7}-[\dX])"
)


def holds_card(text: str) -> bool:
    """Whether a number in the text passes for that of a card, and is none of a book."""
    return any(_is_card(one[0]) for one in _CARD_SHAPE.finditer(without_isbns(text)))


def holds_iban(text: str) -> bool:
    """Whether there is the number of a bank account in the text."""
    return any(_is_iban(one[0]) for one in _IBAN_SHAPE.finditer(text))


def _is_card(text: str) -> bool:
    digits = _NOT_DIGIT.sub("", text)
    # Of the numbers that begin with 1, only an airline's are cards: others are moments, in
    # milliseconds or microseconds, of which the check holds for one in ten.
    if digits[:1] == "1" and len(digits) != _AIRLINE_DIGITS:
        return False
    return 13 <= len(digits) <= 19 and _luhn_holds(digits)


def _luhn_holds(digits: str) -> bool:
    """Luhn's check (ISO/IEC 7812-1, annex B).

    >>> _luhn_holds("4111111111111111"), _luhn_holds("4111111111111112")
    (True, False)
    """
    doubled = [int(one) * (2 if place % 2 else 1) for place, one in enumerate(reversed(digits))]
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


def _is_iban(text: str) -> bool:
    """The check of ISO 13616: the rearranged number is 1 modulo 97."""
    bare = re.sub(r"\s", "", text).upper()
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", bare):
        return False
    return int("".join(str(int(one, 36)) for one in bare[4:] + bare[:4])) % 97 == 1


def without_isbns(text: str) -> str:
    """A text without the numbers of books (ISO 2108), whose check holds.

    >>> without_isbns("978-3-16-148410-0"), without_isbns("978-3-16-148410-1")
    (' | ', '978-3-16-148410-1')
    """
    return _ISBN.sub(lambda found: " | " if _is_isbn(found[0]) else found[0], text)


def _is_isbn(text: str) -> bool:
    digits = [10 if one == "X" else int(one) for one in text if one.isdigit() or one == "X"]
    if len(digits) == 10:
        return sum(place * one for place, one in enumerate(reversed(digits), start=1)) % 11 == 0
    return sum(one * (3 if place % 2 else 1) for place, one in enumerate(digits)) % 10 == 0
