"""From the files of an export to one canonical event table: each file by its own reader."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import ibis  # type: ignore[import-untyped]

from journeys.errors import InputError
from journeys_mining.engine import Engine, Table
from journeys_mining.options import MiningOptions
from journeys_mining.readers import known_readers, named_reader, surest_reader
from journeys_mining.readers.alike import ChosenFile, FilesAlike, put_together
from journeys_mining.readers.export_file import open_export
from journeys_mining.readers.export_parts import ExportPart, list_parts, without_empty
from journeys_mining.readers.ga4 import Ga4Reader
from journeys_mining.readers.ga4_tables import superseded
from journeys_mining.readers.header_files import with_header
from journeys_mining.readers.inner_lines import unwrap_lines
from journeys_mining.readers.interface import ROWS_OF_A_FILE, Reading, with_optional
from journeys_mining.readers.matomo_tables import with_matomo_tables
from journeys_mining.readers.named_columns import with_named_columns
from journeys_mining.readers.needed_columns import NoRowsError
from journeys_mining.readers.ordinals import in_order
from journeys_mining.readers.printed_tables import as_plain_table
from journeys_mining.readers.request_pairs import with_whole_requests
from journeys_mining.refusals import check_refusals, collect_refusals
from journeys_mining.report import FileReading, RefusedRows

_MOST_UNITED = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """The events of all files of an export."""

    rows: Table
    """The canonical event table, with `account`; `row` orders the rows of all files."""
    files: tuple[FileReading, ...]
    row_count: int
    refused: tuple[RefusedRows, ...]
    without_rows: tuple[str, ...] = ()
    """Names of files that were passed over, for they hold no row and others do."""


def read_export(
    engine: Engine,
    paths: Sequence[Path | str],
    options: MiningOptions,
    progress: Callable[[str], None],
) -> Export:
    """The files that paths and URLs stand for, as one table.

    Raises
    ------
    InputError
        A file cannot be read, or too many of its rows.
    """
    files: list[FileReading] = []
    tables: list[Table] = []
    refused: list[RefusedRows] = []
    row_count = 0
    listed = list(list_parts(paths, engine.folder))
    filled = without_empty(listed)
    empty = [part.name for part in set(listed) - set(filled)]
    parts = list(with_header(filled, engine.folder))
    chosen = _chosen(engine, parts, options, progress)
    for alike, reading in _readings(engine, put_together(chosen, options), options, empty):
        _check_times_as_said(reading, alike, options)
        rows, refusals = collect_refusals(engine, alike.file, reading)
        if options.columns:
            refusals = tuple(map(_above, refusals))
        ordered = in_order(engine, reading.events)
        if not refusals:
            # Known here, it need not be asked of each row in each stage.
            ordered = ordered.mutate(refused=ibis.null("string"), example=ibis.null("string"))
        if alike.is_superseded:
            # The day's own table has all of it.
            ordered = ordered.mutate(mark=ibis.literal("intraday"))
        offset = len(files) * ROWS_OF_A_FILE
        tables.append(with_optional(ordered.mutate(row=ordered.row + offset)))
        row_count += rows
        refused += refusals
        files += [
            FileReading(file=one.name, reader=alike.reader.name, why=why, columns=reading.columns)
            for one, why in zip(alike.file.members, alike.whys, strict=True)
        ]
    check_refusals(refused, row_count, options.max_refused_share)
    return Export(
        rows=engine.named(_united(engine, tables)),
        files=tuple(files),
        row_count=row_count,
        refused=tuple(refused),
        without_rows=tuple(sorted(empty)),
    )


def _chosen(
    engine: Engine,
    parts: Sequence[ExportPart],
    options: MiningOptions,
    progress: Callable[[str], None],
) -> Iterator[ChosenFile]:
    """Each file and its reader."""
    intraday = superseded(part.name for part in parts)
    readers = known_readers()
    named = named_reader(options, readers)
    for part in with_matomo_tables(parts, options.encoding, engine.folder):
        progress(f"reading {part.name}")
        file = open_export(part.path, part.name, options.encoding, engine.folder)
        if options.columns:
            file = with_named_columns(file, options.columns, engine.folder)
        unwrapped = unwrap_lines(engine, as_plain_table(file, engine.folder))
        inner = with_whole_requests(engine, unwrapped)
        reader, recognition = named or surest_reader(inner.file, readers)
        yield ChosenFile(
            file=inner.file,
            reader=reader,
            why=recognition.why + inner.where,
            is_superseded=part.name in intraday and reader.name == Ga4Reader.name,
        )


def _readings(
    engine: Engine, files: Iterable[FilesAlike], options: MiningOptions, empty: list[str]
) -> Iterator[tuple[FilesAlike, Reading]]:
    """What is read of the files, without those that have no row, such as the last page of an API:
    their names are added to `empty`. They are a fault if no file has any."""
    without_rows: NoRowsError | None = None
    are_rows = False
    for alike in files:
        try:
            reading = alike.reader.read(engine, alike.file, options)
        except NoRowsError as error:
            without_rows = without_rows or error
            empty += [one.name for one in alike.file.members]
            continue
        are_rows = True
        yield alike, replace(reading, events=engine.named(reading.events))
    if without_rows and not are_rows:
        raise without_rows


def _check_times_as_said(reading: Reading, alike: FilesAlike, options: MiningOptions) -> None:
    """Refuse options of the time that the reader did not heed."""
    heeded = any(use.role == "time" and (use.forms or use.zone) for use in reading.columns)
    if heeded or (options.time_format is None and options.time_zone is None):
        return
    raise InputError(
        f"times are written as the format ({alike.reader.name}) says",
        where=alike.file.name,
        remedy="leave `--time-format` and `--time-zone` away, or read the file as a table"
        " with `--reader table`",
    )


def _above(one: RefusedRows) -> RefusedRows:
    """With the line that it has in a file without our header."""
    return one if one.line is None else replace(one, line=one.line - 1)


def _united(engine: Engine, tables: Sequence[Table]) -> Table:
    """One table of all, a few at a time: the plan of a union grows with its tables."""
    while len(tables) > 1:
        first, *others = tables[:_MOST_UNITED]
        united = engine.keep(engine.new_name("rows"), first.union(*others))
        tables = [*tables[_MOST_UNITED:], united]
    return tables[0]
