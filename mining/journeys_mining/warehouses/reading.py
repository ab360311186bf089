"""The rows of a database's table as canonical events, without taking them out of the database.

Columns are recognised as those of a table in a file. What leaves for that are the first rows, which
are looked at and forgotten; no row is shown, not even a refused one.
"""

from collections.abc import Sequence
from functools import reduce

import ibis  # type: ignore[import-untyped]

from journeys.errors import InputError
from journeys_mining.engine import Engine, Table, Value
from journeys_mining.options import MiningOptions
from journeys_mining.readers.cells import (
    NO_ACCOUNT,
    NO_SESSION,
    blank_to_null,
    of_account,
    put_together,
)
from journeys_mining.readers.column_values import Sample
from journeys_mining.readers.columns import choose_columns, duration_factor
from journeys_mining.readers.interface import with_optional
from journeys_mining.readers.times import epoch_us, time_us
from journeys_mining.reading import Export
from journeys_mining.refusals import check_refusals
from journeys_mining.report import ColumnUse, FileReading, RefusedRows
from journeys_mining.warehouses.nested import with_nested
from journeys_mining.warehouses.source import Source

_FIRST_ROWS = 500
_HASH_DIGITS = 10
_ROWS_OF_USER = 2**20
_KINDS = {
    **dict.fromkeys(("user", "name", "url", "method", "session", "agent"), "string"),
    "time_us": "int64",
    "status": "int64",
    "duration_ms": "float64",
}


def read_source(engine: Engine, source: Source, table: Table, options: MiningOptions) -> Export:
    """The events of a table or query.

    Raises
    ------
    InputError
        A column is missing, or too many rows cannot be read.
    """
    _refuse_options_of_files(options, source)
    table = with_nested(table)
    told = table.select(*(name for name in table.columns if _is_told(table[name])))
    uses = choose_columns(_sample(engine, told), options, source.name)
    documents = [name for name in table.columns if name not in told.columns]
    are_compared = not documents or engine.can_compare_documents
    compared = table.columns if are_compared else ()
    cells = engine.keep("cells", _cells(engine, table, uses, source, compared))
    rows = with_optional(engine.keep("rows", _ordered(engine, cells)))
    engine.drop(cells)
    refused = _refusals(engine, rows, source)
    count = engine.number(rows.count())
    check_refusals(refused, count, options.max_refused_share)
    why = "named by its URL"
    if not are_compared:
        why += f"; equal rows are kept, for {', '.join(documents)} cannot be compared there"
    reading = FileReading(file=source.name, reader=source.scheme, why=why, columns=uses)
    return Export(rows=rows, files=(reading,), row_count=count, refused=refused)


def _refuse_options_of_files(options: MiningOptions, source: Source) -> None:
    """Raise for options that would change nothing here."""
    if options.time_zone is not None or options.time_format is not None:
        raise InputError(
            "`--time-zone` and `--time-format` are for files",
            where=source.name,
            remedy="have the database convert the times: `--sql 'SELECT time AT TIME ZONE …'`",
        )
    given = {
        "--mapping": options.mapping,
        "--reader": options.reader,
        "--log-format": options.log_format,
        "--columns": options.columns,
        "--encoding": options.encoding,
    }
    if named := [f"`{name}`" for name, value in given.items() if value]:
        raise InputError(
            f"{', '.join(named)}: for files only",
            where=source.name,
            remedy="name columns with --user, --time, --event, --url and --session, or make them "
            "with `--sql 'SELECT … AS user_id, …'`",
        )


def _is_told(column: Value) -> bool:
    """Whether it is a text, number, time or truth value, and no document, list or bytes."""
    kind = column.type()
    return bool(
        kind.is_string() or kind.is_numeric() or kind.is_temporal() or kind.is_boolean()
        or kind.is_uuid()
    )  # fmt: skip


def _sample(engine: Engine, told: Table) -> Sample:
    frame = engine.fetch(told.limit(_FIRST_ROWS))
    texts = frame.astype(object).where(frame.notna(), "")
    return {str(name): [str(value) for value in texts[name]] for name in texts.columns}


def _cells(
    engine: Engine,
    table: Table,
    uses: tuple[ColumnUse, ...],
    source: Source,
    compared: Sequence[str],
) -> Table:
    columns = {use.role: table[use.column] for use in uses}
    for use in uses:
        if use.role == "time" and use.beside is not None:
            raise InputError(
                f"day and time of day stand in two columns, {use.column!r} and {use.beside!r}",
                where=source.name,
                remedy="make one of them with `--sql 'SELECT … AS time, … FROM …'`",
            )
    given = {
        role: _text(column)
        for role, column in columns.items()
        if role not in ("time", "status", "duration", "ordinal")
    }
    given |= {use.role: put_together(use.role, given[use.role], _text(table[use.beside]))
              for use in uses if use.beside is not None}  # fmt: skip
    names = {"event": "name"}
    values = {names.get(role, role): blank_to_null(text) for role, text in given.items()}
    if "session" in given:
        values["session"] = blank_to_null(given["session"], NO_SESSION)
    if "account" in given:
        values["account"] = blank_to_null(given["account"], NO_ACCOUNT)
        values["user"] = ibis.coalesce(values["user"], of_account(values["account"]))
    if "method" in values:
        values["method"] = values["method"].upper()
    if "status" in columns:
        values["status"] = _number(columns["status"]).cast("int64")
    if "duration" in columns:
        factor = duration_factor(columns["duration"].get_name())
        duration = _number(columns["duration"]) * factor
        values["duration_ms"] = ibis.cases((duration >= 0, duration))
    values["time_us"] = _time_us(columns["time"], source)
    missing = {name: ibis.null(kind) for name, kind in _KINDS.items() if name not in values}
    whole = _joined([table[name] for name in compared])
    return table.select(
        **values,
        **missing,
        digest=engine.fingerprint(whole) if compared else ibis.null("string"),
        place=columns["ordinal"] if "ordinal" in columns else ibis.literal(0, type="int64"),
    )


def _ordered(engine: Engine, cells: Table) -> Table:
    """The canonical events, numbered so that those of one user are in order.

    The number begins with a hash of the user, so that it is the same in every run and on every
    engine, and needs no sorting of all rows by one worker.
    """
    content = _joined((cells.user, cells.name, cells.url, cells.method, cells.session))
    hashed = cells.mutate(
        tie=engine.fingerprint(content), of_user=engine.fingerprint(cells.user.fill_null(""))
    )
    in_order = [hashed.time_us, hashed.place, hashed.tie]
    place = ibis.row_number().over(ibis.window(group_by=hashed.user, order_by=in_order))
    refused = ibis.cases(
        (hashed.user.isnull(), "the user id is missing"),
        (hashed.time_us.isnull(), "the time is missing"),
        (hashed.name.isnull() & hashed.url.isnull(), "neither name nor URL"),
    )
    return hashed.mutate(
        row=_hex_number(hashed.of_user) * _ROWS_OF_USER + place + 1,
        referer=ibis.null("string"),
        refused=refused,
        example=ibis.null("string"),
    ).drop("tie", "of_user", "place")


def _hex_number(digits: Value) -> Value:
    """The first digits of a hexadecimal text as a number; no cast of all engines reads one."""
    lower = digits.lower()
    all_digits = ibis.literal("0123456789abcdef")
    # What Ibis takes for a 64-bit integer some engines give in 32: doubles hold these exactly.
    number = ibis.literal(0.0)
    for place in range(_HASH_DIGITS):
        number = number * 16 + all_digits.find(lower.substr(place, 1)).cast("float64")
    return number.cast("int64")


def _refusals(engine: Engine, rows: Table, source: Source) -> tuple[RefusedRows, ...]:
    refused = rows.filter(rows.refused.notnull())
    frame = engine.fetch(refused.group_by("refused").agg(count=refused.count()))
    counts = zip(frame["refused"].tolist(), frame["count"].tolist(), strict=True)
    return tuple(
        RefusedRows(reason=str(reason), count=int(count), file=source.name, line=None, example="")
        for reason, count in sorted(counts, key=lambda pair: (-pair[1], pair[0]))
    )


def _text(column: Value) -> Value:
    return (column if column.type().is_string() else column.cast("string")).strip()


def _joined(columns: Sequence[Value]) -> Value:
    """All columns as one text, with a mark between them that no text has."""
    texts = (
        (one if one.type().is_string() else one.cast("string")).fill_null("") for one in columns
    )
    return reduce(lambda one, other: one + "\x1f" + other, texts)


def _number(column: Value) -> Value:
    if column.type().is_numeric():
        return column.cast("float64")
    text = column.cast("string").strip()
    return ibis.cases((text.re_search(r"^[0-9]{1,15}(\.[0-9]{1,9})?$"), text)).cast("float64")


def _time_us(column: Value, source: Source) -> Value:
    kind = column.type()
    if kind.is_timestamp() or kind.is_date():
        moment = column.cast("timestamp(6)")
        return moment.delta(ibis.timestamp("1970-01-01 00:00:00"), unit="microsecond")
    if kind.is_numeric():
        return epoch_us(column.cast("float64"))
    if kind.is_string() and source.scheme == "duckdb":
        return time_us(column)
    raise InputError(
        f"the time in column {column.get_name()!r} is of type {kind}",
        where=source.name,
        remedy="read it from a timestamp column, or make one with"
        " `--sql 'SELECT CAST(… AS TIMESTAMP) AS time, … FROM …'`",
    )
