"""A run whose journeys are performed one at a time, by tests."""

import asyncio
from contextlib import AsyncExitStack, ExitStack
from dataclasses import replace
from pathlib import Path

from journeys.evidence import JourneyEvidence, RunId, RunState
from journeys.journey import Journey, JourneyId
from journeys.quarantine import QuarantineEntry, covering
from journeys.replay_plan import ReplayRequest, plan_replay
from journeys.replaying import keep_run
from journeys.results_folder import (
    PAGE_FILE,
    open_results,
    write_reports,
)
from journeys_runners.hooks import around_run
from journeys_runners.replay import replay_journey, run_record
from journeys_runners.runners import runner_named
from journeys_runners.staging_guard import check_reachable


class PytestRun:
    """A run whose journeys are performed one at a time, by tests."""

    def __init__(self, request: ReplayRequest) -> None:
        self._request = request
        self._plan = plan_replay(request)
        self._performed: dict[JourneyId, JourneyEvidence] = {}
        self._notes: list[str] = []
        self._loop = asyncio.Runner()
        self._stack = AsyncExitStack()
        self._files = ExitStack()
        try:
            context, hooks = self._plan.context, self._plan.options.hooks
            around = around_run(context, hooks, self._notes.append)
            self._loop.run(self._stack.enter_async_context(around))
            self._loop.run(check_reachable(context.target, context.run_id))
            factory = runner_named(request.runner)(context)
            self._runner = self._loop.run(self._stack.enter_async_context(factory))
        except BaseException:
            self._loop.run(self._stack.aclose())
            self._loop.close()
            raise
        store = open_results(request.results, request.database)
        self._store = self._files.enter_context(store)
        run = run_record(self._plan.context, self._runner, self._plan.options)
        # Which tests pytest will call is not known yet.
        keep_run(self._store, run, replace(self._plan, journeys=()))

    @property
    def id(self) -> RunId:
        """Of the run, which other processes may perform too."""
        return self._plan.context.run_id

    @property
    def seed(self) -> int:
        """Decides between equal choices."""
        return self._plan.context.seed

    def perform(self, journey: Journey) -> JourneyEvidence:
        """Perform a journey; one that this run performed before is not performed again."""
        if journey.id not in self._performed:
            plan = self._plan
            self._performed[journey.id] = self._loop.run(
                replay_journey(plan.context, self._runner, plan.options, self._store, journey)
            )
        return self._performed[journey.id]

    def known(self, evidence: JourneyEvidence) -> QuarantineEntry | None:
        """The entry of the quarantine list that covers what went wrong."""
        step = evidence.deciding_step
        entries = self._plan.options.quarantine
        return covering(entries, evidence.journey_id, step.action) if step else None

    def close(self) -> None:
        """End what was begun to perform journeys; the run goes on until `finish_run`."""
        try:
            self._loop.run(self._stack.aclose())
        finally:
            self._loop.close()
            for note in self._notes:
                self._store.note(self.id, note)
            self._files.close()


def finish_run(run_id: RunId, results: Path, database: str | None = None) -> Path:
    """Finish a run of tests, write the report and say where its page is.

    The evidence is in the `database`, if one is named, else in a file in the folder of `results`.
    """
    with open_results(results, database) as store:
        store.finish_run(run_id, RunState.FINISHED)
        write_reports(store, [run_id], results)
    return results / PAGE_FILE
