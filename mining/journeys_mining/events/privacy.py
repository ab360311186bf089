"""Which values look personal and must never enter a model, however many users gave them.

A value is judged by its look, and by the name of the place it was given at. What is recognised, how
well, and what is not, is written down in docs/privacy.md.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final
from urllib.parse import unquote_plus

from journeys_mining.events.person_names import names_a_person
from journeys_mining.events.personal_places import is_personal_place

_MAX_CHARS = 80
_NOT_DIGIT = re.compile(r"\D")
_DIGITS = re.compile(r"(?:\d[\s().+/-]*){7,}")
_SPELT_NUMBER = re.compile(r"[+(]*(?:\d[\s().+/-]*){6,}\d")
# What has many digits and is no person's: days, times, prices, versions, sizes, ranges.
_IMPERSONAL_NUMBERS = re.compile(
    r"(?<!\d)\d{4}[-/.]\d{1,2}(?:[-/.]\d{1,2})?(?:[T ]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?Z?)?(?!\d)"
    r"|(?<!\d)\d{1,2}[-/.]\d{1,2}[-/.]\d{4}(?!\d)|(?<!\d)\d{1,2}:\d{2}(?::\d{2})?(?!\d)"
    r"|(?<![\d.])\d{1,6}[.,]\d{1,2}(?![\d.,])|(?<![\d.-])\d{1,4}(?:\.\d{1,3}){1,3}(?![\d.])"
    r"|(?<![\d)/+-])(?<![\d)] )\d{1,5}\s*(?:-|to|bis|x|×)\s*\d{1,5}(?!\d)(?!\s*[-x×]?\s*\d)"
)


def _is_card(text: str) -> bool:
    digits = _NOT_DIGIT.sub("", text)
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


def _is_long_number(text: str) -> bool:
    return _DIGITS.search(_IMPERSONAL_NUMBERS.sub(" | ", text)) is not None


def _pattern(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda text: compiled.search(text) is not None


_CARD_SHAPE = re.compile(r"(?<!\d)(?:\d[ -]?){13,19}(?!\d)")
_IBAN_SHAPE = re.compile(r"\b[A-Za-z]{2}\d{2}(?: ?[A-Za-z0-9]{2,4}){3,8}\b")
_STREET = (
    r"(?i)\b\d{1,5}[a-z]?,? +(?:[a-z]\w*\.? +){1,3}(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr"
    r"|boulevard|blvd|court|ct|square|terrace|way)\b\.?"
    r"|\b\w{2,}(?:straße|strasse|str\.|weg|gasse|allee|platz|damm|ufer) ?\d{1,4}\b"
    r"|\b\d{1,4},? (?:bis )?(?:rue|avenue|boulevard|place|chemin|impasse|allée|quai|route|passage)"
    r" \w+"
    r"|\b(?:calle|via|avenida|viale|piazza|plaza|paseo|avda\.?|c/|camino|corso|vicolo|piazzale|rua"
    r"|travessa|alameda|praça|ul\.|ulica|al\.|aleja) [^\W\d][\w. ]{1,30},? (?:n[.º°] ?)?\d{1,4}\b"
    r"|\b\w{2,}(?:gatan|vägen|gränd|vej|gaden|veien|straat|laan|plein|gracht|katu|kuja) ?\d{1,4}\b"
    r"|\b\w{2,} (?:sokak|sok\.|caddesi|cad\.|bulvarı) (?:no:? ?)?\d{1,4}\b"
    r"|\b(?:ул\.|улица|пр-т|проспект|пер\.|переулок|наб\.) ?[^\W\d][\w. ]+,? ?(?:д\. ?)?\d{1,4}"
    r"|\bđường [^\W\d]\w+|[\u4e00-\u9fff]{2,}[路街]\d+号|[\u4e00-\u9fff]\d+丁目"
)
_NATIONAL_ID = (
    r"\b\d{3}-\d{2}-\d{4}\b"  # United States
    r"|\b[A-Za-z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-Da-d]\b"  # Britain
    r"|\b\d{8}-?[A-Za-z]\b|\b[XYZxyz]-?\d{7}-?[A-Za-z]\b"  # Spain
    r"|\b(?i:[a-z]{6}\d{2}[a-z]\d{2}[a-z]\d{3}[a-z])\b"  # Italy
    r"|\b[A-Z]{5}\d{4}[A-Z]\b"  # India
    r"|\b\d{2}[ .]?\d{2}[ .]?\d{2}[- ]\d{3}[. ]?\d{2}\b"  # Belgium
    r"|\b\d{6}[-+A-FU-Y]\d{3}[0-9A-Y]\b"  # Finland
    r"|\b(?i:[a-z]{4}\d{6}[hm][a-z]{5}[a-z0-9]\d)\b"  # Mexico
)
_CREDENTIAL = (
    r"(?=\S*\d)(?=\S*[A-Za-z])[\w.~+/=-]{16,}"  # sixteen characters that mix letters and digits
    r"|\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-|\beyJ[\w-]{8,}\.|\b(?:sk|pk|gh[pousr]|xox[abp])[-_]\w{6,}"
    r"|[A-Za-z0-9+/]{24,}={0,2}$"
)
_ADDRESS = (
    r"\b(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}\b"
    r"|(?i:\b[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){3,7}\b)|(?i:\b[0-9a-f]{2}(?::[0-9a-f]{2}){5}\b)"
)
_COORDINATES = (
    r"-?\d{1,3}\.\d{3,}\s*[,;/ ]\s*-?\d{1,3}\.\d{3,}"
    r"|(?i:\b(?:lat|lon|lng|latitude|longitude)\s*[=:]\s*-?\d{1,3}\.\d)"
)

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

# The first that fits names the kind, so what is checked stands before what only looks alike.
_KINDS: Final[tuple[tuple[str, Callable[[str], bool]], ...]] = (
    ("email", _pattern(r"\w@\w|^@\w|%40")),
    ("card", lambda text: any(_is_card(one[0]) for one in _CARD_SHAPE.finditer(text))),
    ("iban", lambda text: any(_is_iban(one[0]) for one in _IBAN_SHAPE.finditer(text))),
    ("address", _pattern(_ADDRESS)),
    ("coordinates", _pattern(_COORDINATES)),
    ("national_id", _pattern(_NATIONAL_ID)),
    ("token", _pattern(_CREDENTIAL)),
    ("street", _pattern(_STREET)),
    ("number", _is_long_number),
    ("name", lambda text: names_a_person(_CAMEL.sub(" ", text))),
)
_KINDS_OF_SEGMENTS = ("email", "card", "iban", "address", "coordinates", "name")
_KINDS_OF_LEFTOVERS = ("token", "number", "national_id", "name")
_MAY_BE_PERSONAL = re.compile(r"[@%]|(?:\d\D?){7}|(?:\d\.\d+){3}|\d\.\d+\.\d+\.\d")
_MOST_DIGITS = 4
"""A number in a name has no more: it counts steps or versions."""
_LEAST_LETTERS = 3
"""Words are on average at least so long; random characters change their kind more often."""
_PIECES = re.compile(r"[^\W\d_]+|\d+")
# How readers call a click that has no name but the text it hit.
_CLICK = "click "


def personal_kind(value: str) -> str | None:
    """What kind of personal data a value looks like; None if it looks like none.

    >>> [personal_kind(text) for text in ("red mug", "ann@shop.test", "+49 170 1234567")]
    [None, 'email', 'number']
    >>> personal_kind("4111 1111 1111 1111"), personal_kind("2026-01-31"), personal_kind("9.99-20")
    ('card', None, None)
    """
    if len(value) > _MAX_CHARS:
        return "long_text"
    return next((kind for kind, fits in _KINDS if fits(value)), None)


def looks_personal(value: str) -> bool:
    """Whether a value looks like personal data of any kind.

    >>> [looks_personal(text) for text in ("red mug", "ann@shop.test", "+49 170 1234567")]
    [False, True, True]
    """
    return personal_kind(value) is not None


@lru_cache(maxsize=2**16)
def segment_kind(segment: str) -> str | None:
    """The kind of a path segment that has to be a slot, so that it is no part of a name.

    Numbers, tokens and long texts are left to the templates: most are ids of things.

    >>> segment_kind("ann%40shop.test"), segment_kind("anna-mueller"), segment_kind("red-mug-17")
    ('email', 'name', None)
    """
    if not _MAY_BE_PERSONAL.search(segment):
        # What most of a million slugs are: nothing but a name can be found in them.
        return "name" if names_a_person(segment) else None
    kind = personal_kind(unquote_plus(segment))
    return kind if kind in _KINDS_OF_SEGMENTS else None


@lru_cache(maxsize=2**16)
def leftover_kind(segment: str) -> str | None:
    """The kind of a path segment that stayed in a template by its own name, and must not.

    >>> [leftover_kind(one) for one in ("+49-170-1234567", "YW5uLmxlZUBzaG9w==", "JohnSmith")]
    ['number', 'token', 'name']
    >>> [leftover_kind(one) for one in ("terms-and-conditions-2026", "iphone-15-pro-max-256gb")]
    [None, None]
    """
    kind = personal_kind(unquote_plus(segment))
    if kind == "token" and _reads_as_words(segment):
        return None
    return kind if kind in _KINDS_OF_LEFTOVERS else None


def without_personal(name: str) -> str:
    """The name of an event, with the words that look personal taken out.

    A name of a person is taken out of what a click hit, which is text of a page; what events and
    pages are called by those who made them (`George_Washington` of an encyclopedia) is left.

    >>> without_personal("click ann@shop.test"), without_personal("click Add to cart")
    ('click {email}', 'click Add to cart')
    >>> without_personal("checkout_step_2_completed"), without_personal("xK3f9QpL2v8ZrT5w")
    ('checkout_step_2_completed', '{token}')
    >>> without_personal("click Anna Müller"), without_personal("Henry_James")
    ('{name}', 'Henry_James')
    """
    plain = unquote_plus(name) if "%" in name else name
    kind = personal_kind(plain)
    if kind in (None, "long_text") or (kind == "token" and _reads_as_words(plain)):
        return name
    if kind in ("name", "street") and not name.startswith(_CLICK):
        return name
    if _is_long_number(name):
        name = _SPELT_NUMBER.sub("{number}", name)
    kept = [f"{{{kind}}}" if (kind := personal_kind(word)) else word for word in name.split()]
    left = " ".join(kept)
    kind = personal_kind(re.sub(r"\{\w+\}", " ", left))
    # What spans several words, a name or a phone number, takes the whole text with it.
    return left if kind in (None, "long_text") else f"{{{kind}}}"


def _reads_as_words(name: str) -> bool:
    """Whether a long name was made of words by a person: `cart_v2.viewed`, not `xK3f9QpL`."""
    pieces = _PIECES.findall(_CAMEL.sub(" ", name))
    words = [piece for piece in pieces if piece.isalpha()]
    numbers = [piece for piece in pieces if piece.isdigit()]
    return (
        len(words) > len(numbers)
        and sum(map(len, words)) >= _LEAST_LETTERS * len(words)
        and all(len(piece) <= _MOST_DIGITS for piece in numbers)
    )


@dataclass(slots=True, kw_only=True)
class ValueGate:
    """What a value has to pass to enter a model; counts those that looked personal."""

    floor: int
    """Distinct users that have to have given the value."""
    removed: Counter[str] = field(default_factory=Counter)
    """Distinct values of each kind; `place` counts those of places that are named like one."""

    def passes(self, place: str, value: str, users: int) -> bool:
        """Whether a value that so many users gave at a place may enter the model."""
        if users < self.floor:
            return False
        kind = "place" if is_personal_place(place) else personal_kind(value)
        if kind is not None:
            self.removed[kind] += 1
        return kind is None
