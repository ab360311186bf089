"""The order of events of one moment, where the export tells it: rows are numbered anew by it."""

import ibis  # type: ignore[import-untyped]

from journeys_mining.engine import Engine, Table


def in_order(engine: Engine, events: Table) -> Table:
    """The events of one file without `ordinal`, their rows numbered so that it is kept.

    Later stages order the events of one moment by their rows. Refused rows keep a number,
    too, which is that of their line no more: whoever shows lines does so before.
    """
    if "ordinal" not in events.columns:
        return events
    if engine.number(events.ordinal.notnull().any().fill_null(False).cast("int64")) == 0:
        return events.drop("ordinal")
    place = ibis.row_number().over(order_by=[events.time_us, events.ordinal, events.row]) + 1
    return engine.keep(engine.new_name("rows"), events.mutate(row=place).drop("ordinal"))
