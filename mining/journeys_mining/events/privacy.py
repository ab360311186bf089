"""Which values look personal and must never enter a model, however many users gave them.

A value is judged by its look, and by the name of the place it was given at. What is recognised, how
well, and what is not, is written down in docs/privacy.md.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final
from urllib.parse import unquote_plus

from journeys_mining.events.checked_numbers import holds_card, holds_iban, without_isbns
from journeys_mining.events.event_names import CAPTURED_CLICK
from journeys_mining.events.person_names import names_a_person
from journeys_mining.events.personal_places import is_personal_place, is_place_of_goods
from journeys_mining.events.streets import holds_street
from journeys_mining.events.tokens import holds_token, reads_as_words

_MAX_CHARS = 80
_DIGITS = re.compile(r"(?:\d[\s().+/-]*){7,}")
_SPELT_NUMBER = re.compile(r"[+(]*(?:\d[\s().+/-]*){6,}\d")
# What has many digits and is no person's: days, times, prices, versions, sizes, ranges.
_IMPERSONAL_NUMBERS = re.compile(
    # The number of a document: `INV-2026-00042`.
    r"(?<![^\W_])[A-Za-z]{2,5}[-/](?:19|20)\d\d[-/]\d{1,6}(?![-/]?\d)"
    r"|(?<!\d)\d{4}[-/.]\d{1,2}(?:[-/.]\d{1,2})?(?:[T ]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?Z?)?(?!\d)"
    r"|(?<!\d)\d{1,2}[-/.]\d{1,2}[-/.]\d{4}(?!\d)|(?<!\d)\d{1,2}:\d{2}(?::\d{2})?(?!\d)"
    r"|(?<![\d.])\d{1,6}[.,]\d{1,2}(?![\d.,])|(?<![\d.-])\d{1,4}(?:\.\d{1,3}){1,3}(?![\d.])"
    r"|(?<![\d)/+-])(?<![\d)] )\d{1,5}\s*(?:-|to|bis|x|×)\s*\d{1,5}(?!\d)(?!\s*[-x×]?\s*\d)"
)


def _is_long_number(text: str) -> bool:
    return _DIGITS.search(_IMPERSONAL_NUMBERS.sub(" | ", without_isbns(text))) is not None


_LEAST_WORDS = 3


def _is_token(text: str) -> bool:
    """Whether a word was made by a machine: `iphone-15-pro-max-256gb` is as long, but of words.

    Of random values of 16 characters of Base64's alphabet for URLs one in a thousand reads so, of
    longer ones fewer.
    """
    return holds_token(text) and not all(
        len(re.split(r"[-_.]+", word)) >= _LEAST_WORDS and reads_as_words(word)
        for word in text.split()
        if holds_token(word)
    )


def _pattern(pattern: str, sign: str = "") -> Callable[[str], bool]:
    """Looks for a pattern, where a sign that it needs is there at all: most texts have none."""
    compiled, needed = re.compile(pattern), re.compile(sign)
    return lambda text: needed.search(text) is not None and compiled.search(text) is not None


# Not behind or before a letter or digit; an underscore parts.
_START, _END = r"(?<![^\W_])", r"(?![^\W_])"
_NATIONAL_ID = (
    rf"{_START}\d{{3}}-\d{{2}}-\d{{4}}{_END}"  # United States
    rf"|{_START}[A-Za-z]{{2}} ?\d{{2}} ?\d{{2}} ?\d{{2}} ?[A-Da-d]{_END}"  # Britain
    rf"|{_START}(?:\d{{8}}-?[A-Za-z]|[XYZxyz]-?\d{{7}}-?[A-Za-z]){_END}"  # Spain
    rf"|{_START}(?i:[a-z]{{6}}\d{{2}}[a-z]\d{{2}}[a-z]\d{{3}}[a-z]){_END}"  # Italy
    rf"|{_START}[A-Z]{{5}}\d{{4}}[A-Z]{_END}"  # India
    rf"|{_START}\d{{2}}[ .]?\d{{2}}[ .]?\d{{2}}[- ]\d{{3}}[. ]?\d{{2}}{_END}"  # Belgium
    rf"|{_START}\d{{6}}[-+A-FU-Y]\d{{3}}[0-9A-Y]{_END}"  # Finland
    rf"|{_START}(?i:[a-z]{{4}}\d{{6}}[hm][a-z]{{5}}[a-z0-9]\d){_END}"  # Mexico
    rf"|{_START}\d{{3}}\.\d{{3}}\.\d{{3}}-\d{{2}}{_END}"  # Brazil
    rf"|{_START}\d{{1,2}}\.\d{{3}}\.\d{{3}}-[\dXxKk]{_END}"  # Brazil, Chile
    rf"|{_START}\d{{1,3}}(?:\.\d{{3}}){{2}}-\d{{1,2}}{_END}|{_START}756(?:\.\d{{4}}){{2}}\.\d{{2}}{_END}"
)
# Passports and plates have no look of their own, but behind the word for one.
_SAID_ID = (
    r"(?i:\b(?:passport|reisepass|passeport|pasaporte|passaporto|ausweis|kennzeichen|number ?plate"
    r"|licen[cs]e plate|immatriculation|matr[ií]cula|targa)"
    r"\W{1,3}(?:(?:no|nr|number|nummer|num[eé]ro|n°)\b\W{0,3})?"
    r"(?=[\w -]*\d)(?=[\w -]*[^\W\d_])(?:[a-z]{0,2}\d[a-z\d]{4,9}"
    r"|[a-zäöü]{1,3}[- ]?[a-z]{0,2}[- ]?\d{2,4}(?:[- ]?[a-z]{1,3})?|\d{3,4} ?[a-z]{3})(?![\w-]))"
)
_ADDRESS = (
    r"(?<![^\W_])(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}(?![^\W_])"
    r"|(?i:(?<![^\W_])[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){3,7}(?![^\W_]))"
    # Shortened: two colons stand for zeroes.
    r"|(?i:(?<![\w:])(?=[0-9a-f:]*\d)[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6}::(?:[0-9a-f]{1,4}(?::|(?![\w:])))+)"
    r"|(?i:(?<![^\W_])[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}(?![^\W_]))"
)
_COORDINATES = (
    r"-?\d{1,3}\.\d{3,}\s*[,;/ ]\s*-?\d{1,3}\.\d{3,}|\d{1,3}°\s?\d{1,2}['′]"
    r"|(?i:\b[ns]\s?\d{1,2}\.\d{3,}\W{1,3}[ew]\s?\d{1,3}\.\d{3,})"
    r"|(?i:\b(?:lat|lon|lng|latitude|longitude)\s*[=:]\s*-?\d{1,3}\.\d)"
)

# Also spelt, `ann at shop dot test`, so that nobody's program finds it.
_EMAIL = (
    # A picture for screens of many pixels is called `logo@2x.png`.
    r"\w@(?![1-4]x(?:\W|$))\w|^@\w|(?i:\w ?[(\[{]at[)\]}] ?[\w-]+\.[a-z]{2})"
    r"|(?i:\w ?[(\[]?\bat\b[)\]]? ?[\w-]+ ?[(\[]?\bdot\b[)\]]? ?\w{2})"
)

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

# The first that fits names the kind, so what is checked stands before what only looks alike.
_KINDS: Final[tuple[tuple[str, Callable[[str], bool]], ...]] = (
    ("email", _pattern(_EMAIL, r"@|(?i:dot|[(\[{]at)")),
    ("card", holds_card),
    ("iban", holds_iban),
    ("address", _pattern(_ADDRESS, "[:.-]")),
    ("coordinates", _pattern(_COORDINATES, r"\d(?:\.\d|°)")),
    ("national_id", _pattern(f"{_NATIONAL_ID}|{_SAID_ID}", r"\d")),
    ("token", _is_token),
    ("street", holds_street),
    ("number", _is_long_number),
    ("name", lambda text: names_a_person(_CAMEL.sub(" ", text))),
)
_KINDS_OF_SEGMENTS = ("email", "card", "iban", "address", "coordinates", "street", "name")
_KINDS_OF_LEFTOVERS = ("token", "number", "national_id", "name")
_KINDS_OF_GOODS = ("number", "card", "name")
"""What the numbers and names of things that many users looked at may look like."""
_MAY_BE_PERSONAL = re.compile(
    r"[@%]|::|(?:\d\D?){7}|(?:\d\.\d+){3}|\d\.\d+\.\d+\.\d|(?:[0-9A-Fa-f]{2}[:-]){5}"
)
# As HTML and JSON may write it.
_ESCAPED_AT = re.compile(r"(?i)&#(?:64|x40);|&commat;|\\u0040")
_MOST_ESCAPES = 3
"""A URL within a URL within a URL is escaped so often."""


@lru_cache(maxsize=2**14)
def personal_kind(value: str) -> str | None:
    """What kind of personal data a value looks like; None if it looks like none.

    >>> [personal_kind(text) for text in ("red mug", "ann@shop.test", "+49 170 1234567")]
    [None, 'email', 'number']
    >>> personal_kind("4111 1111 1111 1111"), personal_kind("2026-01-31"), personal_kind("9.99-20")
    ('card', None, None)
    """
    if len(value) > _MAX_CHARS:
        return "long_text"
    spelt = value if value.isascii() else unicodedata.normalize("NFKC", value)
    plain = _without_escapes(spelt)
    for kind, fits in _KINDS:
        if fits(spelt) or (plain != spelt and fits(plain)):
            return kind
    return None


def _without_escapes(text: str) -> str:
    for _ in range(_MOST_ESCAPES):
        if "%" not in text:
            break
        text = unquote_plus(text)
    return _ESCAPED_AT.sub("@", text)


@lru_cache(maxsize=2**14)
def is_personal_key(key: str) -> bool:
    """Whether a key of a query, form or document is no name that a program gave, but a value.

    What begins with `@` is a person as a value, and as a key one of those of an application.

    >>> [is_personal_key(one) for one in ("created_at", "ctl00$Main$TextBox1", "@action")]
    [False, False, False]
    >>> is_personal_key("ann@shop.test")
    True
    """
    kind = personal_kind(key.removeprefix("@"))
    return kind is not None and not (kind == "token" and reads_as_words(key))


def looks_personal(value: str) -> bool:
    """Whether a value looks like personal data of any kind.

    >>> [looks_personal(text) for text in ("logo@2x.png", "ann@shop.test", "+49 170 1234567")]
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
    if kind == "token" and reads_as_words(segment):
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
    if kind in (None, "long_text") or (kind == "token" and _is_of_words(plain)):
        return name
    if kind == "name" and not name.startswith(CAPTURED_CLICK):
        return name
    if _is_long_number(name):
        name = _SPELT_NUMBER.sub("{number}", name)
    kept = [f"{{{kind}}}" if (kind := personal_kind(word)) else word for word in name.split()]
    left = " ".join(kept)
    kind = personal_kind(re.sub(r"\{\w+\}", " ", left))
    # What spans several words, a name or a phone number, takes the whole text with it.
    return left if kind in (None, "long_text") else f"{{{kind}}}"


def _is_of_words(name: str) -> bool:
    """Whether each word of a name that holds something like a token was made by a person."""
    return all(reads_as_words(word) for word in name.split() if holds_token(word))


# The version of an interface: `application/vnd.shop.v2+json`.
_MEDIA_TYPE: Final = re.compile(r"(?:application|text)/[a-z0-9.+-]{1,80}(?:; ?[a-z]+=[a-z0-9.]+)?")


@dataclass(slots=True, kw_only=True)
class ValueGate:
    """What a value has to pass to enter a model; counts those that looked personal."""

    floor: int
    """Distinct users that have to have given the value."""
    removed: Counter[str] = field(default_factory=Counter)
    """Distinct values of each kind; `place` counts those of places that are named like one,
    and `key` the places whose own names are values."""

    def passes(self, place: str, value: str, users: int) -> bool:
        """Whether a value that so many users gave at a place may enter the model."""
        if users < self.floor:
            return False
        kind = "place" if is_personal_place(place) else personal_kind(value)
        if kind == "token" and place.endswith(":accept") and _MEDIA_TYPE.fullmatch(value):
            kind = None
        if kind in _KINDS_OF_GOODS and is_place_of_goods(place):
            kind = None
        if kind is not None:
            self.removed[kind] += 1
        return kind is None
