"""Amplitude's Export API: JSON lines, in the archive as it comes or unpacked; copies as CSV."""

import ibis  # type: ignore[import-untyped]

from journeys_mining.engine import Engine, Value
from journeys_mining.options import MiningOptions
from journeys_mining.readers.cells import blank_to_null, sortable
from journeys_mining.readers.export_file import ExportFile
from journeys_mining.readers.interface import Reading, Recognition, Shape
from journeys_mining.readers.parts import Part, read_parts, recognise_records
from journeys_mining.readers.records import shape_of_records

_COLUMNS = frozenset(["event_type", "event_time", "session_id"])
_OWN_COLUMNS = frozenset(["amplitude_id", "$insert_id", "_insert_id", "server_upload_time"])
_PAGE_PROPERTIES = ("page_url", "url", "originalURL", "current_url", "page_path", "path", "page")


class AmplitudeReader:
    """Reads Amplitude's raw events."""

    name = "amplitude"

    def recognise(self, file: ExportFile) -> Recognition:
        """By the names that each event has."""
        return recognise_records(
            file,
            "Amplitude events",
            lambda record: _is_amplitude(frozenset(record)),
            _is_amplitude,
        )

    def read(self, engine: Engine, file: ExportFile, options: MiningOptions) -> Reading:
        """Each record is an event."""
        return read_parts(engine, file, _PARTS, options)

    def shape(self, file: ExportFile, options: MiningOptions) -> Shape | None:  # noqa: ARG002
        """By the layout alone: the places are known."""
        return shape_of_records(file)


def _is_amplitude(names: frozenset[str]) -> bool:
    return names >= _COLUMNS and bool(names & _OWN_COLUMNS)


def _name(event: Value, text: Value) -> Value:
    """A click of the tracker's own is told by the text it hit."""
    text = blank_to_null(text)
    return ibis.cases(
        ((event == "[Amplitude] Element Clicked") & text.notnull(), "click " + text), else_=event
    )


def _url(*texts: Value) -> Value:
    """The first text that is a URL or a path: `page` may as well be a title."""
    return ibis.coalesce(*(ibis.cases((text.re_search(r"^(https?://|/)"), text)) for text in texts))


_PARTS = (
    # Amplitude's own id joins what one person did under several others; copies may lack it.
    Part(role="user", places=("amplitude_id", "device_id", "user_id")),
    Part(role="account", places=("user_id",)),
    # The time of the device, corrected; the export's window is that of the upload.
    Part(role="time", places=("event_time", "client_event_time", "server_received_time")),
    Part(
        role="event",
        places=("event_type", "event_properties.[Amplitude] Element Text"),
        combine=_name,
    ),
    # Only the tracker's own properties have fixed names; the others are what teams tend to write.
    Part(
        role="url",
        places=(
            *(f"event_properties.[Amplitude] Page {name}" for name in ("URL", "Location", "Path")),
            *(f"event_properties.{name}" for name in _PAGE_PROPERTIES),
        ),
        combine=_url,
    ),
    # The millisecond in which the session began, unique for one device; -1 is no session.
    Part(role="session", places=("session_id",)),
    # Counts the events of a device.
    Part(role="ordinal", places=("event_id",), combine=lambda text: sortable(blank_to_null(text))),
    Part(role="id", places=("$insert_id", "_insert_id", "uuid")),
)
