"""Times as exports write them: ISO 8601 with or without a zone, epochs of every unit, and forms."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import ibis  # type: ignore[import-untyped]

from journeys_mining.engine import Table, Value
from journeys_mining.readers.time_forms import is_day_alone, time_forms

_EPOCH = r"^[0-9]{9,20}([.,][0-9]*)?$|^[0-9][.,][0-9]+[eE]\+?[0-9]{1,2}$"
# A calendar's digits: as an epoch, in milliseconds, it would be in the years after 2573.
_DIGITS = (
    r"^(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])"
    r"([01][0-9]|2[0-3])[0-5][0-9][0-5][0-9]([.,][0-9]+)?$"
)
_PARTS_OF_DIGITS = r"^([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})"
_PARTED = r"\1-\2-\3 \4:\5:\6"
_LEAST_DIGITS, _MOST_DIGITS = 1.9e13, 2.1e13
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
_CLOCK = re.compile(r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?(?: ?[AaPp][Mm])?$")
_LOOKS_LIKE_TIME = re.compile(f"{_EPOCH}|{_ISO}")
_SAYS_ZONE = (
    r"[0-9]:[0-9]{2}.*(Z|UTC|GMT|[+-][0-9]{2}(:?[0-9]{2})?)( \([^()]*\))?$"
    r"|^[0-9]{8}T[0-9]{6}Z$|^[0-9.,]+$"
)
"""A zone after a time of day, or an epoch."""

# The unit of an epoch is known by its size: each unit covers the years 1973 to 5138.
_MICROSECONDS_BY_MAGNITUDE = ((1e11, 1e6), (1e14, 1e3), (1e17, 1.0), (1e20, 1e-3))
_SMALLEST_EPOCH = 1e8
_EPOCH_BEGINS = datetime(1970, 1, 1, tzinfo=UTC)


def looks_like_time(text: str) -> bool:
    """Whether the text is a time, however it is written.

    >>> [looks_like_time(t) for t in ("2024-03-13T10:21:14.5+01:00", "1710324000123", "17", "home")]
    [True, True, False, False]
    >>> looks_like_time("13.3.2024 10:21"), read_time_us("20240313102114.5")
    (True, 1710325274500000)
    """
    return looks_like_plain_time(text) or bool(time_forms(text))


def looks_like_plain_time(text: str) -> bool:
    """Whether `time_us` is likely to read the text without being told a form."""
    return _LOOKS_LIKE_TIME.match(text.strip()) is not None


def looks_like_date_text(text: str) -> bool:
    """Whether the text is a time written for people; an epoch might as well be any number."""
    return re.match(_ISO, text.strip()) is not None or bool(time_forms(text))


def names_zone(text: str) -> bool:
    """Whether a time names its zone, or is an epoch, which is UTC's.

    >>> [names_zone(one) for one in ("2026-11-23T10:00:00Z", "1793610843", "23.11.2026 10:00")]
    [True, True, False]
    """
    return re.search(_SAYS_ZONE, text.strip()) is not None


def looks_like_day(text: str) -> bool:
    """Whether the text is a date without a time of day."""
    return is_day_alone(text)


def looks_like_clock(text: str) -> bool:
    """Whether the text is a time of day alone: `10:21`, `10:21:14.5`."""
    return re.match(_CLOCK, text.strip()) is not None


def read_time_us(text: str) -> int | None:
    """As `time_us`, of one text in Python; None where it cannot be read.

    >>> read_time_us("1297054935"), read_time_us("2011-02-07T05:02:15+01:00"), read_time_us("soon")
    (1297054935000000, 1297051335000000, None)
    """
    text = text.strip()
    if re.match(_DIGITS, text):
        text = re.sub(_PARTS_OF_DIGITS, _PARTED, text)
    elif re.match(_EPOCH, text):
        number = float(text.replace(",", "."))
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


def time_us(text: Value, forms: Sequence[str] = (), zone: str | None = None) -> Value:
    """Microseconds since 1970 UTC in a text column, as int64; NULL where it cannot be read.

    Parameters
    ----------
    forms
        Forms of `strptime` for what is neither ISO 8601 nor an epoch.
    zone
        Of texts that name none; None: they are UTC.
    """
    plain = _plain_us(text)
    other = _other(text, plain)
    return _in_utc(text, ibis.coalesce(plain, _any_us(other, _epoch(other), forms)), zone)


def with_time_us(rows: Table, forms: Sequence[str] = (), zone: str | None = None) -> Table:
    """The rows with `time_us` of their `time`, as by the function of that name: step by step, for
    what is named several times is otherwise written out, compiled and planned each time."""
    stepwise = rows.mutate(plain_us=_plain_us(rows.time))
    stepwise = stepwise.mutate(other_time=_other(stepwise.time, stepwise.plain_us))
    stepwise = stepwise.mutate(epoch=_epoch(stepwise.other_time))
    read = _any_us(stepwise.other_time, stepwise.epoch, forms)
    read = _in_utc(stepwise.time, ibis.coalesce(stepwise.plain_us, read), zone)
    return stepwise.mutate(time_us=read).drop("plain_us", "other_time", "epoch")


def _plain_us(text: Value) -> Value:
    # Most exports write times like this, and a pattern of single places costs next to nothing.
    plain = ibis.or_(*(text.like(form) for form in _PLAIN_FORMS))
    return _us_of(ibis.cases((plain, text)).try_cast("timestamp(6)"))


def _other(text: Value, plain_us: Value) -> Value:
    """A text that is no plain time."""
    return ibis.cases((plain_us.isnull(), text)).strip()


def _in_utc(text: Value, read_us: Value, zone: str | None) -> Value:
    if zone is None:
        return read_us
    says_zone = text.strip().re_search(_SAYS_ZONE)
    return ibis.cases((says_zone, read_us), else_=local_us(read_us, zone))


def local_us(clock_us: Value, zone: str) -> Value:
    """Microseconds since 1970 UTC of what a zone's clocks show, given as if they showed UTC."""
    return _us_of(_in_zone(ibis.literal(zone), _moment(clock_us)).cast("timestamp(6)"))


def _any_us(text: Value, epoch: Value, forms: Sequence[str]) -> Value:
    # One with an offset gives a moment, one without a time of day that is UTC's.
    aware = [form for form in forms if "%z" in form]
    naive = [form for form in forms if "%z" not in form]
    written = [
        _us_of(read(text, ibis.literal(chosen, "array<string>")).cast("timestamp(6)"))
        for read, chosen in ((_read_aware, aware), (_read_naive, naive))
        if chosen
    ]
    return ibis.coalesce(_iso_us(text), epoch_us(epoch), *written)


def _strptime(result: str) -> Any:
    """DuckDB's own `try_strptime`, with its result."""

    def stub(text: str, forms: list[str]) -> Any:
        """A function of the engine."""

    signature = (("string", "array<string>"), result)
    return ibis.udf.scalar.builtin(stub, name="try_strptime", signature=signature)


_read_naive = _strptime("timestamp(6)")
_read_aware = _strptime("timestamp('UTC', 6)")


@ibis.udf.scalar.builtin(  # type: ignore[untyped-decorator]
    name="make_timestamp", signature=(("int64",), "timestamp(6)")
)
def _moment(us: int) -> datetime:  # type: ignore[empty-body]
    """The time so many microseconds after 1970 began (DuckDB's own function)."""


@ibis.udf.scalar.builtin(  # type: ignore[untyped-decorator]
    name="timezone", signature=(("string", "timestamp(6)"), "timestamp('UTC', 6)")
)
def _in_zone(zone: str, clock: datetime) -> datetime:  # type: ignore[empty-body]
    """The moment at which clocks of a zone show a time (DuckDB's own function)."""


def _epoch(text: Value) -> Value:
    number = text.replace(",", ".")
    return ibis.cases((text.re_search(_EPOCH), number)).try_cast("float64")


def epoch_us(number: Value) -> Value:
    """Microseconds since 1970 in a column of numbers, whose unit is known by their size."""
    scaled = ibis.cases(
        (number < _SMALLEST_EPOCH, ibis.null("float64")),
        (number.between(_LEAST_DIGITS, _MOST_DIGITS), ibis.null("float64")),
        *((number < limit, number * factor) for limit, factor in _MICROSECONDS_BY_MAGNITUDE),
    )
    return scaled.round().cast("int64")


def _iso_us(text: Value) -> Value:
    # A plain cast to a timestamp would ignore the zone without a word.
    zoned = text.replace(",", ".").replace(" +", "+").replace(" -", "-")
    zoned = zoned.re_replace(" ?(UTC|Z)$", "Z").re_replace(_PARTS_OF_DIGITS, _PARTED)
    moment = ibis.cases((text.re_search(f"{_ISO}|{_DIGITS}"), zoned)).try_cast(
        "timestamp('UTC', 6)"
    )
    return _us_of(moment.cast("timestamp(6)"))


def _us_of(moment: Value) -> Value:
    return moment.delta(ibis.timestamp("1970-01-01 00:00:00"), unit="microsecond")
