"""Snowplow: the enriched event stream (TSV without a header) and the warehouse's `events` table.

What was done stands in the name of the event, in the columns of a structured event, or in the JSON
of a self-describing one.
"""

from collections.abc import Sequence
from dataclasses import replace

import ibis  # type: ignore[import-untyped]

from journeys_mining.engine import Engine, Value
from journeys_mining.options import MiningOptions
from journeys_mining.readers.cells import blank_to_null
from journeys_mining.readers.export_file import ExportFile
from journeys_mining.readers.headless import HeadlessRecords
from journeys_mining.readers.interface import Reading, Recognition, Shape
from journeys_mining.readers.json_documents import look_at_json
from journeys_mining.readers.parts import Part, first_filled, keep_parts, parsed, recognise_records
from journeys_mining.readers.records import open_records, shape_of_records
from journeys_mining.readers.times import looks_like_time

# Of the 131 columns of the enriched event, those that are used, by their places from 0.
_ENRICHED = {
    "collector_tstamp": 3,
    "dvce_created_tstamp": 4,
    "event": 5,
    "event_id": 6,
    "domain_userid": 15,
    "page_url": 29,
    "contexts": 52,
    "se_action": 54,
    "unstruct_event": 58,
    "useragent": 77,
    "domain_sessionid": 123,
    "derived_tstamp": 124,
    "event_name": 126,
    "true_tstamp": 130,
}
_WIDTH = 131
_COLUMNS = frozenset(["domain_userid", "event_id"])
_TIMES = frozenset(["derived_tstamp", "collector_tstamp"])
_ECOMMERCE_ACTION = (
    "unstruct_event_com_snowplowanalytics_snowplow_ecommerce_snowplow_ecommerce_action"
)
_CLIENT_SESSION = "contexts_com_snowplowanalytics_snowplow_client_session"
_VERSIONED = (_ECOMMERCE_ACTION, _CLIENT_SESSION)


class SnowplowReader:
    """Reads Snowplow's enriched events."""

    name = "snowplow"

    def recognise(self, file: ExportFile) -> Recognition:
        """By 131 columns with times and ids where they belong, or by the warehouse's columns."""
        share = _enriched_share(file)
        if share >= 0.5:
            return Recognition(sureness=share, why="131 columns of enriched events, no header")
        return recognise_records(file, "Snowplow events", _is_event, _is_warehouse)

    def read(self, engine: Engine, file: ExportFile, options: MiningOptions) -> Reading:
        """Each row is an event."""
        if _enriched_share(file) >= 0.5:
            records = HeadlessRecords.of(file, _ENRICHED, _WIDTH)
            kept, uses = keep_parts(engine, records, _parts(()), options)
            return parsed(engine, kept, uses, broken="the row does not have 131 columns")
        table = open_records(engine, file)
        kept, uses = keep_parts(engine, table, _parts(tuple(map(str.lower, table.sample))), options)
        return parsed(engine, kept, uses)

    def shape(self, file: ExportFile, options: MiningOptions) -> Shape | None:  # noqa: ARG002
        """By the layout, and in JSON by the columns whose names carry a version."""
        if _enriched_share(file) >= 0.5:
            return Shape(kind="enriched TSV")
        shape, json = shape_of_records(file), look_at_json(file)
        if shape is None or json is None:
            return shape
        named = {name for record in json.records for name in record if name.startswith(_VERSIONED)}
        return replace(shape, details=(*shape.details, *sorted(named)))


def _enriched_share(file: ExportFile) -> float:
    rows = [line.split("\t") for line in file.lines[:500]]
    fitting = sum(
        1 for row in rows
        if len(row) == _WIDTH and looks_like_time(row[_ENRICHED["collector_tstamp"]])
    )  # fmt: skip
    return fitting / len(rows) if rows else 0.0


def _is_event(record: object) -> bool:
    return isinstance(record, dict) and _is_warehouse(frozenset(record))


def _is_warehouse(columns: frozenset[str]) -> bool:
    return columns >= _COLUMNS and bool(columns & _TIMES) and "event_name" in columns


def _parts(columns: Sequence[str]) -> tuple[Part, ...]:
    """The parts of an event; the warehouse's own columns carry the version of their schema."""

    def versions(prefix: str, field: str) -> tuple[str, ...]:
        # One object, or a list of them: it depends on the loader.
        found = [column for column in columns if column.startswith(prefix) and "." not in column]
        return tuple(f"{column}{inside}.{field}" for column in found for inside in ("", ".0"))

    return (
        Part(
            role="user",
            places=("contexts", "domain_userid", *versions(_CLIENT_SESSION, "userId")),
            combine=lambda contexts, *ids: first_filled(*ids, _in_contexts(contexts, "userId")),
        ),
        Part(role="account", places=("user_id",)),
        Part(
            role="time",
            places=("true_tstamp", "derived_tstamp", "collector_tstamp", "dvce_created_tstamp"),
        ),
        Part(
            role="event",
            places=(
                *("event", "event_name", "se_action", "unstruct_event.data.data.name"),
                *("unstruct_event.data.data.type", *versions(_ECOMMERCE_ACTION, "type")),
            ),
            combine=_name,
        ),
        Part(role="url", places=("page_url",)),
        Part(
            role="session",
            places=("contexts", "domain_sessionid", *versions(_CLIENT_SESSION, "sessionId")),
            combine=lambda contexts, *ids: first_filled(*ids, _in_contexts(contexts, "sessionId")),
        ),
        Part(role="agent", places=("useragent",)),
        # Delivered at least once: the same event may come with another time of arrival.
        Part(role="id", places=("event_id",)),
    )


def _name(event: Value, name: Value, deed: Value, screen: Value, *types: Value) -> Value:
    """A structured event is told by its action, e-commerce by its type, a screen by its name."""
    deed, screen, kind = blank_to_null(deed), blank_to_null(screen), first_filled(*types)
    return ibis.cases(
        ((event == "struct") & deed.notnull(), deed),
        ((name == "snowplow_ecommerce_action") & kind.notnull(), kind),
        ((name == "screen_view") & screen.notnull(), screen),
        else_=first_filled(name, event),
    )


def _in_contexts(contexts: Value, field: str) -> Value:
    """A field of the mobile session, which has no place of its own among the contexts."""
    pattern = r'/client_session/jsonschema/[0-9-]+","data":\{[^{}]*"' + field + r'":"([^"]+)"'
    return contexts.re_extract(pattern, 1)
