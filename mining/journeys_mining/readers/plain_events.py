"""Events made in Python, for formats that are small by nature, put into the engine."""

from collections.abc import Iterable
from dataclasses import dataclass

import ibis  # type: ignore[import-untyped]
import pandas as pd

from journeys.errors import InputError
from journeys_mining.engine import Engine
from journeys_mining.options import MiningOptions
from journeys_mining.readers.export_file import ExportFile
from journeys_mining.readers.interface import EXAMPLE_CHARS, Reading
from journeys_mining.report import ColumnUse

_ROLES = ("user", "time", "event", "url", "session", "method", "status", "duration", "ordinal")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainEvent:
    """One row of the canonical event table, as far as it is known."""

    user: str | None
    time_us: int | None
    account: str | None = None
    """Who was signed in, where `user` is a device."""
    name: str | None = None
    url: str | None = None
    method: str | None = None
    status: int | None = None
    duration_ms: float | None = None
    session: str | None = None
    agent: str | None = None
    content: str | None = None
    """What was sent and answered, as `recorded.content.Content.text` writes it."""
    redirect: str | None = None
    """URL that the answer led to."""
    mark: str | None = None
    """The rule of `marks.MARKED` that leaves it out."""
    example: str
    """The row as it is shown if it cannot be read."""


def read_plain(
    engine: Engine, file: ExportFile, events: Iterable[PlainEvent], uses: tuple[ColumnUse, ...]
) -> Reading:
    """The reading of events in the order of the file; two equal ones are two.

    Raises
    ------
    InputError
        There is no event.
    """
    rows = [_row(number, event) for number, event in enumerate(events, start=1)]
    if not rows:
        raise InputError(
            "there is no event in the file",
            where=file.name,
            remedy="export the events again, with their rows",
        )
    frame = pd.DataFrame(rows).astype(
        {
            "row": "int64",
            "time_us": "Int64",
            "status": "Int64",
            "duration_ms": "Float64",
            **dict.fromkeys(_TEXTS, "string"),
        }
    )
    table = engine.put(engine.new_name("rows"), frame)
    events_table = table.mutate(referer=ibis.null("string"), digest=ibis.null("uint64"))
    return Reading(events=events_table, columns=uses, broken=(), first_line=None)


def refuse_columns(file: ExportFile, options: MiningOptions, what: str) -> None:
    """Stop at column options for a format that has no columns."""
    for role in _ROLES:
        if (column := getattr(options, role)) is not None:
            raise InputError(
                f"{what} has no columns, so {role} cannot be {column!r}",
                where=file.name,
                remedy="leave the column options away, or name the reader with `--reader`",
            )


_TEXTS = (
    "user", "account", "name", "url", "method", "session", "agent", "content", "redirect", "mark",
    "refused", "example",
)  # fmt: skip


def _row(number: int, event: PlainEvent) -> dict[str, object]:
    refused = _refusal(event)
    return {
        "row": number,
        "user": event.user,
        "account": event.account,
        "time_us": event.time_us,
        "name": event.name,
        "url": event.url,
        "method": event.method,
        "status": event.status,
        "duration_ms": event.duration_ms,
        "session": event.session,
        "agent": event.agent,
        "content": event.content,
        "redirect": event.redirect,
        "mark": event.mark,
        "refused": refused,
        "example": event.example[:EXAMPLE_CHARS] if refused else None,
    }


def _refusal(event: PlainEvent) -> str | None:
    if not event.user:
        return "the user id is missing"
    if event.time_us is None:
        return "the time cannot be read"
    if not event.name and not event.url:
        return "neither name nor URL"
    return None
