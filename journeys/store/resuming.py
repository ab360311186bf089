"""A run that broke off goes on: half attempts are forgotten, whole ones stay."""

from typing import Final

from sqlalchemy import Connection, bindparam, delete, exists, or_, select, update

from journeys.evidence import RunId, RunState
from journeys.store import schema
from journeys.verdict import Cause

WAS_LEFT_OUT: Final = exists(
    select(schema.steps.c.run_id).where(
        schema.steps.c.run_id == schema.journeys.c.run_id,
        schema.steps.c.journey_id == schema.journeys.c.journey_id,
        schema.steps.c.attempt == schema.journeys.c.attempt,
        schema.steps.c.cause == Cause.NOT_PERFORMED.value,
    )
)
"""Whether a row of `journeys` is no attempt: staging went away before it began."""


def reopen(connection: Connection, run_id: RunId) -> None:
    """Take a run for one that is going on, without the attempts that came to no verdict.

    What was not performed at all, since staging had gone, is forgotten as well.
    """
    table = schema.journeys
    undone = connection.execute(
        select(table.c.journey_id.label("of_journey"), table.c.attempt.label("of_attempt")).where(
            table.c.run_id == run_id, or_(table.c.verdict.is_(None), WAS_LEFT_OUT)
        )
    )
    if keys := [dict(one) for one in undone.mappings()]:
        for part in (schema.steps, schema.findings, table):
            of_attempt = (
                part.c.run_id == run_id,
                part.c.journey_id == bindparam("of_journey"),
                part.c.attempt == bindparam("of_attempt"),
            )
            connection.execute(delete(part).where(*of_attempt), keys)
    runs = schema.runs
    connection.execute(update(runs).where(runs.c.id == run_id).values(state=RunState.RUNNING.value))
