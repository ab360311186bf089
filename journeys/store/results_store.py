"""The results store: what a replay writes to and every report reads from."""

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy.exc import IntegrityError

from journeys.evidence import GraphEdge, JourneyEvidence, Run, RunId, RunState, StepEvidence, Way
from journeys.journey import Journey, JourneyId
from journeys.quarantine import QuarantineEntry
from journeys.store import merging, passed_before, reading, resuming, writing
from journeys.store.bodies import NewBodies
from journeys.store.database import Database
from journeys.store.loaded_run import EarlierPasses, LoadedRun, RunEntry


class ResultsStore:
    """An open results database. Whatever a method wrote outlives the process when it returns."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._bodies = NewBodies()

    @classmethod
    def open(cls, location: Path | str, *, create: bool = True) -> Self:
        """The store at a path (SQLite) or a database URL.

        With `create`, a database that does not exist yet is made.

        Raises
        ------
        InputError
            It is not a results database, is of another version, cannot be reached or made.
        """
        return cls(Database.open(location, create=create))

    def close(self) -> None:
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def start_run(self, run: Run) -> None:
        with self._database.writing() as connection:
            writing.insert_run(connection, run)

    def join_run(self, run: Run) -> bool:
        """Start a run; False where another process that performs it has started it."""
        try:
            self.start_run(run)
        except IntegrityError:
            return False
        return True

    def keep_plan(
        self, run_id: RunId, planned: Iterable[JourneyId], quarantine: Iterable[QuarantineEntry]
    ) -> None:
        """Keep what a run sets out to do, and which of its failures are known."""
        with self._database.writing() as connection:
            writing.insert_planned(connection, run_id, planned)
            writing.insert_quarantine(connection, run_id, quarantine)

    def note(self, run_id: RunId, text: str) -> None:
        """Keep a sentence about a run for a person."""
        with self._database.writing() as connection:
            writing.insert_note(connection, run_id, text)

    def reopen_run(self, run_id: RunId) -> None:
        """Go on with a run that broke off; its half attempts are forgotten."""
        with self._database.writing() as connection:
            resuming.reopen(connection, run_id)

    def merge(
        self, sources: Sequence[tuple[Self, RunId]], run_id: RunId, *, allow_missing: bool = False
    ) -> None:
        """Keep the shards of one run, each from its store, as a run of this id, bodies included.

        Raises
        ------
        InputError
            They are not the shards of one run, one is there twice, or one is missing.
        """
        parts = [
            merging.MergePart(loaded=store.load_run(one), where=store.where)
            for store, one in sources
        ]
        notes = merging.check_mergeable(parts, allow_missing=allow_missing)
        run = merging.merged_run(parts, run_id)
        for part in parts:
            self.keep_graph(run.model_digest, part.loaded.graph)
        with ExitStack() as opened:
            # Read before they are written: a source may be this very database.
            views = [opened.enter_context(store._database.reading()) for store, _ in sources]
            target = opened.enter_context(self._database.writing())
            merging.insert_merged(target, run, parts, notes)
            for (_, one), view in zip(sources, views, strict=True):
                merging.copy_evidence(view, target, one, run_id)
            writing.close_run(target, run_id, merging.merged_state(parts, notes))

    def usual_seconds(self, runner: str) -> dict[JourneyId, float]:
        """How long journeys took by this runner in the latest runs, over all attempts."""
        with self._database.reading() as connection:
            return reading.usual_seconds(connection, runner)

    @property
    def where(self) -> str:
        """As a person would name it, without a password."""
        return self._database.where

    def start_journey(
        self, run_id: RunId, journey: Journey, attempt: int, started_at: datetime
    ) -> None:
        with self._database.stepping() as writer:
            writing.insert_journey(writer, run_id, journey, attempt, started_at)

    def record_step(
        self, run_id: RunId, journey_id: JourneyId, attempt: int, step: StepEvidence
    ) -> None:
        key = writing.AttemptKey(run_id=run_id, journey_id=journey_id, attempt=attempt)
        with self._database.stepping() as writer:
            writing.insert_step(writer, key, step, self._bodies)

    def revise_step(
        self, run_id: RunId, journey_id: JourneyId, attempt: int, step: StepEvidence
    ) -> None:
        """Keep a step in the place of what was recorded of it before."""
        key = writing.AttemptKey(run_id=run_id, journey_id=journey_id, attempt=attempt)
        with self._database.stepping() as writer:
            writing.replace_step(writer, key, step, self._bodies)

    def finish_journey(self, run_id: RunId, evidence: JourneyEvidence) -> None:
        """Keep the verdict and the findings; the steps were recorded one by one."""
        with self._database.stepping() as writer:
            writing.close_journey(writer, run_id, evidence)

    def revise_journey(self, run_id: RunId, evidence: JourneyEvidence) -> None:
        """Put other problems and another verdict in the place of those of a finished attempt."""
        with self._database.writing() as connection:
            writing.revise_journey(connection, run_id, evidence)

    def finish_run(self, run_id: RunId, state: RunState) -> None:
        with self._database.writing() as connection:
            writing.close_run(connection, run_id, state)

    def keep_performed(self, run_id: RunId, ways: Iterable[tuple[Way, float]]) -> None:
        """Keep what share of production's behaviour a run performed in which way."""
        with self._database.writing() as connection:
            writing.replace_performed(connection, run_id, ways)

    def keep_graph(self, model_digest: str, edges: Iterable[GraphEdge]) -> None:
        """Keep the first-order transitions of a model, unless they are kept already."""
        try:
            with self._database.writing() as connection:
                writing.insert_graph(connection, model_digest, edges)
        except IntegrityError:
            # Another run of the same model kept the same edges at the same moment.
            return

    def runs(self) -> tuple[RunEntry, ...]:
        """All runs, newest first."""
        with self._database.reading() as connection:
            return reading.select_runs(connection)

    def load_run(self, run_id: RunId | None = None) -> LoadedRun:
        """One run, or the latest.

        Raises
        ------
        InputError
            There is no such run, or none at all.
        """
        with self._database.reading() as connection:
            return reading.select_run(
                connection, run_id, read=self._database.body, where=self._database.where
            )

    def earlier_passes(self, loaded: LoadedRun) -> EarlierPasses:
        """When the journeys of a run last passed before it, on the same application."""
        with self._database.reading() as connection:
            return passed_before.select_passes(connection, loaded, read=self._database.body)
