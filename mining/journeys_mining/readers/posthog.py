"""PostHog: batch exports (JSON lines, Parquet with JSON in text), and pages of the events API."""

import ibis  # type: ignore[import-untyped]

from journeys_mining.engine import Engine, Value
from journeys_mining.options import MiningOptions
from journeys_mining.readers.cells import blank_to_null
from journeys_mining.readers.export_file import ExportFile
from journeys_mining.readers.interface import Reading, Recognition, Shape
from journeys_mining.readers.json_documents import Record
from journeys_mining.readers.parts import Part, first_filled, read_parts, recognise_records
from journeys_mining.readers.records import shape_of_records

_COLUMNS = frozenset(["event", "distinct_id", "properties", "timestamp"])
_OWN_COLUMNS = frozenset(["uuid", "person_id", "elements_chain", "_inserted_at", "created_at"])
_MERGES = ("$create_alias", "$merge_dangerously")
"""Events that say that `alias` and their distinct id are one person."""


class PostHogReader:
    """Reads the events of PostHog."""

    name = "posthog"

    def recognise(self, file: ExportFile) -> Recognition:
        """By the names that each event has."""
        return recognise_records(
            file,
            "PostHog events",
            _is_event,
            lambda columns: columns >= _COLUMNS and bool(columns & _OWN_COLUMNS),
        )

    def read(self, engine: Engine, file: ExportFile, options: MiningOptions) -> Reading:
        """Each record is an event."""
        return read_parts(engine, file, _PARTS, options)

    def shape(self, file: ExportFile, options: MiningOptions) -> Shape | None:  # noqa: ARG002
        """By the layout alone: the places are known."""
        return shape_of_records(file)


def _is_event(record: Record) -> bool:
    return record.keys() >= _COLUMNS and isinstance(record["properties"], dict | str)


def _name(event: Value, kind: Value, text: Value, chain: Value) -> Value:
    """A click is told by the text it hit; one without text stays `$autocapture`, no step."""
    hit = first_filled(text, chain.re_extract(r'text="([^"]*)"', 1))
    deed = ibis.coalesce(blank_to_null(kind), "click")
    return ibis.cases(
        ((event == "$autocapture") & hit.notnull(), deed + " " + hit),
        else_=event,
    )


def _user(
    event: Value, before: Value, alias: Value, distinct: Value, device: Value, *persons: Value
) -> Value:
    """The person, else the device: the distinct id changes when a visitor signs in."""
    anonymous = ibis.cases((event == "$identify", before))
    other = ibis.cases((event.isin(_MERGES), alias))
    return first_filled(*persons, other, device, anonymous, distinct)


def _account(event: Value, distinct: Value, signed_in: Value, *persons: Value) -> Value:
    """Who is signed in, where the export does not say the person."""
    identified = ibis.cases((event.isin(("$identify", *_MERGES)), distinct))
    account = first_filled(signed_in, identified)
    return ibis.cases((first_filled(*persons).isnull(), account))


_PERSONS = ("person_id", "person.uuid", "person.id")
_PARTS = (
    Part(
        role="user",
        places=(
            *("event", "properties.$anon_distinct_id", "properties.alias", "distinct_id"),
            *("properties.$device_id", *_PERSONS),
        ),
        combine=_user,
        shown=", ".join((*_PERSONS, "$device_id", "distinct_id")),
    ),
    Part(
        role="account",
        places=("event", "distinct_id", "properties.$user_id", *_PERSONS),
        combine=_account,
        shown="$user_id, distinct_id of $identify and of aliases",
    ),
    Part(role="time", places=("timestamp", "properties.$time", "created_at")),
    Part(
        role="event",
        places=("event", "properties.$event_type", "properties.$el_text", "elements_chain"),
        combine=_name,
    ),
    Part(role="url", places=("properties.$current_url", "properties.$pathname")),
    Part(role="session", places=("properties.$session_id", "$session_id")),
    Part(role="agent", places=("properties.$raw_user_agent",)),
    Part(role="id", places=("uuid", "id")),
)
