"""Joins the stages of a replay: suite → runner → store → report.

`journeys replay` and `journeys demo` replay whole suites, the pytest plugin one journey after the
other; both leave the same files in the results folder.
"""

import asyncio
import shlex
import subprocess
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from journeys.errors import NothingToReplayError
from journeys.evidence import JourneyEvidence, Run, RunId, RunState, StepEvidence
from journeys.journey import Journey, JourneyId, Suite
from journeys.report import Report, build_report, write_junit, write_page
from journeys.store import ResultsStore
from journeys.suite.choosing import graph_edges
from journeys.suite.layout import BINDINGS
from journeys.suite.loading import load_suite, select_journeys
from journeys_mining.navigation_model import NavigationModel
from journeys_runners.bindings import load_bindings
from journeys_runners.browser.options import BrowserOptions
from journeys_runners.interface import RunContext, Target
from journeys_runners.replay import ReplayOptions, new_run_id, replay_journey, run_record
from journeys_runners.runners import default_workers, runner_named
from journeys_runners.runners import replay as replay_whole_suite
from journeys_runners.staging_guard import check_reachable, refuse_production

RESULTS_FILE: Final = "results.db"
PAGE_FILE: Final = "report.html"
JUNIT_FILE: Final = "junit.xml"
ARTIFACTS_FOLDER: Final = "browser"
"""Screenshots and traces: a folder for each run, in it one for each attempt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayRequest:
    """What to replay, where, and how hard."""

    folder: Path
    base_url: str
    results: Path = Path("journeys-results")
    runner: str = "http"
    grep: str | None = None
    """Part of a journey's id; None for the whole suite."""
    seed: int | None = None
    """None for the suite's own."""
    workers: int | None = None
    """Journeys at once; None for as many as suit the runner."""
    retries: int = 1
    rate_per_s: float | None = None
    timeout_s: float = 10.0
    allow_hosts: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    app_version: str | None = None
    """None for the commit of the current folder's git repository."""
    test: str | None = None
    browser: BrowserOptions = field(default_factory=BrowserOptions)

    def reproduce(self, journey: Journey, seed: int) -> str:
        """The command line that performs one journey as this run does; secrets are not in it."""
        words = ["journeys", "replay", str(self.folder), "--base-url", self.base_url]
        words += ["--grep", str(journey.id), "--seed", str(seed)]
        if self.runner != "http":
            words += ["--runner", self.runner]
        for host in self.allow_hosts:
            words += ["--allow-host", host]
        return shlex.join(words)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayPlan:
    """A request whose files were read and whose target may be tested."""

    model: NavigationModel
    context: RunContext
    options: ReplayOptions


def plan_replay(request: ReplayRequest) -> ReplayPlan:
    """Read the suite and its bindings.

    Raises
    ------
    InputError
        A file has faults, or no journey's id contains `request.grep`.
    NothingToReplayError
        The suite is empty.
    ProductionHostError
        The target is a host that the export was recorded on.
    """
    suite, model = load_suite(request.folder)
    if not suite.journeys:
        raise NothingToReplayError(
            "the suite has no journeys",
            where=str(request.folder),
            remedy="generate more, or check that the model has transitions",
        )
    refuse_production(request.base_url, suite.hosts, request.allow_hosts)
    wanted = replace(suite, journeys=select_journeys(suite, request.grep))
    return ReplayPlan(
        model=model,
        context=_context(request, wanted),
        options=ReplayOptions(
            reproduce=lambda journey: request.reproduce(journey, _seed(request, suite)),
            workers=request.workers or default_workers(request.runner),
            retries=request.retries,
            suite=str(request.folder),
            app_version=request.app_version or _git_commit(),
            test=request.test,
        ),
    )


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
    sink = _WatchedStore(request.results, plan.model, on_journey)
    try:
        replay_whole_suite(plan.context, plan.options, sink, runner=request.runner)
    finally:
        report = sink.close()
    return report


def open_results(folder: Path) -> ResultsStore:
    """The results database in a folder, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    return ResultsStore.open(folder / RESULTS_FILE)


def write_reports(store: ResultsStore, runs: Sequence[RunId], folder: Path) -> Report:
    """Write page and JUnit of these runs."""
    report = build_report([store.load_run(run_id) for run_id in runs])
    write_page(report, folder / PAGE_FILE)
    write_junit(report, folder / JUNIT_FILE)
    return report


class PytestRun:
    """A run whose journeys are performed one at a time, by tests."""

    def __init__(self, request: ReplayRequest) -> None:
        self._request = request
        self._plan = plan_replay(request)
        self._performed: dict[JourneyId, JourneyEvidence] = {}
        self._loop = asyncio.Runner()
        self._stack = AsyncExitStack()
        self._files = ExitStack()
        try:
            self._loop.run(check_reachable(self._plan.context.target))
            factory = runner_named(request.runner)(self._plan.context)
            self._runner = self._loop.run(self._stack.enter_async_context(factory))
        except BaseException:
            self._loop.close()
            raise
        self._store = self._files.enter_context(open_results(request.results))
        self._store.keep_graph(self._plan.model.digest, graph_edges(self._plan.model))
        run = run_record(self._plan.context, self._runner, self._plan.options)
        self._store.start_run(run)

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

    def close(self) -> Path:
        """Finish the run, write the report and say where its page is."""
        run_id = self._plan.context.run_id
        try:
            self._loop.run(self._stack.aclose())
        finally:
            self._loop.close()
            self._store.finish_run(run_id, RunState.FINISHED)
            write_reports(self._store, [run_id], self._request.results)
            self._files.close()
        return self._request.results / PAGE_FILE


class _WatchedStore:
    """Keeps evidence, and tells somebody of every attempt.

    The results are opened when the run starts: a staging that cannot be tested leaves no files.
    """

    def __init__(
        self, folder: Path, model: NavigationModel, on_journey: Callable[[JourneyEvidence], None]
    ) -> None:
        self._folder = folder
        self._model = model
        self._on_journey = on_journey
        self._opened: tuple[ResultsStore, RunId] | None = None

    def close(self) -> Report:
        """Write the reports; empty where no run has started."""
        if self._opened is None:
            return build_report([])
        store, run_id = self._opened
        with store:
            return write_reports(store, [run_id], self._folder)

    def start_run(self, run: Run) -> None:
        store = open_results(self._folder)
        self._opened = (store, run.id)
        store.keep_graph(self._model.digest, graph_edges(self._model))
        store.start_run(run)

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

    def finish_journey(self, run_id: RunId, evidence: JourneyEvidence) -> None:
        self._store.finish_journey(run_id, evidence)
        self._on_journey(evidence)

    def finish_run(self, run_id: RunId, state: RunState) -> None:
        self._store.finish_run(run_id, state)


def _context(request: ReplayRequest, suite: Suite) -> RunContext:
    return RunContext(
        run_id=new_run_id(datetime.now(UTC)),
        target=Target(
            base_url=request.base_url,
            headers=request.headers,
            timeout_s=request.timeout_s,
            rate_per_s=request.rate_per_s,
        ),
        suite=suite,
        bindings=load_bindings(request.folder / BINDINGS),
        seed=_seed(request, suite),
        browser=replace(request.browser, artifacts=request.results / ARTIFACTS_FOLDER),
    )


def _seed(request: ReplayRequest, suite: Suite) -> int:
    return suite.seed if request.seed is None else request.seed


def _git_commit() -> str | None:
    """The commit of the current folder's repository, if it is one and git is there."""
    command = ["git", "rev-parse", "--short=12", "HEAD"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    except OSError:
        return None
    return done.stdout.strip() or None if done.returncode == 0 else None
