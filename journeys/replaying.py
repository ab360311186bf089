"""Joins the stages of a replay: suite → runner → store → report.

`journeys replay` and `journeys demo` replay whole suites, the pytest plugin one journey after the
other; both leave the same files in the results folder.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from journeys.errors import JourneysError
from journeys.evidence import JourneyEvidence, Run, RunId, RunState, StepEvidence
from journeys.journey import Journey, JourneyId
from journeys.replay_plan import ReplayPlan, ReplayRequest
from journeys.report import Report, build_report
from journeys.results_folder import (
    open_results,
    write_reports,
)
from journeys.store import ResultsStore
from journeys.suite.choosing import graph_edges
from journeys_runners.runners import replay as replay_journeys


def replay_suite(
    request: ReplayRequest, on_journey: Callable[[JourneyEvidence], None], plan: ReplayPlan
) -> Report:
    """Replay, keep the evidence and write the report; also when it is interrupted.

    `on_journey` is told of every attempt as it ends.

    Raises
    ------
    EnvironmentUnusableError
        Staging cannot be tested at all.
    """
    sink = _WatchedStore(request, plan, on_journey)
    try:
        replay_journeys(
            plan.context, plan.options, sink, runner=request.runner, journeys=plan.journeys
        )
    except BaseException:
        # What is told is why the replay ended, not which report could not be written after that.
        with suppress(JourneysError):
            sink.close()
        raise
    return sink.close()


class _WatchedStore:
    """Keeps evidence, and tells somebody of every attempt.

    The results are opened when the run starts: a staging that cannot be tested leaves no files.
    """

    def __init__(
        self,
        request: ReplayRequest,
        plan: ReplayPlan,
        on_journey: Callable[[JourneyEvidence], None],
    ) -> None:
        self._request = request
        self._plan = plan
        self._on_journey = on_journey
        self._opened: tuple[ResultsStore, RunId] | None = None

    def close(self) -> Report:
        """Write the reports; empty where no run has started."""
        if self._opened is None:
            return build_report([])
        store, run_id = self._opened
        with store:
            return write_reports(store, [run_id], self._request.results)

    def start_run(self, run: Run) -> None:
        store = open_results(self._request.results, self._request.database)
        self._opened = (store, run.id)
        if not self._plan.is_resumed:
            keep_run(store, run, self._plan)
            return
        store.reopen_run(run.id)
        for note in self._plan.notes:
            store.note(run.id, note)

    @property
    def _store(self) -> ResultsStore:
        assert self._opened is not None, "a run starts before its journeys do"
        return self._opened[0]

    def start_journey(
        self, run_id: RunId, journey: Journey, attempt: int, started_at: datetime
    ) -> None:
        self._store.start_journey(run_id, journey, attempt, started_at)

    def record_step(
        self, run_id: RunId, journey_id: JourneyId, attempt: int, step: StepEvidence
    ) -> None:
        self._store.record_step(run_id, journey_id, attempt, step)

    def revise_step(
        self, run_id: RunId, journey_id: JourneyId, attempt: int, step: StepEvidence
    ) -> None:
        self._store.revise_step(run_id, journey_id, attempt, step)

    def finish_journey(self, run_id: RunId, evidence: JourneyEvidence) -> None:
        self._store.finish_journey(run_id, evidence)
        self._on_journey(evidence)

    def revise_journey(self, run_id: RunId, evidence: JourneyEvidence) -> None:
        self._store.revise_journey(run_id, evidence)

    def finish_run(self, run_id: RunId, state: RunState) -> None:
        self._store.finish_run(run_id, state)

    def note(self, run_id: RunId, text: str) -> None:
        if self._opened is None:
            # No run has begun that it could be kept with.
            logging.getLogger("journeys").warning(text)
            return
        self._store.note(run_id, text)


def keep_run(store: ResultsStore, run: Run, plan: ReplayPlan) -> None:
    """Keep what is known of a run as it starts; once, where several processes perform it."""
    store.keep_graph(run.model_digest, graph_edges(plan.model))
    if not store.join_run(run):
        return
    store.keep_plan(run.id, [one.id for one in plan.journeys], plan.options.quarantine)
    for note in plan.notes:
        store.note(run.id, note)
