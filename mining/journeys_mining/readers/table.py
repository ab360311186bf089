"""Tables: CSV with any delimiter, TSV, JSON and Parquet, each column by name or content."""

from dataclasses import replace

from journeys_mining.engine import Engine, Table, Value
from journeys_mining.options import MiningOptions
from journeys_mining.readers.cells import canonical_events, parsed_cells, pick_cells
from journeys_mining.readers.columns import choose_columns
from journeys_mining.readers.delimited import recognise_layout
from journeys_mining.readers.export_file import ExportFile
from journeys_mining.readers.foreign_texts import is_unstructured
from journeys_mining.readers.interface import Reading, Recognition, Shape
from journeys_mining.readers.json_documents import look_at_json
from journeys_mining.readers.json_lines import sample_fields, with_json_texts
from journeys_mining.readers.records import Cell, open_records, shape_of_records
from journeys_mining.readers.time_columns import with_time_form


class TableReader:
    """Reads tables of events."""

    name = "table"

    def recognise(self, file: ExportFile) -> Recognition:
        """By the magic of Parquet, by JSON objects, or by a delimiter that makes columns."""
        # Any text with commas and any JSON is a table of a kind: a more specific reader goes first.
        if file.parquet:
            return Recognition(sureness=0.4, why="a Parquet file")
        if (json := look_at_json(file)) is not None:
            form = (
                "each line is a JSON object"
                if json.is_lines
                else f"a JSON document, its rows{json.where or ' at the top'}"
            )
            return Recognition(sureness=0.4 * json.share, why=form)
        layout = None if is_unstructured(file) else recognise_layout(file)
        if layout is None or layout.sureness < 0.3:
            return Recognition(sureness=0.0, why="no delimiter makes columns of the first lines")
        return Recognition(sureness=0.8 * layout.sureness, why=layout.why)

    def read(self, engine: Engine, file: ExportFile, options: MiningOptions) -> Reading:
        """Each row is an event; columns are found by option, by name and by content."""
        records = open_records(engine, file)
        chosen = choose_columns(records.sample, options, file.name)
        uses = with_time_form(engine, records, chosen, options)

        def pick(rows: Table, cell: Cell, broken: Value) -> Table:
            cells = pick_cells(rows, cell, broken, uses)
            return parsed_cells(cells, uses, [use.role for use in uses])

        kept = records.keep(engine, [one for use in uses for one in use.columns], pick)
        return Reading(
            events=canonical_events(kept.table, uses),
            columns=uses,
            broken=kept.broken,
            first_line=kept.first_line,
        )

    def shape(self, file: ExportFile, options: MiningOptions) -> Shape | None:
        """By the header; records of JSON have none, so there by the columns that are chosen."""
        shape, json = shape_of_records(file), look_at_json(file)
        if shape is None or json is None:
            return shape
        sample = with_json_texts(sample_fields(json.records))
        chosen = choose_columns(sample, options, file.name)
        roles = [f"{use.role}: {', '.join(use.columns)}" for use in chosen]
        return replace(shape, details=(*shape.details, *roles))
