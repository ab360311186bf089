"""Times as exports write them: ISO 8601 with or without a zone, and epochs of every unit."""

import re
from datetime import UTC, datetime, timedelta

import ibis  # type: ignore[import-untyped]

from journeys_mining.engine import Value

_EPOCH = r"^[0-9]{9,20}(\.[0-9]*)?$|^[0-9]\.[0-9]+[eE]\+?[0-9]{1,2}$"
_ISO = (
    r"^[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}"
    r"([T ][0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?( ?(Z|UTC|[+-][0-9]{2}(:?[0-9]{2})?))?)?$"
)
# UTC, said or unsaid, to the second or finer: what a cast to a timestamp reads as it is meant.
_PLAIN_FORMS = (
    "____-__-__T__:__:__.%Z",
    "____-__-__T__:__:__Z",
    "____-__-__ __:__:__",
    "____-__-__T__:__:__",
)
_LOOKS_LIKE_TIME = re.compile(f"{_EPOCH}|{_ISO}")

# The unit of an epoch is known by its size: each unit covers the years 1973 to 5138.
_MICROSECONDS_BY_MAGNITUDE = ((1e11, 1e6), (1e14, 1e3), (1e17, 1.0), (1e20, 1e-3))
_SMALLEST_EPOCH = 1e8
_EPOCH_BEGINS = datetime(1970, 1, 1, tzinfo=UTC)


def looks_like_time(text: str) -> bool:
    """Whether `time_us` is likely to read the text.

    >>> [looks_like_time(t) for t in ("2024-03-13T10:21:14.5+01:00", "1710324000123", "17", "home")]
    [True, True, False, False]
    """
    return _LOOKS_LIKE_TIME.match(text.strip()) is not None


def looks_like_date_text(text: str) -> bool:
    """Whether the text is a time written for people; an epoch might as well be any number."""
    return re.match(_ISO, text.strip()) is not None


def looks_like_day(text: str) -> bool:
    """Whether the text is a date without a time of day."""
    return re.match(r"^[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}$", text.strip()) is not None


def looks_like_clock(text: str) -> bool:
    """Whether the text is a time of day alone: `10:21`, `10:21:14.5`."""
    return re.match(r"^[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?$", text.strip()) is not None


def read_time_us(text: str) -> int | None:
    """As `time_us`, of one text in Python; None where it cannot be read.

    >>> read_time_us("1297054935"), read_time_us("2011-02-07T05:02:15+01:00"), read_time_us("soon")
    (1297054935000000, 1297051335000000, None)
    """
    text = text.strip()
    if re.match(_EPOCH, text):
        number = float(text)
        if number < _SMALLEST_EPOCH:
            return None
        return next(
            (
                round(number * factor)
                for limit, factor in _MICROSECONDS_BY_MAGNITUDE
                if number < limit
            ),
            None,
        )
    try:
        moment = datetime.fromisoformat(text.replace(" UTC", "Z"))
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (aware - _EPOCH_BEGINS) // timedelta(microseconds=1)


def time_us(text: Value) -> Value:
    """Microseconds since 1970 UTC in a text column, as int64; NULL where it cannot be read.

    Text without a zone is UTC.
    """
    # Most exports write times like this, and a pattern of single places costs next to nothing.
    plain = ibis.or_(*(text.like(form) for form in _PLAIN_FORMS))
    moment = _us_of(ibis.cases((plain, text)).try_cast("timestamp(6)"))
    other = ibis.cases((moment.isnull(), text)).strip()
    return ibis.cases((moment.notnull(), moment), else_=_any_us(other))


def _any_us(text: Value) -> Value:
    return ibis.coalesce(_iso_us(text), _epoch_us(text))


def _epoch_us(text: Value) -> Value:
    return epoch_us(ibis.cases((text.re_search(_EPOCH), text)).try_cast("float64"))


def epoch_us(number: Value) -> Value:
    """Microseconds since 1970 in a column of numbers, whose unit is known by their size."""
    scaled = ibis.cases(
        (number < _SMALLEST_EPOCH, ibis.null("float64")),
        *((number < limit, number * factor) for limit, factor in _MICROSECONDS_BY_MAGNITUDE),
    )
    return scaled.round().cast("int64")


def _iso_us(text: Value) -> Value:
    # A plain cast to a timestamp would ignore the zone without a word.
    zoned = text.replace(",", ".").replace(" +", "+").replace(" -", "-").re_replace(" ?UTC$", "Z")
    moment = ibis.cases((text.re_search(_ISO), zoned)).try_cast("timestamp('UTC', 6)")
    return _us_of(moment.cast("timestamp(6)"))


def _us_of(moment: Value) -> Value:
    return moment.delta(ibis.timestamp("1970-01-01 00:00:00"), unit="microsecond")
