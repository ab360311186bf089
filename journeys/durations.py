"""Durations as people write them (`30m`, `4.2s`, `800ms`) and as numbers of seconds."""

import re

from journeys.errors import InputError

_UNITS_S = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)")


def parse_duration(text: str, *, where: str = "duration") -> float:
    """Seconds in `text`.

    >>> parse_duration("30m")
    1800.0
    >>> parse_duration("800ms")
    0.8
    >>> parse_duration("half an hour")
    Traceback (most recent call last):
    ...
    journeys.errors.InputError: duration: 'half an hour' is not a duration
      → write a number and a unit: 800ms, 4.2s, 30m, 1h or 2d
    """
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        raise InputError(
            f"{text!r} is not a duration",
            where=where,
            remedy="write a number and a unit: 800ms, 4.2s, 30m, 1h or 2d",
        )
    return float(match[1]) * _UNITS_S[match[2]]


def format_duration(seconds: float) -> str:
    """`seconds` in the largest unit that reads well; `parse_duration` reads it back.

    >>> [format_duration(s) for s in (0.0042, 0.25, 4.2, 1800, 5400, 172800)]
    ['4ms', '250ms', '4.2s', '30m', '1.5h', '2d']
    """
    if seconds < 1:
        return f"{round(seconds * 1000)}ms"
    for unit in ("d", "h", "m"):
        if seconds >= _UNITS_S[unit] and (seconds / _UNITS_S[unit] * 10).is_integer():
            return f"{seconds / _UNITS_S[unit]:g}{unit}"
    return f"{round(seconds, 1):g}s"
