from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from journeys.evidence import GraphEdge, JourneyEvidence, Run, RunState
from journeys.report.building import build_report
from journeys.report.data import Report
from journeys.store import LoadedRun, ResultsStore
from tests.support.evidence_factory import a_run, store_run

LoadRun = Callable[..., LoadedRun]
ReportOn = Callable[..., Report]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ResultsStore]:
    with ResultsStore.open(tmp_path / "results" / "results.sqlite") as store:
        yield store


@pytest.fixture
def load_run(store: ResultsStore) -> LoadRun:
    """Stores a run with these attempts and loads it again."""

    def stored(
        *attempts: JourneyEvidence,
        run: Run | None = None,
        graph: tuple[GraphEdge, ...] = (),
        state: RunState = RunState.FINISHED,
    ) -> LoadedRun:
        run = run or a_run()
        store.keep_graph(run.model_digest, graph)
        store_run(store, run, attempts, state=state)
        return store.load_run(run.id)

    return stored


@pytest.fixture
def report_on(load_run: LoadRun) -> ReportOn:
    """The report on one run with these attempts."""

    def reported(*attempts: JourneyEvidence, **how: object) -> Report:
        return build_report([load_run(*attempts, **how)])

    return reported
