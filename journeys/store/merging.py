"""Joins the runs of several shards into one run, with their bodies."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from journeys.errors import InputError
from journeys.evidence import Run, RunId, RunState
from journeys.store import schema, writing
from journeys.store.bodies import insertion
from journeys.store.exchanges import BODIES
from journeys.store.loaded_run import LoadedRun

_EVIDENCE = (schema.journeys, schema.steps, schema.findings)
"""In the order in which they refer to each other."""
_BATCH = 500
_BODIES_AT_ONCE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class MergePart:
    """One run that becomes a part of another."""

    loaded: LoadedRun
    where: str
    """The place it was read from, for a person."""


def check_mergeable(parts: Sequence[MergePart], *, allow_missing: bool) -> tuple[str, ...]:
    """Notes on what the merged run lacks.

    Raises
    ------
    InputError
        The runs are not parts of one, a part is there twice, or one is missing and `allow_missing`
        is not set.
    """
    _check_same(parts)
    _check_distinct(parts)
    missing = _missing_shards(parts)
    if missing and not allow_missing:
        raise InputError(
            f"the shards {', '.join(missing)} are missing",
            remedy="name their results too, or add --allow-missing",
        )
    addresses = {one.loaded.run.base_url for one in parts}
    notes = [f"the shard {one} is missing" for one in missing]
    if len(addresses) > 1:
        notes.append(f"the shards were replayed on {', '.join(sorted(addresses))}")
    notes += [
        f"the shard {one.loaded.run.shard or one.loaded.run.id} did not come to its end"
        for one in parts
        if one.loaded.state is not RunState.FINISHED
    ]
    return tuple(notes)


def merged_run(parts: Sequence[MergePart], run_id: RunId) -> Run:
    """The record of the whole run."""
    runs = [one.loaded.run for one in parts]
    return replace(
        min(runs, key=lambda one: one.started_at), id=run_id, shard=None, suite=runs[0].suite
    )


def merged_state(parts: Sequence[MergePart], notes: Sequence[str]) -> RunState:
    """Finished only if nothing is missing."""
    is_whole = all(one.loaded.state is RunState.FINISHED for one in parts)
    is_missing = any("is missing" in note for note in notes)
    return RunState.FINISHED if is_whole and not is_missing else RunState.INTERRUPTED


def insert_merged(
    target: Connection, run: Run, parts: Sequence[MergePart], notes: Sequence[str]
) -> None:
    """The rows of the run itself; those of its evidence are copied part by part."""
    writing.insert_run(target, run)
    writing.insert_planned(target, run.id, [j for one in parts for j in one.loaded.planned])
    entries = dict.fromkeys(entry for one in parts for entry in one.loaded.quarantine)
    writing.insert_quarantine(target, run.id, entries)
    kept = dict.fromkeys(note for one in parts for note in one.loaded.notes)
    for note in (*kept, *notes):
        writing.insert_note(target, run.id, note)


def copy_evidence(source: Connection, target: Connection, old: RunId, new: RunId) -> None:
    """Every row of a run's evidence, under the id of another run."""
    for table in _EVIDENCE:
        _copy_rows(source, target, table, old, new)


def _copy_rows(
    source: Connection, target: Connection, table: Table, old: RunId, new: RunId
) -> None:
    in_order = select(table).where(table.c.run_id == old).order_by(*table.primary_key.columns)
    rows = source.execute(in_order.execution_options(yield_per=_BATCH))
    for batch in rows.mappings().partitions():
        target.execute(insert(table), [{**row, "run_id": new} for row in batch])
        if table is schema.steps:
            _copy_bodies(source, target, [one for row in batch for one in row["exchanges"]])


def _copy_bodies(
    source: Connection, target: Connection, exchanges: Sequence[Mapping[str, Any]]
) -> None:
    """The bodies that exchanges name, but for those that are there."""
    digests = {one[field] for one in exchanges for field in BODIES if one[field]}
    table = schema.bodies
    named = select(table).where(table.c.digest.in_(digests)).order_by(table.c.digest)
    found = source.execute(named.execution_options(yield_per=_BODIES_AT_ONCE))
    for batch in found.mappings().partitions():
        target.execute(insertion(target.dialect.name), [dict(one) for one in batch])


def _check_same(parts: Sequence[MergePart]) -> None:
    for what, values in (
        ("models", [one.loaded.run.model_digest for one in parts]),
        ("suites", [Path(one.loaded.run.suite).name for one in parts]),
        ("seeds", [str(one.loaded.run.seed) for one in parts]),
        ("runners", [one.loaded.run.runner for one in parts]),
        ("application versions", [one.loaded.run.app_version or "unknown" for one in parts]),
    ):
        if len(set(values)) > 1:
            seen = "; ".join(
                f"{part.where}: {value}" for part, value in zip(parts, values, strict=True)
            )
            raise InputError(
                f"the runs have different {what} ({seen})",
                remedy="merge the shards of one run; `journeys report RUN RUN` compares runs",
            )


def _check_distinct(parts: Sequence[MergePart]) -> None:
    for kind, names in (
        ("run", [str(one.loaded.run.id) for one in parts]),
        ("shard", [one.loaded.run.shard for one in parts if one.loaded.run.shard]),
        ("journey", [j for one in parts for j in {a.journey_id for a in one.loaded.attempts}]),
    ):
        twice = [name for name, count in Counter(names).items() if count > 1]
        if twice:
            more = f" and {len(twice) - 1} more" if len(twice) > 1 else ""
            raise InputError(
                f"the {kind} {twice[0]}{more} is there twice",
                where=", ".join(one.where for one in parts),
                remedy="name each shard's results once",
            )


def _missing_shards(parts: Sequence[MergePart]) -> tuple[str, ...]:
    shards = [one.loaded.run.shard for one in parts]
    named = [one.split("/") for one in shards if one]
    if not named:
        return ()
    counts = {count for _, count in named}
    if len(counts) > 1 or len(named) < len(shards):
        told = ", ".join(one or "all" for one in shards)
        raise InputError(f"these are not the shards of one run: {told}")
    (count,) = counts
    have = {int(index) for index, _ in named}
    return tuple(f"{one}/{count}" for one in range(1, int(count) + 1) if one not in have)
