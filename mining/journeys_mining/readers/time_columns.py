"""How the time column of a table is written: found out from all its values, or said by a person.

Only looked for where the first values are neither ISO 8601 nor epochs, or an option asks for it.
"""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo, available_timezones

import duckdb
import ibis  # type: ignore[import-untyped]

from journeys.errors import InputError
from journeys_mining.engine import Engine, Table, Value
from journeys_mining.options import MiningOptions
from journeys_mining.readers.cells import beside
from journeys_mining.readers.records import Cell, Records
from journeys_mining.readers.time_forms import DAY_FIRST, MONTH_FIRST, time_forms
from journeys_mining.readers.times import looks_like_plain_time, names_zone
from journeys_mining.report import ColumnUse
from journeys_mining.sql_texts import sql_text

_MOST_SHAPES = 300
_NUMERIC_DAY = r"^([0-9]{1,2})[./-]([0-9]{1,2})[./-][0-9]{2,4}"
_MOST_MONTHS = 12
# An epoch of ten digits tells seconds; fewer tell minutes at best. Excel shows six.
_ROUNDED = re.compile(r"[0-9][.,][0-9]{1,7}[eE]\+?[0-9]{1,2}")
# The years 1982 to 2064.
_DAYS = re.compile(r"[3-5][0-9]{4}[.,][0-9]+")


def with_time_form(
    engine: Engine, records: Records, uses: Sequence[ColumnUse], options: MiningOptions
) -> tuple[ColumnUse, ...]:
    """The uses with what reads the time column, where plain times do not.

    Raises
    ------
    InputError
        The zone is unknown, the form is none, or the day cannot be told from the month.
    """
    return tuple(
        _of_time(engine, records, use, options) if use.role == "time" else use for use in uses
    )


def with_said_form(
    engine: Engine, uses: Sequence[ColumnUse], options: MiningOptions
) -> tuple[ColumnUse, ...]:
    """The uses of a format whose times are known, with what options say of them all the same.

    Raises
    ------
    InputError
        The zone is unknown, or the form is none.
    """
    return tuple(_as_said(engine, use, options) if use.role == "time" else use for use in uses)


def _of_time(engine: Engine, records: Records, use: ColumnUse, options: MiningOptions) -> ColumnUse:
    use = _as_said(engine, use, options)
    columns = [records.sample[one] for one in use.columns]
    first = [" ".join(both) for both in zip(*columns, strict=True)]
    _check_spreadsheet(first, use, records.file.name)
    named = any(names_zone(one) for one in first)
    use = replace(use, names_no_zone=use.zone is None and not named)
    if use.forms or not any(time_forms(one) and not looks_like_plain_time(one) for one in first):
        return use
    forms = _forms(_shapes(engine, records, use), use, options.time_format, records.file.name)
    return replace(use, forms=forms, why=f"{use.why}, written {' or '.join(forms[:3])}")


def _check_spreadsheet(values: Sequence[str], use: ColumnUse, where: str) -> None:
    """Refuse times that a spreadsheet rounded, or wrote as its own count of days."""
    filled = [value for value in values if value.strip()]
    remedy = "format the column as text or as a date and time before saving it as CSV"
    if filled and all(_ROUNDED.fullmatch(value) for value in filled):
        raise InputError(
            f"the times in column {use.column!r} ({filled[0]}) were rounded when they were saved",
            where=where,
            remedy=remedy,
        )
    if filled and all(_DAYS.fullmatch(value) for value in filled):
        raise InputError(
            f"the times in column {use.column!r} ({filled[0]}) are a spreadsheet's days since 1900",
            where=where,
            remedy=remedy,
        )


def _as_said(engine: Engine, use: ColumnUse, options: MiningOptions) -> ColumnUse:
    zone, forms = _said_zone(options), _said_forms(engine, options)
    why = ", ".join([use.why, *(f"written {one}" for one in forms), *([zone] if zone else [])])
    return replace(use, forms=forms, zone=zone, why=why)


def _said_forms(engine: Engine, options: MiningOptions) -> tuple[str, ...]:
    """The form that the option says, where it says a form."""
    said = options.time_format
    if said is None or said in (DAY_FIRST, MONTH_FIRST):
        return ()
    try:
        engine.run(f"SELECT try_strptime('', {sql_text(said)})")
        if "%" in said:
            return (said,)
        reason = "it has no %"
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
    raise InputError(
        f"{said!r} is no form of a time: {reason}",
        where="--time-format",
        remedy=f"say {DAY_FIRST}, {MONTH_FIRST}, or a form such as '%d.%m.%Y %H:%M:%S'",
    )


def _said_zone(options: MiningOptions) -> str | None:
    """The zone of times that name none."""
    zone = options.time_zone
    if zone is None:
        return None
    try:
        return ZoneInfo(zone).key
    except (KeyError, ValueError, OSError):
        close = difflib.get_close_matches(zone, sorted(available_timezones()), n=1)
        meant = f"; did you mean {close[0]!r}?" if close else ""
        raise InputError(
            f"there is no time zone {zone!r}{meant}",
            where="--time-zone",
            remedy="use a name such as Europe/Berlin",
        ) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    """Values that differ in their digits alone."""

    example: str
    first: int
    """The largest of their first numbers, where they have three; else 0."""
    second: int


def _shapes(engine: Engine, records: Records, use: ColumnUse) -> list[_Shape]:
    def pick(rows: Table, cell: Cell, broken: Value) -> Table:  # noqa: ARG001
        return rows.select(row=rows._row, text=beside(*map(cell, use.columns)).strip())

    texts = records.keep(engine, list(use.columns), pick).table
    first, second = (_part_of_day(texts.text, part) for part in (1, 2))
    shaped = texts.mutate(shape=texts.text.re_replace("[0-9]+", "9"), first=first, second=second)
    grouped = shaped.group_by("shape").agg(
        count=shaped.count(),
        example=shaped.text.min(),
        first=shaped.first.max().fill_null(0),
        second=shaped.second.max().fill_null(0),
    )
    frequent = grouped.order_by([ibis.desc("count"), "shape"]).limit(_MOST_SHAPES)
    frame = engine.fetch(frequent.filter(frequent.shape.notnull()))
    engine.drop(texts)
    return [
        _Shape(example=str(example), first=int(first), second=int(second))
        for example, first, second in frame[["example", "first", "second"]].itertuples(index=False)
    ]


def _part_of_day(text: Value, part: int) -> Value:
    return text.re_extract(_NUMERIC_DAY, part).try_cast("int64")


def _forms(
    shapes: Sequence[_Shape], use: ColumnUse, said: str | None, where: str
) -> tuple[str, ...]:
    """Every form of the shapes, each once."""
    both = [shape for shape in shapes if len(time_forms(shape.example)) > 1]
    is_month_first = bool(both) and _is_month_first(both, use, said, where)
    forms: dict[str, None] = {}
    for shape in shapes:
        found = time_forms(shape.example)
        if found and not looks_like_plain_time(shape.example):
            forms[found[-1] if is_month_first else found[0]] = None
    return tuple(forms)


def _is_month_first(shapes: Sequence[_Shape], use: ColumnUse, said: str | None, where: str) -> bool:
    if said is not None:
        return said == MONTH_FIRST
    day_first = any(shape.first > _MOST_MONTHS for shape in shapes)
    month_first = any(shape.second > _MOST_MONTHS for shape in shapes)
    with_dots = all(re.match(r"\d+\.", shape.example) for shape in shapes)
    if day_first != month_first:
        return month_first
    if with_dots and not day_first:
        # 3.4.2026 is written with the day first wherever it is written with dots.
        return False
    shown = shapes[0].example
    what = "some days are written day first, some month first" if day_first else "both would fit"
    raise InputError(
        f"the times in column {use.column!r} ({shown}) may be day/month or month/day: {what}",
        where=where,
        remedy=f"say which with `--time-format {DAY_FIRST}` or `--time-format {MONTH_FIRST}`",
    )
