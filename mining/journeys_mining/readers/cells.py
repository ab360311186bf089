"""The cells of a table that are used, as text, and the canonical events they are parsed into.

In two steps, each kept: an expression that used a parsed cell several times would have the engine
parse it several times.
"""

from collections.abc import Callable, Sequence

import ibis  # type: ignore[import-untyped]

from journeys_mining.engine import Engine, Table, Value
from journeys_mining.readers.columns import duration_factor
from journeys_mining.readers.interface import shortened
from journeys_mining.readers.times import time_us
from journeys_mining.report import ColumnUse

_ROLES = ("user", "time", "event", "url", "session", "method", "status", "duration")
_NULLS = ("", "NULL", "null", "(not set)", "None", "NaN", "nan", "\\N")
# Amplitude writes -1 for an event outside of any session.
_NO_SESSION = (*_NULLS, "-1", "0")


def pick_cells(
    rows: Table,
    cell: Callable[[str], Value],
    uses: Sequence[ColumnUse],
    broken: Value | None = None,
) -> Table:
    """row, digest, broken, and the text of each role; NULL where the table has no such column.

    Parameters
    ----------
    cell
        Gives the text of a column of the export.
    broken
        The text of a line that has no cells, because it is not JSON; NULL for the others.
    """
    columns = {use.role: use.column for use in uses}
    texts = {
        role: cell(columns[role]).strip() if role in columns else ibis.null("string")
        for role in _ROLES
    }
    return rows.select(
        row=rows._row,
        digest=rows._digest,
        broken=ibis.null("string") if broken is None else broken,
        **texts,
    )


def parse_cells(engine: Engine, cells: Table, uses: Sequence[ColumnUse]) -> Table:
    """The canonical event table; `cells` is dropped."""
    columns = {use.role: use.column for use in uses}
    duration = cells.duration.try_cast("float64") * duration_factor(columns.get("duration", ""))
    parsed = cells.select(
        "row",
        "digest",
        "broken",
        user=_known(cells.user, _NULLS),
        time=cells.time,
        time_us=time_us(cells.time),
        name=_known(cells.event, _NULLS),
        url=_known(cells.url, _NULLS),
        method=_known(cells.method, _NULLS).upper(),
        status=cells.status.try_cast("float64").cast("int64"),
        duration_ms=ibis.cases((duration >= 0, duration)),
        session=_known(cells.session, _NO_SESSION),
    )
    kept = engine.keep(engine.new_name("rows"), parsed)
    engine.drop(cells)
    refused = _refusal(kept, columns)
    return kept.mutate(
        agent=ibis.null("string"),
        referer=ibis.null("string"),
        refused=refused,
        example=ibis.cases((refused.notnull(), _shown(kept, columns))),
    ).drop("broken", "time")


def _known(text: Value, nulls: Sequence[str]) -> Value:
    return ibis.cases((text.notin(nulls), text))


def _refusal(events: Table, columns: dict[str, str]) -> Value:
    said = " and ".join(repr(columns[role]) for role in ("event", "url") if role in columns)
    return ibis.cases(
        (events.broken.notnull(), "the line is not JSON"),
        (events.user.isnull(), f"the user id is missing (column {columns['user']!r})"),
        (events.time_us.isnull(), f"the time cannot be read (column {columns['time']!r})"),
        (events.name.isnull() & events.url.isnull(), f"neither name nor URL (column {said})"),
    )


def _shown(events: Table, columns: dict[str, str]) -> Value:
    """The cells that matter, each with the name of its column."""
    values = {"user": "user", "time": "time", "event": "name", "url": "url"}
    cells = [
        f"{columns[role]}=" + events[value].fill_null("")
        for role, value in values.items()
        if role in columns
    ]
    return shortened(ibis.coalesce(events.broken, ibis.literal(", ").join(cells)))
