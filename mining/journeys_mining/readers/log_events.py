"""What logs of requests have in common: a line is a request, a visitor an address with an agent."""

import re
from collections.abc import Container, Mapping, Sequence

import ibis  # type: ignore[import-untyped]

from journeys_mining.engine import Engine, Table, Value
from journeys_mining.readers.cells import blank_to_null
from journeys_mining.readers.export_file import ExportFile
from journeys_mining.readers.interface import Recognition, shortened
from journeys_mining.report import ColumnUse


def recognise_lines(file: ExportFile, line: str, what: str, mark: str = "") -> Recognition:
    """By the share of the first thousand lines that match; `what` says what such lines are.

    Each such line holds the `mark`, by which others are told at once.
    """
    lines = file.lines[:1000]
    fitting = sum(1 for one in lines if mark in one and re.match(line, one))
    share = fitting / len(lines) if lines else 0.0
    return Recognition(
        sureness=share if share >= 0.5 else 0.0,
        why=f"{fitting} of the first {len(lines)} lines are {what}",
    )


def visitor(address: Value, agent: Value) -> Value:
    """The user of a request: a log knows no better."""
    return blank_to_null(address) + " " + blank_to_null(agent).fill_null("-")


def field_uses(
    wanted: Mapping[str, Sequence[str]], fields: Container[str], why: str
) -> tuple[ColumnUse, ...]:
    """Which fields of a line became which part of an event, of those that the log has."""
    found = {role: [one for one in names if one in fields] for role, names in wanted.items()}
    return tuple(
        ColumnUse(role=role, column=", ".join(names), why=why)
        for role, names in found.items()
        if names
    )


def extract_parts(line: Value, pattern: str, parts: Sequence[str]) -> Value:
    """A struct of the texts that the groups of a pattern match, in one pass."""

    @ibis.udf.scalar.builtin(  # type: ignore[untyped-decorator]
        signature=(
            ("string", "string", "array<string>"),
            f"struct<{', '.join(f'{part}: string' for part in parts)}>",
        ),
    )
    def regexp_extract(line: str, pattern: str, names: list[str]) -> dict[str, str]:  # type: ignore[empty-body]
        """All groups of a pattern (DuckDB's own function)."""

    return regexp_extract(line, pattern, list(parts))


def log_events(engine: Engine, requests: Table, format_name: str) -> Table:
    """The canonical event table of requests that were taken apart.

    Parameters
    ----------
    requests
        row, line, user, time_us, method, url, status, duration_ms, agent, referer, and session and
        redirect if the format has them; what could not be read is NULL.
    format_name
        What a line should be, for a person: `common or combined log format`.
    """
    kept = engine.keep(engine.new_name("rows"), requests)
    refused = ibis.cases(
        (kept.user.isnull(), f"the line is not in the {format_name}"),
        (kept.url.isnull(), "the request is malformed"),
        (kept.time_us.isnull(), "the time cannot be read"),
    )
    return kept.mutate(
        name=ibis.null("string"),
        session=kept.session if "session" in kept.columns else ibis.null("string"),
        # Two equal lines are two requests in one moment.
        digest=ibis.null("uint64"),
        refused=refused,
        example=ibis.cases((refused.notnull(), shortened(kept.line))),
    ).drop("line")
