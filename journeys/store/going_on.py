"""A run that broke off goes on: half attempts are forgotten, whole ones stay."""

from sqlalchemy import Connection, and_, delete, exists, select, update

from journeys.evidence import RunId, RunState
from journeys.store import schema


def reopen(connection: Connection, run_id: RunId) -> None:
    """Take a run for one that is going on, without the attempts that came to no verdict."""
    table = schema.journeys
    for part in (schema.exchanges, schema.steps):
        half = exists(
            select(table.c.run_id).where(
                and_(
                    table.c.run_id == part.c.run_id,
                    table.c.journey_id == part.c.journey_id,
                    table.c.attempt == part.c.attempt,
                    table.c.verdict.is_(None),
                )
            )
        )
        connection.execute(delete(part).where(part.c.run_id == run_id, half))
    connection.execute(delete(table).where(table.c.run_id == run_id, table.c.verdict.is_(None)))
    runs = schema.runs
    connection.execute(update(runs).where(runs.c.id == run_id).values(state=RunState.RUNNING.value))
