"""pytest plugin: runs generated suites. `pytest journey_suite --base-url https://staging…`

A journey that fails is a failed test; one that is inconclusive is a skipped test with the reason;
a session in which no journey came to a verdict fails, for it tested nothing. Evidence goes where
`journeys replay` puts it; the workers of pytest-xdist (`-n 4`) perform one run, which their
controller reports. Heavy imports are made when the first journey is performed: every pytest run of
an environment that has journeys installed loads this module.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from journeys.errors import JourneysError
from journeys.evidence import JourneyEvidence, RunId, Verdict, new_run_id
from journeys.journey import Journey
from journeys.pytest_session import SessionTally, run_of_suite

if TYPE_CHECKING:
    from journeys.pytest_run import PytestRun

_TALLY = pytest.StashKey[SessionTally]()
_SESSION = pytest.StashKey[RunId]()
_TOLD = pytest.StashKey[list[str]]()
"""One line for each run: its seed and its report."""
_SENT = "journeys"
"""The name under which controller and workers send each other what they know."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options of generated suites; `--base-url` is pytest-base-url's."""
    group = parser.getgroup("journeys", "user journeys")
    group.addoption(
        "--journeys-results", default="journeys-results", metavar="DIR", help="Evidence and report."
    )
    group.addoption("--journeys-runner", default="http", metavar="NAME", help="How to perform.")
    group.addoption(
        "--journeys-allow-host",
        action="append",
        default=[],
        metavar="HOST",
        help="Allow this host as a target although the export was recorded on it.",
    )
    group.addoption("--journeys-app-version", metavar="VERSION", help="Default: the git commit.")
    group.addoption("--journeys-retries", type=int, default=1, metavar="N", help="For failures.")


def pytest_configure(config: pytest.Config) -> None:
    """All processes of a session know it by the same id."""
    config.stash[_TALLY] = SessionTally()
    sent = getattr(config, "workerinput", {}).get(_SENT)
    config.stash[_SESSION] = RunId(sent) if sent else new_run_id(datetime.now(UTC))


def journey_params(folder: Path) -> list[Any]:
    """One parameter for each journey of the suite in `folder`, under the journey's id."""
    from journeys.suite.loading import load_suite

    suite, _ = load_suite(folder)
    return [pytest.param(one, id=str(one.id)) for one in suite.journeys]


class Staging:
    """The staging application, as tests perform journeys on it."""

    def __init__(self, config: pytest.Config, base_url: str) -> None:
        self._config = config
        self._base_url = base_url
        self._runs: dict[Path, PytestRun] = {}
        self._unusable: dict[Path, str] = {}
        """Why a suite's run could not be begun."""
        self._tally = config.stash[_TALLY]

    def perform(self, folder: Path, journey: Journey) -> JourneyEvidence:
        """Perform a journey; fails the test, or skips it where the environment is at fault."""
        evidence = self._perform(folder, journey)
        if known := self._runs[folder].known(evidence):
            pytest.xfail(f"quarantined until {known.until}: {known.reason}\n{_told(evidence)}")
        match evidence.verdict:
            case Verdict.FAILED:
                pytest.fail(_told(evidence), pytrace=False)
            case Verdict.INCONCLUSIVE:
                pytest.skip(_told(evidence))
        return evidence

    def perform_if_offered(self, folder: Path, journey: Journey) -> bool:
        """Like `perform`, but False instead of a skipped test: for journeys drawn by Hypothesis."""
        evidence = self._perform(folder, journey)
        if self._runs[folder].known(evidence):
            return False
        if evidence.verdict is Verdict.FAILED:
            pytest.fail(_told(evidence), pytrace=False)
        return evidence.verdict is not Verdict.INCONCLUSIVE

    def close(self) -> None:
        """End what was begun to perform journeys."""
        with ExitStack() as stack:
            for run in self._runs.values():
                stack.callback(run.close)

    def _perform(self, folder: Path, journey: Journey) -> JourneyEvidence:
        run = self._run(folder)
        evidence = run.perform(journey)
        if run.known(evidence):
            self._tally.known_count += 1
        else:
            self._tally.verdicts[evidence.verdict.value] += 1
        return evidence

    def _run(self, folder: Path) -> "PytestRun":
        """The run of a suite; one that could not be begun is not tried again by every test."""
        if folder in self._unusable:
            pytest.fail(self._unusable[folder], pytrace=False)
        if folder not in self._runs:
            try:
                run = self._runs[folder] = self._start(folder)
            except JourneysError as error:
                self._unusable[folder] = str(error)
                pytest.fail(str(error), pytrace=False)
            self._tally.runs[run.id] = run.seed
        return self._runs[folder]

    def _start(self, folder: Path) -> "PytestRun":
        from journeys.config import CONFIG_FILE
        from journeys.pytest_run import PytestRun
        from journeys.replay_plan import ReplayRequest

        option = self._config.getoption
        return PytestRun(
            ReplayRequest(
                folder=folder,
                base_url=self._base_url,
                results=Path(option("--journeys-results")),
                runner=option("--journeys-runner"),
                allow_hosts=tuple(option("--journeys-allow-host")),
                app_version=option("--journeys-app-version"),
                retries=option("--journeys-retries"),
                test="pytest",
                run_id=run_of_suite(self._config.stash[_SESSION], folder),
                config=Path(CONFIG_FILE),
            )
        )


@pytest.fixture(scope="session")
def journeys_staging(pytestconfig: pytest.Config, base_url: str) -> Iterator[Staging]:
    """The application at `--base-url`."""
    if not base_url:
        pytest.fail(
            "no staging URL was given\n  → pytest … --base-url https://staging.example.com",
            pytrace=False,
        )
    staging = Staging(pytestconfig, base_url)
    yield staging
    staging.close()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """pytest-xdist starts a worker."""
    node.workerinput[_SENT] = node.config.stash[_SESSION]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """A worker of pytest-xdist has ended; one that crashed says nothing."""
    if sent := getattr(node, "workeroutput", {}).get(_SENT):
        node.config.stash[_TALLY].add(SessionTally.from_plain(sent))


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Finish the runs and write the report; where nothing came to a verdict, that is no success."""
    config, tally = session.config, session.config.stash[_TALLY]
    if hasattr(config, "workeroutput"):
        config.workeroutput[_SENT] = tally.to_plain()
        return
    if not tally.runs:
        return
    from journeys.pytest_run import finish_run

    results = Path(config.getoption("--journeys-results"))
    config.stash[_TOLD] = [
        f"seed {seed}; report: {finish_run(RunId(run_id), results)}"
        for run_id, seed in tally.runs.items()
    ]
    if exitstatus == pytest.ExitCode.OK and not tally.has_verdict:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Where the evidence is."""
    tally = config.stash[_TALLY]
    if not tally.runs:
        return
    inconclusive = tally.verdicts[Verdict.INCONCLUSIVE]
    if not tally.has_verdict:
        terminalreporter.write_line("journeys: no journey came to a verdict: nothing was tested")
    elif inconclusive:
        terminalreporter.write_line(f"journeys: {inconclusive} inconclusive; see the report")
    for line in config.stash.get(_TOLD, []):
        terminalreporter.write_line(f"journeys: {line}")


def _told(evidence: JourneyEvidence) -> str:
    step = evidence.first_problem
    if step is None or step.problem is None:
        return evidence.verdict.value
    lines = [
        f"step {step.index + 1} of {len(evidence.planned)}, {step.action}: {step.problem.cause}",
        f"  {step.problem.reason}",
    ]
    if step.problem.remedy:
        lines.append(f"  → {step.problem.remedy}")
    lines.append(f"  reproduce: {evidence.reproduce}")
    return "\n".join(lines)
