"""GA4: the BigQuery export, nested as JSON or Parquet, and flattened as CSV."""

import ibis  # type: ignore[import-untyped]

from journeys_mining.engine import Engine, Value
from journeys_mining.options import MiningOptions
from journeys_mining.readers.cells import sortable
from journeys_mining.readers.export_file import ExportFile
from journeys_mining.readers.interface import Reading, Recognition, Shape
from journeys_mining.readers.json_documents import Record
from journeys_mining.readers.json_lines import json_valid
from journeys_mining.readers.marks import marked
from journeys_mining.readers.parts import Part, first_filled, read_parts, recognise_records
from journeys_mining.readers.records import json_text, shape_of_records

_IDS = ("user_pseudo_id", "user_id")
# Where consent was not given there is no id of any kind, which is no fault of the export.
_NOBODY = "ga4:without_visitor"
_VALUES = ("string_value", "int_value", "float_value", "double_value")


class Ga4Reader:
    """Reads GA4's export to BigQuery."""

    name = "ga4"

    def recognise(self, file: ExportFile) -> Recognition:
        """By the nested parameters, or by the visitor's id beside an event's name."""
        return recognise_records(file, "GA4 events", _is_event, _is_flattened)

    def read(self, engine: Engine, file: ExportFile, options: MiningOptions) -> Reading:
        """Each row is an event."""
        return read_parts(engine, file, _PARTS, options)

    def shape(self, file: ExportFile, options: MiningOptions) -> Shape | None:  # noqa: ARG002
        """By the layout alone: the places are known."""
        return shape_of_records(file)


def _is_event(record: Record) -> bool:
    if not {"event_name", "event_timestamp"} <= record.keys():
        return False
    return isinstance(record.get("event_params"), list) or "user_pseudo_id" in record


def _is_flattened(columns: frozenset[str]) -> bool:
    named = {"event_name", "event_timestamp"} <= columns or {"name", "timestamp"} <= columns
    return "user_pseudo_id" in columns and named


def _parameter(nested: Value, name: str) -> Value:
    """The value of a parameter in the JSON list `[{"key": …, "value": {…}}]`."""
    nested = ibis.cases((json_valid(nested), nested))
    place = list_position(_all_texts(nested, "$[*].key"), name)
    value = list_extract(_all_texts(nested, "$[*].value"), place)
    # The same key may hold a text in one row and a number in the next.
    return first_filled(*(json_text(value, f"$.{slot}") for slot in _VALUES))


def _user(*ids: Value) -> Value:
    return first_filled(*ids).fill_null(_NOBODY)


def _mark(*ids: Value) -> Value:
    return marked(first_filled(*ids).isnull(), "no-visitor")


def _event(name: Value, flat: Value, nested: Value, screen: Value) -> Value:
    """The name; a screen of an app is told by its own."""
    name = first_filled(name, flat)
    screen = first_filled(_parameter(nested, "firebase_screen"), screen)
    return ibis.cases(
        ((name == "screen_view") & screen.notnull(), screen),
        else_=name,
    )


def _url(nested: Value, *flat: Value) -> Value:
    return first_filled(_parameter(nested, "page_location"), *flat)


def _session(nested: Value, *flat: Value) -> Value:
    return first_filled(_parameter(nested, "ga_session_id"), *flat)


@ibis.udf.scalar.builtin(  # type: ignore[untyped-decorator]
    name="json_extract_string", signature=(("string", "string"), "array<string>")
)
def _all_texts(line: str, path: str) -> list[str]:  # type: ignore[empty-body]
    """The values at a path with `*` (DuckDB's own function)."""


@ibis.udf.scalar.builtin(signature=(("array<string>", "string"), "int64"))  # type: ignore[untyped-decorator]
def list_position(texts: list[str], text: str) -> int:  # type: ignore[empty-body]
    """The place of a text, from 1; NULL where it is missing (DuckDB's own function)."""


@ibis.udf.scalar.builtin(signature=(("array<string>", "int64"), "string"))  # type: ignore[untyped-decorator]
def list_extract(texts: list[str], place: int) -> str:  # type: ignore[empty-body]
    """The text at a place, from 1 (DuckDB's own function)."""


_PARTS = (
    Part(role="user", places=_IDS, combine=_user),
    Part(role="account", places=("user_id",)),
    # Microseconds; the date is the property's, not UTC's.
    Part(role="time", places=("event_timestamp", "timestamp")),
    Part(
        role="event",
        places=("event_name", "name", "event_params", "param_firebase_screen"),
        combine=_event,
    ),
    Part(role="mark", places=_IDS, combine=_mark),
    Part(
        role="url",
        places=("event_params", "page_location", "param_page_location"),
        combine=_url,
        shown="page_location",
    ),
    # The second in which the session began: unique for one visitor only.
    # Events of one batch have one time; older exports do not tell their order.
    Part(
        role="ordinal",
        places=("batch_page_id", "batch_ordering_id", "batch_event_index"),
        combine=sortable,
    ),
    Part(
        role="session",
        places=("event_params", "ga_session_id", "param_ga_session_id", "session_id"),
        combine=_session,
        shown="ga_session_id",
    ),
)
