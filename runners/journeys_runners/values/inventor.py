"""Invents what a form asks for when nobody said what to write.

Values are the same for the same run, journey and attempt, differ between runs, and carry the run's
marker wherever their kind leaves room for it, so that a team can find and delete what tests left.
Names, texts and addresses carry all of it, user names and what a short field takes its last part,
e-mail addresses are at example.com. Telephone, postcode and card numbers are those that are set
aside for tests.
"""

import hashlib
import re
from datetime import date
from functools import cached_property
from typing import Final

from journeys.journey import JourneyId
from journeys_runners.pages.forms import Field

_NOT_WORD = re.compile(r"[^a-z0-9]+")
# The first whose words are in the field's type, name or label counts.
_BY_WORDS: Final[tuple[tuple[str, str], ...]] = (
    (r"e[- ]?mail|\bmail\b", "email"),
    (r"passw|pwd", "password"),
    (r"phone|mobile|\btel\b", "phone"),
    (r"post ?code|postal", "postcode"),
    (r"\bzip\b", "zip"),
    (r"card ?number|cc number|\bpan\b", "card"),
    (r"\bcvc\b|\bcvv\b|security code|cc csc", "cvc"),
    (r"date ?/? ?time|timestamp", "moment"),
    (r"expir|cc exp", "expiry"),
    (r"\bip(?: ?v?[46])?\b", "ip"),
    (r"user ?name|\blogin\b|nick|^ *user *$", "username"),
    (r"quantity|\bqty\b|amount|count\b|number of|\b(?:guests|persons|adults|seats)\b", "quantity"),
    (r"birth|\bdate\b|\bday\b", "date"),
    (r"\burls?\b|website|homepage|https?://", "url"),
    (r"\bslug\b|\balias\b|\bidentifier\b", "slug"),
    (r"city|town|locality", "city"),
    (r"state|province|region|county\b", "region"),
    (r"street|address|\bline ?\d", "address"),
    (r"country", "country"),
    (r"name", "name"),
)
# What scripts that offer a calendar or a clock know their fields by, where no name says it.
_BY_CLASS: Final[tuple[tuple[str, str], ...]] = (
    (r"date ?time", "moment"),
    (r"\bdate|calendar\b|flatpickr", "date"),
    (r"\btime ?(?:picker|field|input)?\b", "time"),
)
# How a field's hint writes a date, and how it is filled in then.
_DATE_SHAPES: Final = (
    (r"\by{4}([-/.])mm\1dd\b", "%Y{}%m{}%d"),
    (r"\bdd([-/.])mm\1y{4}\b", "%d{}%m{}%Y"),
    (r"\bmm([-/.])dd\1y{4}\b", "%m{}%d{}%Y"),
)
_MAY_BE_PLAIN: Final = frozenset({"text", "name", "username", "slug"})
_PLAIN: Final = {
    "phone": "+442079460000",
    "postcode": "N1 9GU",
    "zip": "12345",
    "card": "4242424242424242",
    "cvc": "123",
    "expiry": "12/39",
    "quantity": "1",
    "city": "London",
    "region": "London",
    "country": "GB",
    "date": "1990-01-15",
    "moment": "2030-01-15 12:00",
    "datetime-local": "2030-01-15T12:00",
    "month": "2030-01",
    "week": "2030-W03",
    "time": "12:00",
    "color": "#336699",
}
_ABROAD: Final = {
    "N1 9GU": "12345",
    "12345": "N1 9GU",
    "+442079460000": "+12025550123",
}
# Tried when a field's pattern refuses what was invented.
_FOR_PATTERNS: Final = ("12345", "1234", "123", "12", "1", "123456", "12345678", "AB12", "abc")


class Inventor:
    """Invents the values of one attempt at a journey."""

    def __init__(
        self,
        *,
        marker: str,
        journey_id: JourneyId,
        attempt: int,
        step_index: int = 0,
        account_count: int = 0,
    ) -> None:
        self._of_run = marker
        self._journey = journey_id.lower()
        self._attempt = attempt
        self._step_index = step_index
        self._account_count = account_count
        self._is_plain = False
        """Whether names and texts are of letters and digits alone."""
        # Many lists refuse what they have: each step has names, and lives in a house, of its own.
        self._number = step_index + 1

    def of_newcomer(self) -> "Inventor":
        """Invents for somebody who has no account yet, after those of this visit."""
        return self._of(self._account_count + 1)

    def of_somebody_else(self) -> "Inventor":
        """Invents other values, where those of this visit's own visitor are taken, or have signs
        that the application does not want."""
        other = self._of(max(1, self._account_count) + 1)
        other._is_plain = True
        return other

    def _of(self, account_count: int) -> "Inventor":
        return Inventor(
            marker=self._of_run,
            journey_id=JourneyId(self._journey),
            attempt=self._attempt,
            step_index=self._step_index,
            account_count=account_count,
        )

    # Few steps invent anything: none of this is made before it is asked for.
    @cached_property
    def marker(self) -> str:
        """What every invented value carries that has room for it; a second account's is its own."""
        who = (str(self._account_count),) if self._account_count > 1 else ()
        return "-".join((self._of_run, _NOT_WORD.sub("-", self._journey), str(self._attempt), *who))

    @cached_property
    def _digest(self) -> str:
        return hashlib.sha256(self.marker.encode()).hexdigest()

    @cached_property
    def _short(self) -> str:
        return f"{short_marker(self._of_run)}-{self._digest[:6]}"

    def value_for(self, field: Field, *, is_name: bool = False) -> str:
        """A plausible value; who and with which password stays the same all through the visit.

        `is_name` says that the field asks who signs in, unless it asks for an address.
        """
        limits = dict(field.attributes)
        if written := _written_date(field):
            return written
        kind = _kind_of(field)
        value = self._value("username" if is_name and kind in ("text", "name") else kind, limits)
        longest = limits.get("maxlength", "")
        if longest.isdigit() and 0 < int(longest) < len(value):
            value = self._shortened(value, int(longest))
        pattern = limits.get("pattern")
        return _fitting(pattern, value) if pattern else value

    def _value(self, kind: str, limits: dict[str, str]) -> str:
        if kind in ("number", "range"):
            return limits.get("min") or limits.get("max") or "1"
        if kind == "date" and "min" in limits:
            return limits["min"]
        if self._is_plain and kind in _MAY_BE_PLAIN:
            return f"journeys{short_marker(self._of_run)}{self._digest[:6]}{self._number}"
        with_marker = {
            "email": f"journeys+{self._short_marker(40)}@example.com",
            # Upper, lower, digit and sign: what password rules ask for.
            "password": f"Jx7!{self._digest[:16]}",
            "username": f"journeys-{self._short}",
            "url": f"https://example.com/{self.marker}",
            "name": f"Journeys {self.marker}-{self._number}",
            "slug": f"journeys-{self._short}-{self._number}",
            # Of a network that is set aside for documentation.
            "ip": f"192.0.2.{int(self._digest[:6], 16) % 254 + 1}",
            "address": f"{self._number} Test Street {self.marker}",
        }
        return with_marker.get(kind) or _PLAIN.get(kind) or f"journeys {self.marker}-{self._number}"

    @property
    def number(self) -> str:
        """A number for what a client numbers by itself."""
        return str(10**8 + int(self._digest[:7], 16) + self._number)

    def _short_marker(self, length: int) -> str:
        """The marker where it is short enough: the part of an address before @ has 64 characters.

        A shortened one keeps the run and replaces the rest with a digest.
        """
        if len(self.marker) <= length:
            return self.marker
        return f"{self.marker[: length - 9]}-{self._digest[:8]}"

    def _shortened(self, value: str, length: int) -> str:
        if "@" not in value:
            is_text = self.marker in value and "://" not in value
            return (f"journeys {self._short}-{self._number}" if is_text else value)[:length]
        domain = "@example.com"
        who = f"{short_marker(self._of_run)}-{self._digest}"
        return f"{who[: max(1, length - len(domain))]}{domain}"


def asks_for_date(field: Field) -> bool:
    """Whether a field of free text wants a date, as those beside a calendar do."""
    is_text = field.kind == "text"
    return is_text and (_written_date(field) is not None or _kind_of(field) == "date")


def of_another_country(value: str) -> str | None:
    """What to write instead of a postcode or a telephone number that was invented and refused."""
    return _ABROAD.get(value)


def short_marker(marker: str) -> str:
    """The part of a run's marker that also short values carry: user names, say.

    >>> short_marker("20261121T020304Z-5f3a")
    '5f3a'
    """
    return marker.rpartition("-")[2]


def _kind_of(field: Field) -> str:
    if field.kind in {"email", "password", "number", "range", "url", *_PLAIN}:
        return field.kind
    if field.kind == "tel":
        return "phone"
    # Names of Web Forms and JSF are paths: `ctl00$Main$txtZip`, `form:address:zipCode`.
    name = re.sub(r"[$:]|(?<=[a-z])(?=[A-Z])", " ", field.name)
    about = re.sub(r"[_\-.\[\]]+", " ", f"{name} {field.label}").lower()
    found = next((kind for words, kind in _BY_WORDS if re.search(words, about)), None)
    return found or _kind_by_class(dict(field.attributes).get("class", "")) or field.kind


def _kind_by_class(classes: str) -> str | None:
    """The kind that a class like `vDateField` or `date-picker` tells; None if none does."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])|[_-]+", " ", classes).lower()
    return next((kind for shape, kind in _BY_CLASS if re.search(shape, words)), None)


def _written_date(field: Field) -> str | None:
    """A date as the field's hint says to write it; None where it does not say."""
    if field.kind != "text":
        return None
    for shape, how in _DATE_SHAPES:
        if found := re.search(shape, field.label.lower()):
            return date.fromisoformat(_PLAIN["date"]).strftime(how.format(found[1], found[1]))
    return None


def _fitting(pattern: str, value: str) -> str:
    """The value, or another one that a field's pattern accepts where we have one."""
    try:
        accepts = re.compile(pattern).fullmatch
    except re.error:
        return value
    return next((one for one in (value, *_PLAIN.values(), *_FOR_PATTERNS) if accepts(one)), value)
