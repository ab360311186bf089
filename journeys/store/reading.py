"""Rows into a `LoadedRun`. Each function is called inside one consistent view."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import Any

from sqlalchemy import Connection, Row, Table, distinct, func, select

from journeys.errors import InputError
from journeys.evidence import Finding, GraphEdge, Run, RunId, RunState, Way
from journeys.journey import JourneyId, JourneyKind
from journeys.quarantine import QuarantineEntry
from journeys.store import schema
from journeys.store.exchanges import loaded_exchange
from journeys.store.loaded_run import (
    LoadedAttempt,
    LoadedExchange,
    LoadedRun,
    LoadedStep,
    RunEntry,
)
from journeys.store.resuming import WAS_LEFT_OUT
from journeys.verdict import Cause, Problem, Verdict

_RUNS_FOR_TIMES = 5
"""So many of the latest runs say how long journeys take."""
_Row = Row[Any]
_AttemptKey = tuple[str, int]


def select_runs(connection: Connection) -> tuple[RunEntry, ...]:
    """All runs, newest first."""
    table = schema.runs
    rows = connection.execute(select(table).order_by(table.c.started_at.desc(), table.c.id.desc()))
    return tuple(_run_entry(row) for row in rows)


def select_run(
    connection: Connection,
    run_id: RunId | None,
    *,
    read: Callable[[str], bytes | None],
    where: str,
) -> LoadedRun:
    """One run, or the latest for None; `read` is to give the bodies of digests later."""
    entry = _find(select_runs(connection), run_id, where=where)
    run = entry.run
    steps = _steps(connection, run.id, read)
    attempts = _rows(connection, schema.journeys, run.id)
    attempts.sort(key=lambda row: (row.started_at, row.journey_id, row.attempt))
    return LoadedRun(
        run=run,
        state=entry.state,
        attempts=tuple(
            _attempt(row, tuple(steps[row.journey_id, row.attempt])) for row in attempts
        ),
        findings=_findings(_rows(connection, schema.findings, run.id)),
        graph=_graph(connection, run.model_digest),
        planned=tuple(
            JourneyId(row.journey_id) for row in _rows(connection, schema.planned_journeys, run.id)
        ),
        quarantine=tuple(
            QuarantineEntry(
                journey=row.journey, action=row.action, reason=row.reason, until=row.until
            )
            for row in _rows(connection, schema.quarantine, run.id)
        ),
        notes=tuple(row.text for row in _rows(connection, schema.notes, run.id)),
    )


def load_attempts(
    connection: Connection,
    run_id: RunId,
    journeys: Sequence[JourneyId],
    *,
    read: Callable[[str], bytes | None],
) -> list[LoadedAttempt]:
    """The attempts at some journeys of a run."""
    steps = _steps(connection, run_id, read, journeys)
    return [
        _attempt(row, tuple(steps[row.journey_id, row.attempt]))
        for row in _rows(connection, schema.journeys, run_id, journeys)
    ]


def usual_seconds(connection: Connection, runner: str) -> dict[JourneyId, float]:
    """Mean time of each journey in the latest runs by this runner, over all its attempts."""
    runs = schema.runs
    latest = select(runs.c.id).where(runs.c.runner == runner, runs.c.test.is_(None))
    latest = latest.order_by(runs.c.started_at.desc()).limit(_RUNS_FOR_TIMES)
    ids = list(connection.scalars(latest))
    table = schema.journeys
    finished = select(
        table.c.journey_id, func.sum(table.c.elapsed_s), func.count(distinct(table.c.run_id))
    ).where(table.c.run_id.in_(ids), table.c.elapsed_s.is_not(None), ~WAS_LEFT_OUT)
    rows = connection.execute(finished.group_by(table.c.journey_id))
    return {JourneyId(journey): total / count for journey, total, count in rows}


def _find(entries: Sequence[RunEntry], run_id: RunId | None, *, where: str) -> RunEntry:
    if not entries:
        raise InputError("no run is kept here yet", where=where, remedy="run `journeys replay`")
    if run_id is None:
        return entries[0]
    known = {str(entry.run.id): entry for entry in entries}
    if run_id in known:
        return known[run_id]
    close = get_close_matches(run_id, known, n=1)
    newest = ", ".join(list(known)[:5])
    raise InputError(
        f"there is no run {run_id!r}",
        where=where,
        remedy=f"did you mean {close[0]}?" if close else f"the newest runs are {newest}",
    )


def _rows(
    connection: Connection,
    table: Table,
    run_id: RunId,
    journeys: Sequence[JourneyId] | None = None,
) -> list[_Row]:
    """The rows of a run; of these journeys only, if they are given."""
    of_run = select(table).where(table.c.run_id == run_id)
    if journeys is not None:
        of_run = of_run.where(table.c.journey_id.in_(journeys))
    return list(connection.execute(of_run.order_by(*table.primary_key.columns)))


def _run_entry(row: _Row) -> RunEntry:
    run = Run(
        id=RunId(row.id),
        started_at=row.started_at,
        base_url=row.base_url,
        runner=row.runner,
        app_version=row.app_version,
        model_digest=row.model_digest,
        seed=row.seed,
        suite=row.suite,
        test=row.test,
        journeys_version=row.journeys_version,
        shard=row.shard,
    )
    return RunEntry(run=run, state=RunState(row.state))


def _attempt(row: _Row, steps: tuple[LoadedStep, ...]) -> LoadedAttempt:
    return LoadedAttempt(
        journey_id=JourneyId(row.journey_id),
        kind=JourneyKind(row.kind),
        prob=row.prob,
        weight=row.weight,
        reason=row.reason,
        planned=row.planned,
        attempt=row.attempt,
        started_at=row.started_at,
        elapsed_s=row.elapsed_s,
        steps=steps,
        verdict=None if row.verdict is None else Verdict(row.verdict),
        reproduce=row.reproduce,
    )


def _steps(
    connection: Connection,
    run_id: RunId,
    read: Callable[[str], bytes | None],
    journeys: Sequence[JourneyId] | None = None,
) -> defaultdict[_AttemptKey, list[LoadedStep]]:
    steps: defaultdict[_AttemptKey, list[LoadedStep]] = defaultdict(list)
    for row in _rows(connection, schema.steps, run_id, journeys):
        exchanges = tuple(loaded_exchange(one, read) for one in row.exchanges)
        steps[row.journey_id, row.attempt].append(_step(row, exchanges))
    return steps


def body(connection: Connection, digest: str) -> bytes | None:
    """What is kept under a digest."""
    table = schema.bodies
    kept = connection.scalar(select(table.c.content).where(table.c.digest == digest))
    return None if kept is None else bytes(kept)


def _step(row: _Row, exchanges: tuple[LoadedExchange, ...]) -> LoadedStep:
    problem = None
    if row.cause is not None:
        problem = Problem(cause=Cause(row.cause), reason=row.reason, remedy=row.remedy)
    return LoadedStep(
        index=row.step_index,
        action=row.action,
        way=Way(row.way),
        started_at=row.started_at,
        elapsed_s=row.elapsed_s,
        exchanges=exchanges,
        page_url=row.page_url,
        page=row.page,
        problem=problem,
        note="" if problem else row.reason or "",
    )


def _findings(rows: Sequence[_Row]) -> tuple[Finding, ...]:
    """One finding for a step that had the same problem at every attempt."""
    first: dict[tuple[str, int, str], Finding] = {}
    for row in rows:
        first.setdefault(
            (row.journey_id, row.step_index, row.cause),
            Finding(
                run_id=RunId(row.run_id),
                journey_id=JourneyId(row.journey_id),
                step_index=row.step_index,
                action=row.action,
                cause=Cause(row.cause),
                reason=row.reason,
                remedy=row.remedy,
            ),
        )
    return tuple(first.values())


def _graph(connection: Connection, model_digest: str) -> tuple[GraphEdge, ...]:
    table = schema.graph_edges
    rows = connection.execute(
        select(table)
        .where(table.c.model_digest == model_digest)
        .order_by(table.c.before, table.c.after)
    )
    # `count` is also a method of a row, hence the lookup by column.
    return tuple(
        GraphEdge(before=row.before, after=row.after, count=row._mapping[table.c.count])
        for row in rows
    )
