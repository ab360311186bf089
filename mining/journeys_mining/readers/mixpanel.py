"""Mixpanel's raw event export: JSON lines of an event's name and its properties; copies of it.

Airbyte puts the properties beside the name, without `$` before theirs; Fivetran keeps them as JSON
in a column.

Projects created before 2023 write the time in their own zone as if it were UTC. Two other stamps
are true UTC, so the zone is found from the events themselves; where they lack these, it is asked
for.
"""

from dataclasses import replace

import ibis  # type: ignore[import-untyped]

from journeys_mining.engine import Engine, Table, Value
from journeys_mining.options import MiningOptions
from journeys_mining.readers.export_file import ExportFile
from journeys_mining.readers.interface import Reading, Recognition, Shape
from journeys_mining.readers.json_documents import Record
from journeys_mining.readers.parts import Part, first_filled, keep_parts, parsed, recognise_records
from journeys_mining.readers.records import open_records, shape_of_records
from journeys_mining.readers.times import local_us, time_us

_COPIED = frozenset(["distinct_id", "insert_id", "time"])
_OWN = frozenset(["distinct_id", "$insert_id", "$device_id", "mp_lib", "mp_processing_time_ms"])
_QUARTER_S = 900
# The widest zones of the world are UTC-12 and UTC+14; anything more is lateness.
_MOST_S = 14 * 3600


class MixpanelReader:
    """Reads Mixpanel's raw event export."""

    name = "mixpanel"

    def recognise(self, file: ExportFile) -> Recognition:
        """By an event's name beside properties with a time in numbers."""
        return recognise_records(file, "Mixpanel events", _is_event, _is_copy)

    def read(self, engine: Engine, file: ExportFile, options: MiningOptions) -> Reading:
        """Each line is an event."""
        kept, uses = keep_parts(engine, open_records(engine, file), _PARTS, options)
        if options.time is not None:
            return parsed(engine, kept, uses)
        offset_s = _offset_s(engine, kept.table)
        zone = next(use.zone for use in uses if use.role == "time")
        uses = tuple(
            replace(use, why=_said(offset_s, zone)) if use.role == "time" else use for use in uses
        )
        if offset_s or (offset_s is None and zone is not None):
            shifted = kept.table.mutate(time=_utc(kept.table.time, offset_s, zone))
            kept = replace(kept, table=engine.keep(engine.new_name("cells"), shifted))
        return parsed(engine, kept, uses)

    def shape(self, file: ExportFile, options: MiningOptions) -> Shape | None:  # noqa: ARG002
        """By the layout alone: the places are known."""
        return shape_of_records(file)


def _is_copy(columns: frozenset[str]) -> bool:
    return columns >= _COPIED and bool(columns & {"properties", "mp_processing_time_ms"})


def _is_event(record: Record) -> bool:
    if _is_copy(frozenset(record)):
        return True
    properties = record.get("properties")
    return (
        isinstance(record.get("event"), str)
        and isinstance(properties, dict)
        and isinstance(properties.get("time"), int | float)
        and bool(_OWN & properties.keys())
    )


def _offset_s(engine: Engine, cells: Table) -> int | None:
    """Seconds to add to the times; None if too few events tell.

    The median, because some events are sent late: it is a zone if at least half of the events
    were sent within minutes.
    """
    late_s = (time_us(cells.received) - time_us(cells.time)) / 1e6
    told = cells.select(late_s=late_s)
    told = told.filter(told.late_s.abs() <= _MOST_S + _QUARTER_S)
    count, total = engine.number(told.count()), engine.number(cells.count())
    if count * 2 < total or count == 0:
        return None
    frame = engine.fetch(told.agg(median=told.late_s.quantile(0.5)))
    return round(float(frame["median"].iloc[0]) / _QUARTER_S) * _QUARTER_S


def _utc(text: Value, offset_s: int | None, zone: str | None) -> Value:
    """The times as the events' stamps mend them; where too few have any, as a person says."""
    written = time_us(text)
    by_stamps = written + (offset_s or 0) * 1_000_000
    mended = local_us(written, zone) if offset_s is None and zone is not None else by_stamps
    return ibis.coalesce(mended.cast("string"), text)


def _said(offset_s: int | None, zone: str | None) -> str:
    if offset_s is None:
        too_few = "too few events have a stamp that tells the zone"
        if zone is not None:
            return f"by the format; the clock of {zone}, as said: {too_few}"
        return f"by the format; taken as UTC, {too_few}: say the project's with `--time-zone`"
    if offset_s == 0:
        return "by the format; it is UTC, as the stamps of receipt show"
    hours = f"{abs(offset_s) / 3600:g} h"
    ahead = "behind" if offset_s > 0 else "ahead of"
    return (
        f"by the format; it was {hours} {ahead} UTC, as the stamps of receipt show, and is mended"
    )


def _identity(*texts: Value) -> Value:
    """The vendor's own rule; without an insert id the whole row decides."""
    event, time, user, insert_id = (
        first_filled(*texts[place : place + 2]) for place in range(0, len(texts), 2)
    )
    return insert_id + " " + event + " " + time + " " + user.fill_null("")


_TIME = ("properties.time", "time")
_EVENT = ("event", "name")
_PARTS = (
    # The device first: a visit must not fall apart where its user signs in.
    Part(
        role="user",
        places=(
            *("properties.$device_id", "properties.distinct_id", "properties.$user_id"),
            *("device_id", "distinct_id", "user_id"),
        ),
        combine=lambda *ids: first_filled(*ids).re_replace(r"^\$?device:", ""),
    ),
    Part(role="account", places=("properties.$user_id", "user_id")),
    Part(role="time", places=_TIME),
    Part(role="event", places=_EVENT),
    Part(
        role="url",
        places=(
            *("properties.$current_url", "properties.current_url", "current_url"),
            *("properties.current_url_path", "current_url_path"),
        ),
    ),
    Part(
        role="received",
        places=(
            *("properties.$mp_api_timestamp_ms", "properties.mp_processing_time_ms"),
            *("mp_api_timestamp_ms", "mp_processing_time_ms"),
        ),
    ),
    Part(
        role="id",
        places=(
            *(*_EVENT, *_TIME, "properties.distinct_id", "distinct_id"),
            *("properties.$insert_id", "insert_id"),
        ),
        combine=_identity,
    ),
)
