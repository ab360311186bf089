"""When the journeys of a run last passed, before it. Rows into `EarlierPasses`."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator
from itertools import islice
from typing import Final

from sqlalchemy import Connection, select

from journeys.evidence import Run
from journeys.journey import JourneyId
from journeys.store import schema
from journeys.store.loaded_run import EarlierPasses, LoadedAttempt, LoadedRun
from journeys.store.reading import load_attempts, select_runs
from journeys.verdict import Verdict

COMPARED_MAX: Final = 12
"""Journeys that are loaded for each action: what they show the others show, too."""
_RUNS_BACK: Final = 10
"""So many earlier runs are looked through."""
_AT_ONCE: Final = 500
"""Databases take only so many values in one question."""


def select_passes(
    connection: Connection, loaded: LoadedRun, *, read: Callable[[str], bytes | None]
) -> EarlierPasses:
    """The last passes of a run's journeys before it, the attempts of some of them loaded."""
    passes = _passes(connection, loaded.run)
    own = {
        one.journey_id: passes[one.journey_id]
        for one in loaded.attempts
        if one.journey_id in passes
    }
    wanted: defaultdict[Run, list[JourneyId]] = defaultdict(list)
    for journey in _some_of_each_action(loaded, own):
        wanted[passes[journey][0]].append(journey)
    attempts: dict[JourneyId, LoadedAttempt] = {}
    for run, journeys in wanted.items():
        for start in range(0, len(journeys), _AT_ONCE):
            some = journeys[start : start + _AT_ONCE]
            for one in load_attempts(connection, run.id, some, read=read):
                if one.attempt == passes[one.journey_id][1]:
                    attempts[one.journey_id] = one
    return EarlierPasses(runs={one: passes[one][0] for one in own}, attempts=attempts)


def _passes(connection: Connection, run: Run) -> dict[JourneyId, tuple[Run, int]]:
    """Of each journey the latest run before this one in which it passed, and the attempt."""
    earlier = {one.id: one for one in islice(_earlier_runs(connection, run), _RUNS_BACK)}
    table = schema.journeys
    rows = connection.execute(
        select(table.c.run_id, table.c.journey_id, table.c.attempt).where(
            table.c.run_id.in_(earlier),
            table.c.verdict.in_((Verdict.PASSED.value, Verdict.FLAKY.value)),
        )
    )
    latest_last = sorted(rows, key=lambda row: (earlier[row.run_id].started_at, row.attempt))
    return {JourneyId(row.journey_id): (earlier[row.run_id], row.attempt) for row in latest_last}


def _earlier_runs(connection: Connection, run: Run) -> Iterator[Run]:
    """Runs of the same journeys on the same application that began before, the latest first."""
    for entry in select_runs(connection):
        one = entry.run
        is_alike = (one.model_digest, one.base_url, one.runner, one.seed) == (
            run.model_digest,
            run.base_url,
            run.runner,
            run.seed,
        )
        if is_alike and one.started_at < run.started_at:
            yield one


def _some_of_each_action(loaded: LoadedRun, passes: Collection[JourneyId]) -> Iterator[JourneyId]:
    counts: Counter[str] = Counter()
    planned = {one.journey_id: one.planned for one in loaded.attempts}
    for journey, actions in sorted(planned.items()):
        different = set(actions)
        if journey in passes and any(counts[one] < COMPARED_MAX for one in different):
            counts.update(different)
            yield journey
