"""How an export is read, without mining it: which reader, which columns, which events, which query
keys choose what is shown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import ibis  # type: ignore[import-untyped]
import pandas as pd

from journeys.errors import InputError
from journeys_mining.coding import code_actions
from journeys_mining.engine import Engine, open_engine
from journeys_mining.options import MiningOptions
from journeys_mining.reading import Export, read_export
from journeys_mining.report import ChoosingKey, FileReading, RefusedRows
from journeys_mining.warehouses.engine import open_source
from journeys_mining.warehouses.reading import read_source
from journeys_mining.warehouses.source import Source

_EXAMPLES = 10
_SHOWN = ("method", "name", "url", "status", "session")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleEvent:
    """A row of the export as a mining run would see it."""

    user: int
    """The number of the user among the examples, from 1: the id itself is shown nowhere."""
    time: str
    """UTC, ISO 8601."""
    method: str | None
    name: str | None
    url: str | None
    status: int | None
    session: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What a mining run would begin with."""

    files: tuple[FileReading, ...]
    rows: int
    refused: tuple[RefusedRows, ...]
    examples: tuple[ExampleEvent, ...]
    """Ten events, spread over the export."""
    choosing_keys: tuple[ChoosingKey, ...]
    without_rows: tuple[str, ...] = ()
    """Names of files that were passed over, for they hold no row."""


def explain_reading(
    paths: Sequence[Path | str], options: MiningOptions, progress: Callable[[str], None]
) -> Explanation:
    """How the files are read; nothing is mined and nothing is written.

    Raises
    ------
    InputError
        As `mine`, for what concerns the reading of files.
    """
    with open_engine(options.memory, options.threads) as engine:
        return _explained(engine, read_export(engine, paths, options, progress), options)


def explain_source(source: Source, options: MiningOptions) -> Explanation:
    """How the events of a database are read; ten of them are fetched.

    Raises
    ------
    InputError
        As `mine_source`, for what concerns reading.
    """
    with open_source(source, options) as (engine, table):
        return _explained(engine, read_source(engine, source, table, options), options)


def _explained(engine: Engine, export: Export, options: MiningOptions) -> Explanation:
    good = export.rows.filter(export.rows.refused.isnull())
    found = engine.numbers(
        good.aggregate(rows=good.count(), with_query=good.url.contains("?").sum())
    )
    step = max(found["rows"] // _EXAMPLES, 1)
    numbered = good.order_by("row").mutate(place=ibis.row_number())
    chosen = numbered.filter(numbered.place % step == 0).order_by("row").limit(_EXAMPLES)
    frame = engine.fetch(chosen.select("user", "time_us", *_SHOWN))
    return Explanation(
        files=export.files,
        rows=export.row_count,
        refused=export.refused,
        examples=_examples(frame),
        # To tell what keys do takes most of the time, and without a query there are none.
        choosing_keys=_choosing_keys(engine, export, options) if found["with_query"] else (),
        without_rows=export.without_rows,
    )


def _choosing_keys(
    engine: Engine, export: Export, options: MiningOptions
) -> tuple[ChoosingKey, ...]:
    """Those of the events that a mining run would count; none where it would refuse to."""
    try:
        return code_actions(engine, export, options, lambda _: None).choosing
    except InputError:
        return ()


def _examples(frame: pd.DataFrame) -> tuple[ExampleEvent, ...]:
    numbers: dict[str, int] = {}
    examples: list[ExampleEvent] = []
    for row in frame.astype(object).where(frame.notna(), None).to_dict("records"):
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(row["time_us"]))
        status = row["status"]
        examples.append(
            ExampleEvent(
                user=numbers.setdefault(str(row["user"]), len(numbers) + 1),
                time=moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
                method=row["method"],
                name=row["name"],
                url=row["url"],
                status=None if status is None else int(status),
                session=row["session"],
            )
        )
    return tuple(examples)
