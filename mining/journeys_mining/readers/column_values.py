"""What the values of a column look like, and which part of an event they may be by that."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from journeys_mining.readers.times import looks_like_date_text, looks_like_time

Sample = Mapping[str, Sequence[str]]
"""The first values of each column; those that are missing are empty."""

NEEDED_SHARE = 0.8
"""Of the values that are there, those that have to look like what a column is taken for, 0–1."""
_BY_CONTENT_ALONE = 0.95
_FIRST_VALUES = 500
_FEW_VALUES = 20
"""So many rows and fewer may be alike by chance."""
METHODS: Final = frozenset(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])
"""Of HTTP."""


def looks_like_url(text: str) -> bool:
    """Whether the text is an absolute URL or a path."""
    return re.match(r"^(https?://|/)\S*$", text) is not None


def is_query(text: str) -> bool:
    """Whether the text is that of a URL; what somebody searched for is called a query, too."""
    return re.match(r"^\??[^\s=&?/]+=\S*$", text) is not None


def is_request(text: str) -> bool:
    """Whether the text is a method and a path: Application Insights calls requests `GET /cart`."""
    method, _, path = text.partition(" ")
    return method in METHODS and re.match(r"/\S*$", path) is not None


def is_number(text: str) -> bool:
    """Whether the text is a number without a sign."""
    return re.match(r"^[0-9]+([.,][0-9]+)?$", text) is not None


def fits(role: str, values: Sequence[str]) -> bool:
    """Whether there are values, and they may be what the role asks for."""
    if not any(values[:_FIRST_VALUES]):
        return False
    return role not in _CONTENT or share(values, _CONTENT[role]) >= NEEDED_SHARE


def is_told_by_content(role: str, values: Sequence[str]) -> bool:
    """Whether values alone say that the column is what the role asks for, whatever its name."""
    return role in _BY_CONTENT and share(values, _BY_CONTENT[role]) >= _BY_CONTENT_ALONE


def is_epoch_so_called(name: str, values: Sequence[str]) -> bool:
    """Whether a column of numbers is one of times, by its name and by what the numbers are."""
    called = re.search(r"time|date|stamp|epoch|(^|_)(ts|t|at)$", name) is not None
    return called and not is_constant(values) and share(values, looks_like_time) == 1.0


def share(values: Sequence[str], test: Callable[[str], bool]) -> float:
    """Of the first values that are there, those that pass, 0–1."""
    filled = [value for value in values[:_FIRST_VALUES] if value]
    return sum(map(test, filled)) / len(filled) if filled else 0.0


def filled_share(values: Sequence[str]) -> float:
    """The share of the values that are there, 0–1."""
    return sum(1 for value in values if value) / len(values) if values else 0.0


def is_constant(values: Sequence[str]) -> bool:
    """Whether all are the same, and more than chance explains."""
    return len(values) > _FEW_VALUES and len(set(values)) == 1


def _is_status(text: str) -> bool:
    return re.match(r"^[1-5][0-9]{2}(\.0)?$", text) is not None


def _is_json(text: str) -> bool:
    """Whether the text is an object or a list: what was sent, and no name."""
    return text[:1] + text[-1:] in ("{}", "[]")


_CONTENT: Mapping[str, Callable[[str], bool]] = {
    "time": looks_like_time,
    "url": looks_like_url,
    "event": lambda text: (
        not looks_like_url(text) and not looks_like_time(text) and not _is_json(text)
    ),
    "method": lambda text: text.upper() in METHODS,
    "status": _is_status,
    "duration": is_number,
    "ordinal": is_number,
}
_BY_CONTENT: Mapping[str, Callable[[str], bool]] = {
    "time": looks_like_date_text,
    "url": looks_like_url,
}
