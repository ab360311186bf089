"""The cells of a table that are used, as text, and the canonical events they are parsed into.

Where the rows are parsed as they are read, nothing is stored twice; where an expression would have
the engine unpack a record for each use of one of its values, the cells are kept in between.
"""

import re
from collections.abc import Callable, Sequence

import ibis  # type: ignore[import-untyped]

from journeys_mining.engine import Engine, Table, Value
from journeys_mining.readers.column_names import CLICKS
from journeys_mining.readers.columns import NULLS, duration_factor
from journeys_mining.readers.interface import shortened
from journeys_mining.readers.times import with_time_us
from journeys_mining.report import ColumnUse

NOT_JSON = "the line is not JSON"
ROLES = (
    "user",
    "time",
    "event",
    "url",
    "session",
    "method",
    "status",
    "duration",
    "agent",
    "account",
    "redirect",
    "ordinal",
)
CELLS = (*ROLES, "mark")
"""What a reader may give of a row; a mark says which rule leaves the row out."""
# Amplitude writes -1 for an event outside of any session.
NO_SESSION = (*NULLS, "-1", "0")
# What trackers are given for whoever is not signed in: taken for an account, all would be one user.
NO_ACCOUNT = (
    *NO_SESSION, "anonymous", "Anonymous", "anon", "guest", "Guest", "unknown", "undefined",
    "nobody", "not_logged_in", "false", "true", "[object Object]",
    "00000000-0000-0000-0000-000000000000",
)  # fmt: skip
_KINDS = {
    **dict.fromkeys(
        ("name", "url", "method", "session", "agent", "account", "redirect", "mark"), "string"
    ),
    "status": "int64",
    "duration_ms": "float64",
}
_MOST_STATUS = 999
_AFTER_BLANKS = "!"
"""Comes after the space; what is blank in ASCII comes before."""


def pick_cells(
    rows: Table, cell: Callable[[str], Value], broken: Value, uses: Sequence[ColumnUse]
) -> Table:
    """row, digest, broken, and the text of each role; NULL where the table has no such column.

    Parameters
    ----------
    cell
        Gives the text of a column of the export.
    broken
        The text of a line that has no cells, because it is not JSON; NULL for the others.
    """
    columns = {use.role: use.columns for use in uses}
    texts = {
        role: put_together(role, *map(cell, columns[role]))
        if role in columns
        else ibis.null("string")
        for role in CELLS
    }
    return rows.select(
        row=rows._row,
        digest=rows._digest,
        broken=broken,
        **texts,
    )


def put_together(role: str, *texts: Value) -> Value:
    """The text of a role from its column, or from two."""
    ways = {"event": with_hit_text, "url": with_query}
    return ways.get(role, beside)(*texts)


def beside(text: Value, other: Value | None = None) -> Value:
    """A part that stands in two columns, such as a day with its time of day."""
    return text if other is None else text.strip() + " " + other.strip()


def with_hit_text(event: Value, text: Value | None = None) -> Value:
    """A click called after what it hit, which may stand in a column of its own."""
    if text is None:
        return event
    hit = blank_to_null(text.strip()).re_replace(r"\s+", " ")
    is_hit = event.strip().lower().isin(CLICKS) & hit.notnull()
    return ibis.cases((is_hit, ibis.literal("click ") + hit), else_=event)


def with_query(url: Value, query: Value | None = None) -> Value:
    """A URL and its query, which may stand in a column of its own."""
    if query is None:
        return url
    known = blank_to_null(query.strip()).re_replace(r"^\?", "").nullif("")
    return ibis.coalesce(url + "?" + known, url)


def parse_cells(
    engine: Engine, cells: Table, uses: Sequence[ColumnUse], broken: str = NOT_JSON
) -> Table:
    """The canonical event table; `cells` is dropped, a broken line refused for the reason given."""
    kept = engine.keep(engine.new_name("rows"), parsed_cells(cells, uses, CELLS))
    engine.drop(cells)
    return canonical_events(kept, uses, broken)


def parsed_cells(cells: Table, uses: Sequence[ColumnUse], roles: Sequence[str]) -> Table:
    """The cells of these roles parsed: what a table does not have need not be stored."""
    columns = {use.role: use.column for use in uses}
    time = next((use for use in uses if use.role == "time"), None)
    forms, zone = (time.forms, time.zone) if time else ((), None)
    cells = with_time_us(cells, forms, zone)
    duration = _decimal(cells.duration) * duration_factor(columns.get("duration", ""))
    user, account = cleaned(cells.user), cleaned(cells.account, NO_ACCOUNT)
    event, url = cleaned(cells.event), cleaned(cells.url)
    # What is left out may have neither, and is no row that cannot be read.
    marked = ibis.coalesce(event, ibis.cases((url.isnull(), cells.mark)))
    parsed = {
        "user": ibis.coalesce(user, of_account(account)) if "account" in roles else user,
        "time": cells.time,
        "event": marked if "mark" in roles else event,
        "url": url,
        # Of `GET /cart` the first word.
        "method": cleaned(cells.method).re_replace(" .*$", "").upper(),
        "status": _status(cells.status),
        "duration": ibis.cases((duration >= 0, duration)),
        "session": cleaned(cells.session, NO_SESSION),
        "agent": cleaned(cells.agent),
        "account": account,
        "redirect": cleaned(cells.redirect),
        "mark": cells.mark,
        "ordinal": sortable(cleaned(cells.ordinal)),
    }
    known = {role: value for role, value in parsed.items() if role in roles}
    whole = cells.select("row", "digest", "broken", "time_us", **known)
    fault = _fault(whole)
    # A row that is refused needs its user no more, and a column for examples would take much room.
    user = ibis.cases((fault.notnull(), _shown(whole, columns)), else_=whole.user)
    return whole.mutate(fault=fault, user=user).drop("broken", "time")


def of_account(account: Value) -> Value:
    """What stands for the device where a server knows the account alone; no device is called so."""
    return ibis.literal("account ") + account


def canonical_events(kept: Table, uses: Sequence[ColumnUse], broken: str = NOT_JSON) -> Table:
    """The canonical event table of parsed cells that were kept."""
    columns = {use.role: use.column for use in uses}
    names = {"event": "name", "duration": "duration_ms"}
    kept = kept.rename({name: role for role, name in names.items() if role in kept.columns})
    missing = {name: kind for name, kind in _KINDS.items() if name not in kept.columns}
    events = kept.mutate(**{name: ibis.null(kind) for name, kind in missing.items()})
    return events.mutate(
        user=ibis.cases((events.fault.isnull(), events.user)),
        status=events.status.cast("int64"),
        referer=ibis.null("string"),
        refused=_refusal(events.fault, columns, broken),
        example=ibis.cases((events.fault.notnull(), events.user)),
    ).drop("fault")


def _decimal(text: Value) -> Value:
    """The number; `1,5` is one and a half in most of Europe."""
    number = text.try_cast("float64")
    with_comma = ibis.cases((number.isnull(), text)).replace(",", ".").try_cast("float64")
    return ibis.cases((number.notnull(), number), else_=with_comma)


def _status(text: Value) -> Value:
    number = text.try_cast("float64")
    return ibis.cases((number.between(0, _MOST_STATUS), number)).cast("int16")


def sortable(*texts: Value) -> Value:
    """Texts, of which the first decides, as one that sorts as they do; numbers sort as numbers.

    NULL where all are.
    """
    padded = [
        ibis.cases((text.re_search(r"^[0-9]{1,20}$"), text.lpad(20, "0")), else_=text).fill_null("")
        for text in texts
    ]
    joined = padded[0] if len(padded) == 1 else ibis.literal(" ").join(padded)
    return ibis.cases((ibis.coalesce(*texts).notnull(), joined))


@ibis.udf.scalar.builtin(  # type: ignore[untyped-decorator]
    name="array_extract", signature=(("string", "int64"), "string")
)
def _character(text: str, place: int) -> str:  # type: ignore[empty-body]
    """One character, which costs half of what `right` does (DuckDB's own function)."""


def cleaned(text: Value, nulls: Sequence[str] = NULLS) -> Value:
    """The text without blanks around it, or NULL where it is one of the spellings of nothing.

    That it needs no change is seen at a fraction of the cost. What is made of one that does names
    it once: what is named twice the engine works out for every row.
    """
    unclean = ibis.or_(text < _AFTER_BLANKS, _character(text, -1) < _AFTER_BLANKS, text.isin(nulls))
    nothing = f"^({'|'.join(map(re.escape, nulls))})$"
    return ibis.cases((unclean, text.strip().re_replace(nothing, "").nullif("")), else_=text)


def blank_to_null(text: Value, nulls: Sequence[str] = NULLS) -> Value:
    """The text, or NULL where it is one of the spellings of nothing."""
    return ibis.cases((text.notin(nulls), text))


_BROKEN, _NO_USER, _NO_TIME, _NO_DEED = range(1, 5)


def _fault(whole: Table) -> Value:
    """Why a row cannot be read, as a number; NULL for a good row."""
    deeds = [whole[role].isnull() for role in ("event", "url") if role in whole.columns]
    return ibis.cases(
        (whole.broken.notnull(), _BROKEN),
        (whole.user.isnull(), _NO_USER),
        (whole.time_us.isnull(), _NO_TIME),
        (ibis.and_(*deeds), _NO_DEED),
    ).cast("int8")


def _refusal(fault: Value, columns: dict[str, str], broken: str) -> Value:
    said = " and ".join(repr(columns[role]) for role in ("event", "url") if role in columns)
    return ibis.cases(
        (fault == _BROKEN, broken),
        (fault == _NO_USER, f"the user id is missing (column {columns['user']!r})"),
        (fault == _NO_TIME, f"the time cannot be read (column {columns['time']!r})"),
        (fault == _NO_DEED, f"neither name nor URL (column {said})"),
    )


def _shown(whole: Table, columns: dict[str, str]) -> Value:
    """The cells that matter, each with the name of its column; of times those not read."""
    unread = ibis.cases((whole.time_us.isnull(), whole.time.strip()))
    values = {
        role: unread if role == "time" else whole[role]
        for role in ("user", "time", "event", "url")
        if role in columns
    }
    cells = [f"{columns[role]}=" + value.fill_null("") for role, value in values.items()]
    return shortened(ibis.coalesce(whole.broken, ibis.literal(", ").join(cells)))
