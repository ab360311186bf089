"""The order of events of one moment: as the export tells it, else as the file has it."""

import ibis  # type: ignore[import-untyped]

from journeys_mining.engine import Engine, Table
from journeys_mining.readers.interface import ROWS_OF_A_FILE, file_place

_FIRST_ROWS = 10_000
_LEAST_STEPS = 10
_NEWEST_FIRST_SHARE = 0.9


def in_order(engine: Engine, events: Table) -> Table:
    """The events without `ordinal`, their rows numbered so that they sort by it.

    Later stages order the events of one moment by their rows. Files that have the newest event
    first, as log stores and APIs give it, are each numbered from their end. Refused rows keep a
    number, too, which is that of their line no more: whoever shows lines does so before.
    """
    if "ordinal" in events.columns:
        ordered = engine.number(events.ordinal.notnull().any().fill_null(False).cast("int64"))
        if ordered:
            order = [events.time_us, events.ordinal, events.row]
            place = ibis.row_number().over(order_by=order) + 1
            return engine.keep(engine.new_name("rows"), events.mutate(row=place).drop("ordinal"))
        events = events.drop("ordinal")
    if _is_newest_first(engine, events):
        in_file = events.row % ROWS_OF_A_FILE
        return events.mutate(row=events.row - in_file + (ROWS_OF_A_FILE - in_file))
    return events


def _is_newest_first(engine: Engine, events: Table) -> bool:
    """Whether nearly all of the first rows that differ in time are older than the row before."""
    in_file = events.row % ROWS_OF_A_FILE
    first = events.filter(events.time_us.notnull() & (in_file <= _FIRST_ROWS))
    first = first.select("row", "time_us")
    before = first.time_us.lag().over(group_by=file_place(first.row), order_by=first.row)
    steps = first.select(ago=first.time_us - before)
    counted = engine.numbers(steps.agg(older=(steps.ago < 0).sum(), newer=(steps.ago > 0).sum()))
    older, newer = counted["older"], counted["newer"]
    return older >= max(_LEAST_STEPS, _NEWEST_FIRST_SHARE * (older + newer))
