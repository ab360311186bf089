"""The order of events of one moment: as the export tells it, else as the file has it."""

import ibis  # type: ignore[import-untyped]

from journeys_mining.engine import Engine, Table

_FIRST_ROWS = 10_000
_LEAST_STEPS = 10
_NEWEST_FIRST_SHARE = 0.9


def in_order(engine: Engine, events: Table) -> Table:
    """The events of one file without `ordinal`, their rows numbered so that they sort by it.

    Later stages order the events of one moment by their rows. A file that has the newest event
    first, as log stores and APIs give it, is numbered from its end. Refused rows keep a number,
    too, which is that of their line no more: whoever shows lines does so before.
    """
    if "ordinal" in events.columns:
        ordered = engine.number(events.ordinal.notnull().any().fill_null(False).cast("int64"))
        if ordered:
            order = [events.time_us, events.ordinal, events.row]
            place = ibis.row_number().over(order_by=order) + 1
            return engine.keep(engine.new_name("rows"), events.mutate(row=place).drop("ordinal"))
        events = events.drop("ordinal")
    if _is_newest_first(engine, events):
        return events.mutate(row=engine.number(events.row.max()) + 1 - events.row)
    return events


def _is_newest_first(engine: Engine, events: Table) -> bool:
    """Whether nearly all of the first rows that differ in time are older than the row before."""
    first = events.filter(events.time_us.notnull() & (events.row <= _FIRST_ROWS))
    ago = first.time_us - first.time_us.lag().over(order_by=first.row)
    steps = first.select(ago=ago)
    older = engine.number(steps.filter(steps.ago < 0).count())
    if older < _LEAST_STEPS:
        return False
    newer = engine.number(steps.filter(steps.ago > 0).count())
    return older >= _NEWEST_FIRST_SHARE * (older + newer)
