"""Evidence into rows. A function that takes a connection is called inside a transaction.

What is written again and again while a run goes on is written by prepared statements: such a
function makes the transaction itself.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, delete, exists, func, insert, select, update

from journeys.evidence import GraphEdge, JourneyEvidence, Run, RunId, RunState, StepEvidence, Way
from journeys.journey import Journey, JourneyId, actions_of
from journeys.quarantine import QuarantineEntry
from journeys.store import schema
from journeys.store.bodies import NewBodies, insertion
from journeys.store.exchanges import kept_exchanges
from journeys.store.prepared_statements import PreparedWriter

_NEW_JOURNEY: Final = insert(schema.journeys)
_NEW_STEP: Final = insert(schema.steps)
_OLD_STEP: Final = delete(schema.steps).where(
    schema.steps.c.run_id == bindparam("of_run"),
    schema.steps.c.journey_id == bindparam("of_journey"),
    schema.steps.c.attempt == bindparam("of_attempt"),
    schema.steps.c.step_index == bindparam("at_index"),
)
_NEW_FINDING: Final = insert(schema.findings)
_VERDICT: Final = (
    update(schema.journeys)
    .where(
        schema.journeys.c.run_id == bindparam("of_run"),
        schema.journeys.c.journey_id == bindparam("of_journey"),
        schema.journeys.c.attempt == bindparam("of_attempt"),
    )
    .values(
        elapsed_s=bindparam("took_s"), verdict=bindparam("came_to"), reproduce=bindparam("by_line")
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptKey:
    """Names one attempt at a journey."""

    run_id: RunId
    journey_id: JourneyId
    attempt: int


def insert_run(connection: Connection, run: Run) -> None:
    connection.execute(
        insert(schema.runs).values(
            id=run.id,
            state=RunState.RUNNING.value,
            started_at=run.started_at,
            base_url=run.base_url,
            runner=run.runner,
            app_version=run.app_version,
            model_digest=run.model_digest,
            seed=run.seed,
            suite=run.suite,
            test=run.test,
            journeys_version=run.journeys_version,
            shard=run.shard,
        )
    )


def insert_planned(connection: Connection, run_id: RunId, ids: Iterable[JourneyId]) -> None:
    rows = [
        {"run_id": run_id, "position": position, "journey_id": one}
        for position, one in enumerate(ids)
    ]
    if rows:
        connection.execute(insert(schema.planned_journeys), rows)


def insert_quarantine(
    connection: Connection, run_id: RunId, entries: Iterable[QuarantineEntry]
) -> None:
    rows = [
        {"run_id": run_id, "position": position, **asdict(one)}
        for position, one in enumerate(entries)
    ]
    if rows:
        connection.execute(insert(schema.quarantine), rows)


def insert_note(connection: Connection, run_id: RunId, text: str) -> None:
    table = schema.notes
    of_run = select(func.count()).select_from(table).where(table.c.run_id == run_id)
    position = connection.scalar(of_run)
    connection.execute(insert(table).values(run_id=run_id, position=position, text=text))


def insert_journey(
    writer: PreparedWriter, run_id: RunId, journey: Journey, attempt: int, started_at: datetime
) -> None:
    row = {
        "run_id": run_id,
        "journey_id": journey.id,
        "attempt": attempt,
        "kind": journey.kind.value,
        "prob": journey.prob,
        "weight": journey.weight,
        "reason": journey.reason,
        "planned": actions_of(journey.steps),
        "started_at": started_at,
    }
    writer.write((_NEW_JOURNEY, (row,)))


def insert_step(
    writer: PreparedWriter, of: AttemptKey, step: StepEvidence, bodies: NewBodies
) -> None:
    """Keep a step and its exchanges with their bodies."""
    row = _row_of(of, step, bodies)
    writer.write((insertion(writer.dialect), bodies.rows()), (_NEW_STEP, (row,)))
    bodies.note_kept()


def replace_step(
    writer: PreparedWriter, of: AttemptKey, step: StepEvidence, bodies: NewBodies
) -> None:
    """Keep a step in the place of what was kept of it before."""
    row = _row_of(of, step, bodies)
    old = {
        "of_run": of.run_id,
        "of_journey": of.journey_id,
        "of_attempt": of.attempt,
        "at_index": step.index,
    }
    writer.write(
        (insertion(writer.dialect), bodies.rows()), (_OLD_STEP, (old,)), (_NEW_STEP, (row,))
    )
    bodies.note_kept()


def _row_of(of: AttemptKey, step: StepEvidence, bodies: NewBodies) -> dict[str, object]:
    return {
        "run_id": of.run_id,
        "journey_id": of.journey_id,
        "attempt": of.attempt,
        "step_index": step.index,
        "action": step.action,
        "way": step.way.value,
        "started_at": step.started_at,
        "elapsed_s": step.elapsed_s,
        "page_url": step.page_url,
        "page": step.page,
        "exchanges": kept_exchanges(step.exchanges, bodies.name),
        **_judged(step),
    }


def close_journey(writer: PreparedWriter, run_id: RunId, evidence: JourneyEvidence) -> None:
    """Write down the verdict, and the steps with a problem as findings."""
    row = {
        "of_run": run_id,
        "of_journey": evidence.journey_id,
        "of_attempt": evidence.attempt,
        "took_s": evidence.elapsed_s,
        "came_to": evidence.verdict.value,
        "by_line": evidence.reproduce,
    }
    if writer.write((_NEW_FINDING, _findings(run_id, evidence)), (_VERDICT, (row,))) != 1:
        raise LookupError(f"{evidence.journey_id}, attempt {evidence.attempt}, was never started")


def revise_journey(connection: Connection, run_id: RunId, evidence: JourneyEvidence) -> None:
    """Put the problems and the verdict of `evidence` in the place of those of before."""
    for table in (schema.journeys, schema.steps, schema.findings):
        of_attempt = (
            table.c.run_id == run_id,
            table.c.journey_id == evidence.journey_id,
            table.c.attempt == evidence.attempt,
        )
        if table is schema.findings:
            connection.execute(delete(table).where(*of_attempt))
        elif table is schema.journeys:
            verdict = evidence.verdict.value
            connection.execute(update(table).where(*of_attempt).values(verdict=verdict))
        else:
            for step in evidence.steps:
                here = (*of_attempt, table.c.step_index == step.index)
                connection.execute(update(table).where(*here).values(**_judged(step)))
    if rows := _findings(run_id, evidence):
        connection.execute(_NEW_FINDING, rows)


def _judged(step: StepEvidence) -> dict[str, str | None]:
    problem = step.problem
    if problem is None:
        note = step.note or None
        return {"verdict": step.verdict.value, "cause": None, "reason": note, "remedy": None}
    return {
        "verdict": step.verdict.value,
        "cause": problem.cause.value,
        "reason": problem.reason,
        "remedy": problem.remedy,
    }


def _findings(run_id: RunId, evidence: JourneyEvidence) -> list[dict[str, object]]:
    return [
        {
            "run_id": run_id,
            "journey_id": evidence.journey_id,
            "attempt": evidence.attempt,
            "step_index": step.index,
            "action": step.action,
            "cause": step.problem.cause.value,
            "reason": step.problem.reason,
            "remedy": step.problem.remedy,
        }
        for step in evidence.steps
        if step.problem
    ]


def close_run(connection: Connection, run_id: RunId, state: RunState) -> None:
    changed = connection.execute(
        update(schema.runs).where(schema.runs.c.id == run_id).values(state=state.value)
    )
    if changed.rowcount != 1:
        raise LookupError(f"run {run_id} was never started")


def replace_performed(
    connection: Connection, run_id: RunId, ways: Iterable[tuple[Way, float]]
) -> None:
    """Keep how much of production's behaviour a run performed, by the way."""
    table = schema.performed_shares
    connection.execute(delete(table).where(table.c.run_id == run_id))
    rows = [{"run_id": run_id, "way": way.value, "share": share} for way, share in ways]
    if rows:
        connection.execute(insert(table), rows)


def insert_graph(connection: Connection, model_digest: str, edges: Iterable[GraphEdge]) -> None:
    """Keep a model's edges, once: the digest stands for them."""
    table = schema.graph_edges
    if connection.scalar(select(exists().where(table.c.model_digest == model_digest))):
        return
    rows = [
        {
            "model_digest": model_digest,
            "before": edge.before,
            "after": edge.after,
            "count": edge.count,
        }
        for edge in edges
    ]
    if rows:
        connection.execute(insert(table), rows)
