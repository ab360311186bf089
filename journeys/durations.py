"""Durations as people write them (`30m`, `4.2s`, `800ms`) and as numbers of seconds."""

import re

from journeys.errors import InputError

_UNITS_MS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)")


def parse_duration(text: str, *, where: str = "duration") -> float:
    """Seconds in `text`.

    >>> parse_duration("30m")
    1800.0
    >>> parse_duration("8.7m")
    522.0
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
    # 8.7 minutes are 522 seconds, not a little less.
    return round(float(match[1]) * _UNITS_MS[match[2]], 6) / 1000


def format_duration(seconds: float) -> str:
    """`seconds` in the largest unit that reads well; `parse_duration` reads it back.

    >>> [format_duration(s) for s in (0.0042, 0.25, 4.2, 1800, 5400, 172800)]
    ['4ms', '250ms', '4.2s', '30m', '1.5h', '2d']
    """
    if seconds < 1:
        return f"{round(seconds * 1000)}ms"
    ms = seconds * 1000
    for unit in ("d", "h", "m"):
        if ms >= _UNITS_MS[unit] and ms * 10 % _UNITS_MS[unit] == 0:
            return f"{ms / _UNITS_MS[unit]:g}{unit}"
    return f"{round(seconds, 1):g}s"
