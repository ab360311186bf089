"""What `journeys mine --explain` tells: how each file is read, and ten events of it."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from journeys.cli.output import Output
from journeys_mining.explaining import ExampleEvent, Explanation
from journeys_mining.refusals import place_of
from journeys_mining.report import ChoosingKey, ColumnUse, FileReading

_NAMED = 3
_HEADINGS = ("user", "time", "event", "page", "status", "session")


def print_reading(explanation: Explanation, out: Output) -> None:
    """How each file was recognised, which column became what, and ten events."""
    from rich.table import Table
    from rich.text import Text

    for names, file in alike(explanation.files):
        out.say(f"{names}: {file.reader} ({file.why})")
        for use in file.columns:
            out.say(f"  {use.role:<8} ← {_columns(use)}  ({_why(use)})")
    print_without_rows(explanation.without_rows, out)
    out.say(f"{explanation.rows:,} rows read")
    for refused in explanation.refused:
        out.say(f"  refused {refused.count:,}: {refused.reason}")
        if refused.example:
            out.say(f"    for example {place_of(refused)}: {refused.example}")
    table = Table(title="Ten events of the export", title_justify="left", box=None)
    rows = [_cells(one) for one in explanation.examples]
    # A column that the export does not have only takes room.
    shown = [name for name in _HEADINGS if any(row[name] for row in rows)]
    for heading in shown:
        table.add_column(heading, overflow="fold", no_wrap=heading == "time")
    for row in rows:
        table.add_row(*(Text(row[name]) for name in shown))
    out.show(table)
    if explanation.choosing_keys:
        out.say("\nquery keys that choose what is shown:")
    for one in explanation.choosing_keys:
        out.say(f"  {told_key(one)}")
    out.say("\nnothing was mined; leave --explain away to mine")


def _columns(use: ColumnUse) -> str:
    """The column, and the second of two that is not told of in why."""
    beside = use.beside if use.beside is not None and use.beside not in use.why else None
    return use.column if beside is None else f"{use.column} and {beside}"


def _why(use: ColumnUse) -> str:
    zone = "; no zone is named: taken as UTC unless `--time-zone` says otherwise"
    return use.why + (zone if use.names_no_zone else "")


def alike(files: Sequence[FileReading]) -> Iterator[tuple[str, FileReading]]:
    """Each way in which files were read, once, behind the names of those files."""
    ways: dict[tuple[object, ...], list[FileReading]] = {}
    for file in files:
        ways.setdefault((file.reader, file.why, file.columns), []).append(file)
    for same in ways.values():
        named = ", ".join(one.file for one in same[:_NAMED])
        more = f" and {len(same) - _NAMED:,} more" if len(same) > _NAMED else ""
        yield f"{named}{more}", same[0]


def print_without_rows(files: Sequence[str], out: Output) -> None:
    """Which files were passed over."""
    if files:
        named = ", ".join(files[:_NAMED]) + (", …" if len(files) > _NAMED else "")
        out.say(f"passed over {len(files):,} of no row: {named}")


def told_key(one: ChoosingKey) -> str:
    """A query key that chooses, of which page, and why."""
    names = "1 value" if one.names == 1 else f"{one.names:,} values"
    why = "by its name" if one.bits is None else f"foretells what follows by {one.bits:.1f} bits"
    return f"{one.key} of {one.template}: {names}, {why}"


def _cells(event: ExampleEvent) -> dict[str, str]:
    page = " ".join(part for part in (event.method, event.url) if part)
    status, session = str(event.status or ""), event.session or ""
    cells = (str(event.user), event.time, event.name or "", page, status, session)
    return dict(zip(_HEADINGS, cells, strict=True))


def reading_json(explanation: Explanation) -> dict[str, Any]:
    """The same as plain values."""
    return asdict(explanation)
