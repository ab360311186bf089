"""Segment and RudderStack: raw calls as JSON lines, and the warehouse's tables.

Neither has session ids in its specification; newer RudderStack SDKs send one.
"""

import ibis  # type: ignore[import-untyped]

from journeys_mining.engine import Engine, Value
from journeys_mining.options import MiningOptions
from journeys_mining.readers.cells import blank_to_null
from journeys_mining.readers.export_file import ExportFile
from journeys_mining.readers.interface import Reading, Recognition, Shape
from journeys_mining.readers.json_documents import Record
from journeys_mining.readers.parts import Part, first_filled, read_parts, recognise_records
from journeys_mining.readers.records import shape_of_records

_CALLS = ("track", "page", "screen", "identify", "group", "alias")
# Every warehouse table has the first, and one of the others.
_WAREHOUSE = frozenset(["anonymous_id", "received_at"])
_LOADED = frozenset(
    ["sent_at", "original_timestamp", "uuid_ts", "loaded_at", "context_library_name"]
)


class SegmentReader:
    """Reads what Segment and RudderStack deliver to storage and warehouses."""

    name = "segment"

    def recognise(self, file: ExportFile) -> Recognition:
        """By `type` with an id of the visitor, or by the warehouse's columns."""
        return recognise_records(file, "Segment or RudderStack calls", _is_call, _is_warehouse)

    def read(self, engine: Engine, file: ExportFile, options: MiningOptions) -> Reading:
        """Each call is an event."""
        return read_parts(engine, file, _PARTS, options)

    def shape(self, file: ExportFile, options: MiningOptions) -> Shape | None:  # noqa: ARG002
        """By the layout alone: the places are known."""
        return shape_of_records(file)


def _is_call(record: Record) -> bool:
    return (
        record.get("type") in _CALLS
        and any(name in record for name in ("anonymousId", "userId"))
        and any(name in record for name in ("messageId", "context", "sentAt", "originalTimestamp"))
    )


def _is_warehouse(columns: frozenset[str]) -> bool:
    return columns >= _WAREHOUSE and bool(columns & _LOADED)


def _name(call: Value, text: Value, event: Value, title: Value, title_inside: Value) -> Value:
    """The event of a track call, the title of a page, else the call: `identify` is no step."""
    event = first_filled(text, event)
    title = first_filled(title, title_inside)
    return ibis.cases(
        (call == "track", event),
        (call == "page", "page"),
        (call == "screen", ibis.coalesce(title, "screen")),
        (blank_to_null(call).notnull(), call),
        # A table of the warehouse: `tracks`, or one of a single event, or `pages`.
        else_=ibis.coalesce(event, "page"),
    )


def _url(call: Value, page: Value, column: Value, inside: Value, plain: Value) -> Value:
    """Where it happened; `url` is the page's own in a page call, in a track call it is anything."""
    of_page = ibis.cases(
        (call.fill_null("page").isin(["page", "screen"]), first_filled(inside, plain))
    )
    return first_filled(page, column, of_page)


_PARTS = (
    # The device first: a visit must not fall apart where its user signs in.
    Part(role="user", places=("anonymousId", "anonymous_id", "userId", "user_id")),
    Part(role="account", places=("userId", "user_id")),
    # The order of receipt is not the order of events.
    Part(
        role="time",
        places=(
            "timestamp",
            "originalTimestamp",
            "original_timestamp",
            "sentAt",
            "sent_at",
            "receivedAt",
            "received_at",
        ),
    ),
    Part(
        role="event",
        places=("type", "event_text", "event", "name", "properties.name"),
        combine=_name,
    ),
    Part(
        role="url",
        places=("type", "context.page.url", "context_page_url", "properties.url", "url"),
        combine=_url,
    ),
    Part(role="session", places=("context.sessionId", "context_session_id")),
    Part(role="agent", places=("context.userAgent", "context_user_agent")),
    Part(role="id", places=("messageId", "message_id", "id")),
)
