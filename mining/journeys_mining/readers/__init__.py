"""The readers: one for each family of export formats, third parties' by entry points.

To add one, write a module with an object that fits `interface.Reader` and list it here, or publish
it under the entry-point group `journeys.readers`.
"""

import difflib
from collections.abc import Mapping
from importlib.metadata import entry_points
from pathlib import Path

from journeys.errors import InputError
from journeys_mining.options import MiningOptions
from journeys_mining.readers.access_log import AccessLogReader
from journeys_mining.readers.adobe import AdobeReader
from journeys_mining.readers.alb_log import AlbLogReader
from journeys_mining.readers.amplitude import AmplitudeReader
from journeys_mining.readers.export_file import ExportFile
from journeys_mining.readers.ga4 import Ga4Reader
from journeys_mining.readers.ga360 import Ga360Reader
from journeys_mining.readers.goatcounter import GoatCounterReader
from journeys_mining.readers.har import HarReader
from journeys_mining.readers.interface import Reader, Recognition
from journeys_mining.readers.json_log import JsonLogReader
from journeys_mining.readers.mapped import MappedReader
from journeys_mining.readers.mapping_file import load_mapping
from journeys_mining.readers.matomo import MatomoReader
from journeys_mining.readers.mixpanel import MixpanelReader
from journeys_mining.readers.not_journeys import NotJourneysReader
from journeys_mining.readers.otlp import OtlpReader
from journeys_mining.readers.path_rows import PathRowReader
from journeys_mining.readers.playwright_trace import PlaywrightTraceReader
from journeys_mining.readers.posthog import PostHogReader
from journeys_mining.readers.segment import SegmentReader
from journeys_mining.readers.snowplow import SnowplowReader
from journeys_mining.readers.table import TableReader
from journeys_mining.readers.w3c_log import W3cLogReader

# Of two that are equally sure the first is taken: anything with columns is a table of a kind.
READERS: Mapping[str, Reader] = {
    reader.name: reader
    for reader in (
        SegmentReader(),
        PostHogReader(),
        Ga4Reader(),
        Ga360Reader(),
        AmplitudeReader(),
        MixpanelReader(),
        SnowplowReader(),
        AdobeReader(),
        MatomoReader(),
        HarReader(),
        PlaywrightTraceReader(),
        PathRowReader(),
        OtlpReader(),
        GoatCounterReader(),
        NotJourneysReader(),
        AccessLogReader(),
        W3cLogReader(),
        AlbLogReader(),
        JsonLogReader(),
        TableReader(),
    )
}
ENTRY_POINT_GROUP = "journeys.readers"


def mapped_reader(path: Path) -> Reader:
    """A reader that does what a mapping file says.

    Raises
    ------
    InputError
        The file is missing or has faults.
    """
    return MappedReader(load_mapping(path))


def known_readers() -> Mapping[str, Reader]:
    """Every reader by its name; those of third parties cannot replace ours."""
    third_parties = {one.name: one.load()() for one in entry_points(group=ENTRY_POINT_GROUP)}
    return {**third_parties, **READERS}


def named_reader(
    options: MiningOptions, readers: Mapping[str, Reader]
) -> tuple[Reader, Recognition] | None:
    """The reader that the options ask for, if they do."""
    if options.mapping is not None:
        return mapped_reader(options.mapping), Recognition(sureness=1.0, why="by its mapping")
    name = options.reader
    if options.log_format is not None and name is None:
        name = AccessLogReader.name
    if name is None:
        return None
    if name not in readers:
        close = difflib.get_close_matches(name, list(readers), n=1)
        meant = f"; did you mean {close[0]!r}?" if close else ""
        raise InputError(
            f"there is no reader {name!r}{meant}",
            where="--reader",
            remedy=f"the readers are: {_named(readers)}",
        )
    return readers[name], Recognition(sureness=1.0, why="named by an option")


def _named(readers: Mapping[str, Reader]) -> str:
    """The formats that can be mined."""
    return ", ".join(sorted(readers.keys() - {NotJourneysReader.name}))


def surest_reader(file: ExportFile, readers: Mapping[str, Reader]) -> tuple[Reader, Recognition]:
    """The reader that is surest of the file."""
    recognised = [(reader, reader.recognise(file)) for reader in readers.values()]
    reader, best = max(recognised, key=lambda pair: pair[1].sureness)
    if best.sureness == 0.0:
        raise InputError(
            f"the format was not recognised: it is none of {_named(readers)}",
            where=file.name,
            remedy="give an export in one of these formats, or name the reader with `--reader`"
            " to hear what it misses",
        )
    return reader, best
