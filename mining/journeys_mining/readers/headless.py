"""Tab-separated text whose columns are known by their places, since it has no header."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ibis  # type: ignore[import-untyped]

from journeys_mining.engine import Engine, Table
from journeys_mining.readers.export_file import ExportFile
from journeys_mining.readers.interface import shortened
from journeys_mining.readers.records import KeptRows, Pick, Records, column_cell
from journeys_mining.readers.text_rows import read_lines, refuse_other_encodings

_FIRST_ROWS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadlessRecords(Records):
    """Rows without a header and without quoting: a quote is a character like any other."""

    columns: Mapping[str, int]
    """The places of the columns that are used, from 0."""
    width: int
    """How many columns a row has; rows of any other width are broken."""

    @classmethod
    def of(cls, file: ExportFile, columns: Mapping[str, int], width: int) -> "HeadlessRecords":
        """The records of a file."""
        rows = [line.split("\t") for line in file.lines[:_FIRST_ROWS]]
        rows = [row for row in rows if len(row) == width]
        sample = {name: [row[place].strip() for row in rows] for name, place in columns.items()}
        return cls(file=file, sample=sample, columns=columns, width=width)

    def keep(self, engine: Engine, places: Sequence[str], pick: Pick) -> KeptRows:  # noqa: ARG002
        """What `pick` makes of the rows, kept."""

        def picked(lines: Table) -> Table:
            lines = lines.mutate(line=lines.line.fill_null(""))
            cells = lines.line.split("\t")
            whole = cells.length() == self.width
            texts = {
                name: ibis.cases((whole, cells[place])) for name, place in self.columns.items()
            }
            broken = ibis.cases((~whole, shortened(lines.line)))
            rows = lines.mutate(**texts, _broken=broken)
            return pick(rows, column_cell(rows, tuple(self.columns)), rows._broken)

        table, broken = read_lines(engine, self.file, picked)
        refuse_other_encodings(self.file, broken)
        written = table.filter(table.broken.isnull() | (table.broken.strip() != ""))
        return KeptRows(table=written, broken=broken, first_line=1)
