"""GoatCounter's CSV export: one page view or event a row.

A visitor has no id that outlives a visit: the session is the user, too.
"""

import re

import ibis  # type: ignore[import-untyped]

from journeys_mining.engine import Engine, Value
from journeys_mining.options import MiningOptions
from journeys_mining.readers.export_file import ExportFile
from journeys_mining.readers.interface import Reading, Recognition
from journeys_mining.readers.marks import marked
from journeys_mining.readers.parts import Part, keep_parts, parsed, recognise_records
from journeys_mining.readers.records import open_records

_COLUMNS = frozenset(["event", "session", "bot", "firstvisit", "date"])
# The number of the format's version stands before the name of the first column.
_PATH = re.compile(r"[0-9]*path", re.IGNORECASE)


class GoatCounterReader:
    """Reads GoatCounter's export of page views."""

    name = "goatcounter"

    def recognise(self, file: ExportFile) -> Recognition:
        """By its columns."""
        return recognise_records(
            file, "GoatCounter's page views", None, lambda columns: columns >= _COLUMNS
        )

    def read(self, engine: Engine, file: ExportFile, options: MiningOptions) -> Reading:
        """Each row is a page view, or an event whose name stands in the place of the path."""
        records = open_records(engine, file)
        path = next((name for name in records.sample if _PATH.fullmatch(name)), "Path")
        parts = (
            Part(role="user", places=("Session",)),
            Part(role="time", places=("Date",)),
            Part(role="event", places=(path, "Event"), combine=_name),
            Part(role="mark", places=("Bot",), combine=_mark),
            Part(role="url", places=(path, "Event"), combine=_url),
            Part(role="session", places=("Session",)),
            Part(role="agent", places=("UserAgent",)),
        )
        kept, uses = keep_parts(engine, records, parts, options)
        return parsed(engine, kept, uses)


def _name(path: Value, event: Value) -> Value:
    return ibis.cases((event == "1", path))


def _mark(bot: Value) -> Value:
    return marked(bot.fill_null("0") != "0", "marked-bots")


def _url(path: Value, event: Value) -> Value:
    return ibis.cases((event != "1", path))
