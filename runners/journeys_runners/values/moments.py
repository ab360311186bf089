"""Dates and times that a form takes: one after the other, and none that is over."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final

from journeys_runners.pages.forms import Field

_FORMS: Final = ("%Y-%m-%d", "%Y-%m-%dT%H:%M", "%H:%M")
_DATED: Final = frozenset({"date", "datetime-local"})
_TOO_EARLY: Final = re.compile(
    r"(?i)\bin the (?:future|past)\b|\b(?:too early|has passed|already over)\b"
    r"|\b(?:later than|earlier than|after|before) (?:today|now)\b"
)
_AHEAD: Final = timedelta(days=30)


def one_after_the_other(
    pairs: Iterable[tuple[str, str]], invented: Collection[str]
) -> Iterator[tuple[str, str]]:
    """The pairs of a form, each invented date or time behind the one that was the same.

    What ends comes after what begins.

    >>> tuple(one_after_the_other([("from", "12:00"), ("to", "12:00")], {"from", "to"}))
    (('from', '12:00'), ('to', '13:00'))
    """
    before: Counter[str] = Counter()
    for name, value in pairs:
        if name in invented:
            yield name, moved_on(value, before[value])
            before[value] += 1
        else:
            yield name, value


def moved_on(value: str, places: int) -> str:
    """The date or time that stands so many places behind another: a day, or an hour, for each.

    >>> moved_on("1990-01-15", 1), moved_on("12:00", 2), moved_on("red mug", 1)
    ('1990-01-16', '14:00', 'red mug')
    """
    for form in _FORMS if places else ():
        try:
            moment = datetime.strptime(value, form).replace(tzinfo=UTC)
        except ValueError:
            continue
        step = timedelta(hours=1) if "%H" in form else timedelta(days=1)
        return (moment + places * step).strftime(form)
    return value


def is_over(field: Field, complaint: str) -> bool:
    """Whether a date lies in the past, on a page that asks for one to come."""
    is_date = field.kind in _DATED and re.match(r"\d{4}-\d{2}-\d{2}", field.value)
    return bool(is_date and _TOO_EARLY.search(complaint) and field.value < _today().isoformat())


def to_come(field: Field) -> str:
    """The same date in some weeks, with the time of day that it has."""
    return f"{_today() + _AHEAD}{field.value[10:]}"


def _today() -> date:
    return datetime.now(UTC).date()
