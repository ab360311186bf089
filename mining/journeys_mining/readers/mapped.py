"""A reader that does what a mapping file says: for formats of one's own.

A package may register such a reader: a function that gives `mapped_reader(path)`, under the
entry-point group `journeys.readers`.
"""

import difflib
from collections.abc import Sequence
from dataclasses import replace

import ibis  # type: ignore[import-untyped]

from journeys.errors import InputError
from journeys_mining.engine import Engine, Value
from journeys_mining.options import MiningOptions
from journeys_mining.readers.cells import sortable
from journeys_mining.readers.export_file import ExportFile
from journeys_mining.readers.interface import Reading, Recognition, Shape
from journeys_mining.readers.json_documents import Record
from journeys_mining.readers.json_lines import sample_fields
from journeys_mining.readers.mapping_file import PLACE_IN_TEMPLATE, Mapping, Places
from journeys_mining.readers.marks import marked
from journeys_mining.readers.needed_columns import listed
from journeys_mining.readers.parts import Part, first_filled, keep_parts, parsed, recognise_records
from journeys_mining.readers.records import Records, open_records, shape_of_records


class MappedReader:
    """Reads records as a mapping says."""

    def __init__(self, mapping: Mapping) -> None:
        self.mapping = mapping
        self.name = mapping.name

    def recognise(self, file: ExportFile) -> Recognition:
        """By the columns that the mapping calls the format's own; without any it takes no file."""
        known = self.mapping.recognise
        if known is None:
            return Recognition(sureness=0.0, why="its mapping does not say how it is recognised")
        wanted = frozenset(column.lower() for column in known.columns)

        def fits(record: Record) -> bool:
            return wanted <= {place.lower() for place in sample_fields([record])}

        what = f"rows of {self.name}"
        return recognise_records(file, what, fits, lambda columns: wanted <= columns)

    def read(self, engine: Engine, file: ExportFile, options: MiningOptions) -> Reading:
        """Each record is an event."""
        records = open_records(engine, file)
        mapped = [_part(role, places) for role, places in self.mapping.columns.items()]
        parts = [self._named(part) if part.role == "event" else part for part in mapped]
        if self.mapping.leave_out:
            parts.append(self._left_out())
        _check_places(records, [place for part in parts for place in part.places])
        kept, uses = keep_parts(engine, records, parts, options)
        return parsed(engine, kept, uses)

    def shape(self, file: ExportFile, options: MiningOptions) -> Shape | None:  # noqa: ARG002
        """By the layout alone: the mapping names the places."""
        return shape_of_records(file)

    def _named(self, part: Part) -> Part:
        """The event's name with what is renamed."""
        if not self.mapping.rename:
            return part

        def combine(*texts: Value) -> Value:
            name = part.combine(*texts)
            renamed = [(name == old, ibis.literal(new)) for old, new in self.mapping.rename.items()]
            return ibis.cases(*renamed, else_=name)

        return replace(part, combine=combine)

    def _left_out(self) -> Part:
        conditions = self.mapping.leave_out

        def combine(*texts: Value) -> Value:
            judged = zip(texts, conditions, strict=True)
            met = [text.isin(one.values).fill_null(False) for text, one in judged]
            return marked(ibis.or_(*met), "mapping")

        return Part(role="mark", places=tuple(one.column for one in conditions), combine=combine)


def _part(role: str, places: Places) -> Part:
    if isinstance(places, tuple):
        return Part(role=role, places=places)
    inside = PLACE_IN_TEMPLATE.findall(places)
    if inside:
        return Part(role=role, places=tuple(inside), combine=_filled_in(places), shown=places)
    if role == "ordinal":
        return Part(role=role, places=(places,), combine=lambda text: sortable(first_filled(text)))
    return Part(role=role, places=(places,))


def _filled_in(template: str) -> "_Template":
    return _Template(PLACE_IN_TEMPLATE.split(template)[::2])


class _Template:
    """Puts texts between the fixed pieces; nothing if one of them is missing."""

    def __init__(self, pieces: Sequence[str]) -> None:
        self._pieces = pieces

    def __call__(self, *texts: Value) -> Value:
        filled = ibis.literal(self._pieces[0])
        for text, piece in zip(texts, self._pieces[1:], strict=True):
            filled = filled + first_filled(text) + piece
        return filled


def _check_places(records: Records, places: Sequence[str]) -> None:
    for place in places:
        if place in records.sample:
            continue
        close = difflib.get_close_matches(place, list(records.sample), n=1, cutoff=0.5)
        meant = f"; did you mean {close[0]!r}?" if close else ""
        raise InputError(
            f"the mapping names {place!r}, which the first rows do not have{meant}",
            where=records.file.name,
            remedy=f"the columns are: {listed(list(records.sample))}",
        )
