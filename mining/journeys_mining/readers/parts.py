"""Reading a format whose places are known: which parts of an event stand where in its records.

A reader of such a format says how it is recognised and lists its parts; a column option of the
person overrides the part of its role.
"""

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import ibis  # type: ignore[import-untyped]

from journeys.errors import InputError
from journeys_mining.engine import Engine, Table, Value
from journeys_mining.options import MiningOptions
from journeys_mining.readers.cells import CELLS, NOT_JSON, ROLES, blank_to_null, parse_cells
from journeys_mining.readers.delimited import recognise_layout
from journeys_mining.readers.export_file import ExportFile
from journeys_mining.readers.interface import Reading, Recognition
from journeys_mining.readers.json_documents import Record, look_at_json
from journeys_mining.readers.needed_columns import NoRowsError, listed
from journeys_mining.readers.records import Cell, KeptRows, Records, open_records
from journeys_mining.readers.time_columns import with_said_form
from journeys_mining.report import ColumnUse

_NEEDED = ("user", "time")


def first_filled(*texts: Value) -> Value:
    """The first text that says something."""
    return ibis.coalesce(*(blank_to_null(text) for text in texts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of an event."""

    role: str
    """One of `cells.CELLS`; or `id`, which tells an event that was delivered twice; or a name
    of the reader's own, for a column that it uses before the cells are parsed."""
    places: tuple[str, ...]
    """Where it stands; a format's spellings are all listed."""
    combine: Callable[..., Value] = first_filled
    """Makes the part of the texts at the places."""
    shown: str | None = None
    """For a person, where the places do not say it: `event_params.ga_session_id`."""


def recognise_records(
    file: ExportFile,
    what: str,
    fits: Callable[[Record], bool] | None,
    has_columns: Callable[[frozenset[str]], bool] | None = None,
) -> Recognition:
    """By the share of the first JSON records that fit, or by the names of a table's columns.

    Parameters
    ----------
    what
        The format's rows, for a person: `Segment calls`.
    fits
        Judges a JSON record; None for a format that is a table alone.
    has_columns
        Is given the columns' names in small letters; None for a format that is JSON alone.
    """
    json = look_at_json(file)
    if json is not None and fits is not None:
        fitting = sum(1 for record in json.records if fits(record))
        share = json.share * fitting / len(json.records) if json.records else 0.0
        return Recognition(
            sureness=share if share >= 0.5 else 0.0,
            why=f"{fitting} of the first {len(json.records)} records{json.where} are {what}",
        )
    layout = None if file.parquet else recognise_layout(file)
    columns = layout.header if layout is not None else file.columns
    if has_columns is not None and has_columns(frozenset(column.lower() for column in columns)):
        return Recognition(sureness=1.0, why=f"its columns are those of {what}")
    return Recognition(sureness=0.0, why=f"neither records nor columns are those of {what}")


def read_parts(
    engine: Engine, file: ExportFile, parts: Sequence[Part], options: MiningOptions
) -> Reading:
    """The canonical event table of a file whose rows have these parts."""
    kept, uses = keep_parts(engine, open_records(engine, file), parts, options)
    return parsed(engine, kept, uses)


def keep_parts(
    engine: Engine, records: Records, parts: Sequence[Part], options: MiningOptions
) -> tuple[KeptRows, tuple[ColumnUse, ...]]:
    """The texts of the parts, for `parsed`, and where they come from.

    Raises
    ------
    NoRowsError
        There is no record at all.
    InputError
        An option names a place that no record has.
    """
    if not any(records.sample.values()):
        raise NoRowsError(
            "there is no event in the file",
            where=records.file.name,
            remedy="export the events again, with their rows",
        )
    chosen = {part.role: part for part in (*parts, *_named(records, options))}

    def pick(rows: Table, cell: Cell, broken: Value) -> Table:
        texts = {
            role: part.combine(*map(cell, part.places)).strip() for role, part in chosen.items()
        }
        identity = texts.pop("id", None)
        digest = rows._digest
        if identity is not None:
            # The engine's hash of NULL is a number like any other.
            digest = ibis.cases((identity.notnull(), hashed(identity)), else_=digest)
        empty = dict.fromkeys(CELLS, ibis.null("string"))
        return rows.select(row=rows._row, digest=digest, broken=broken, **(empty | texts))

    places = [place for part in chosen.values() for place in part.places]
    kept = records.keep(engine, places, pick)
    uses = tuple(_uses(chosen, records.sample))
    return kept, with_said_form(engine, uses, options)


def parsed(
    engine: Engine, kept: KeptRows, uses: Sequence[ColumnUse], broken: str = NOT_JSON
) -> Reading:
    """The reading of kept parts; `broken` says what is wrong with a line that has no cells."""
    return Reading(
        events=parse_cells(engine, kept.table, uses, broken),
        columns=tuple(uses),
        broken=kept.broken,
        first_line=kept.first_line,
    )


@ibis.udf.scalar.builtin(  # type: ignore[untyped-decorator]
    name="hash", signature=(("string",), "uint64")
)
def hashed(text: str) -> int:  # type: ignore[empty-body]
    """The hash of a text (DuckDB's own function)."""


def _named(records: Records, options: MiningOptions) -> Iterable[Part]:
    for role in ROLES:
        place: str | None = getattr(options, role, None)
        if place is None:
            continue
        if place not in records.sample:
            close = difflib.get_close_matches(place, list(records.sample), n=1, cutoff=0.5)
            meant = f"; did you mean {close[0]!r}?" if close else ""
            raise InputError(
                f"there is no column {place!r} for the {role}{meant}",
                where=records.file.name,
                remedy=f"the columns are: {listed(list(records.sample))}",
            )
        yield Part(role=role, places=(place,))


def _uses(chosen: Mapping[str, Part], sample: Mapping[str, Sequence[str]]) -> Iterable[ColumnUse]:
    called = {name.lower(): name for name in sample}
    for role, part in chosen.items():
        if role not in CELLS:
            continue
        known = [one if one in sample else called.get(one.lower(), "") for one in part.places]
        seen = [place for place in known if any(sample.get(place, ()))]
        column = part.shown or ", ".join(seen)
        if column or role in _NEEDED:
            yield ColumnUse(role=role, column=column or part.places[0], why="by the format")
