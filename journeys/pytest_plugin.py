"""pytest plugin: runs generated suites. `pytest journey_suite --base-url https://staging…`

A journey that fails is a failed test; one that is inconclusive is a skipped test with the reason;
a session in which no journey came to a verdict fails, for it tested nothing. What journeys.yaml
and the environment say of `journeys replay` holds here, too: options of the session beat it, and
which journeys are performed pytest alone decides. The workers of pytest-xdist (`-n 4`) perform one
run, which their controller reports. Heavy imports are made when the first journey is performed:
every pytest run of an environment that has journeys installed loads this module.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from journeys.errors import JourneysError
from journeys.evidence import JourneyEvidence, RunId, new_run_id
from journeys.journey import Journey
from journeys.pytest_session import SessionTally, run_of_suite
from journeys.verdict import Verdict

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
    group.addoption("--journeys-results", metavar="DIR", help="Evidence and report.")
    group.addoption("--journeys-runner", metavar="NAME", help="How to perform.")
    group.addoption(
        "--journeys-allow-host",
        action="append",
        default=[],
        metavar="HOST",
        help="Allow this host as a target although the export was recorded on it.",
    )
    group.addoption("--journeys-app-version", metavar="VERSION", help="Default: the git commit.")
    group.addoption("--journeys-retries", metavar="N", help="For failures.")


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

    def __init__(self, config: pytest.Config, base_url: str | None) -> None:
        self._config = config
        self._runs: dict[Path, PytestRun] = {}
        self._unusable: dict[Path, str] = {}
        """Why a suite's run could not be begun."""
        self._tally = config.stash[_TALLY]
        self._options = _replay_options(config, base_url)

    def perform(self, folder: Path, journey: Journey) -> JourneyEvidence:
        """Perform a journey; fails the test, or skips it where the environment is at fault."""
        evidence = self._perform(folder, journey)
        if known := self._runs[folder].known(evidence):
            pytest.xfail(f"quarantined until {known.until}: {known.reason}\n{_told(evidence)}")
        if self._is_fault(evidence):
            pytest.fail(_told(evidence), pytrace=False)
        if evidence.verdict is Verdict.INCONCLUSIVE:
            pytest.skip(_told(evidence))
        return evidence

    def perform_if_offered(self, folder: Path, journey: Journey) -> bool:
        """Like `perform`, but False instead of a skipped test: for journeys drawn by Hypothesis."""
        evidence = self._perform(folder, journey)
        if self._runs[folder].known(evidence):
            return False
        if self._is_fault(evidence):
            pytest.fail(_told(evidence), pytrace=False)
        return evidence.verdict is not Verdict.INCONCLUSIVE

    def _is_fault(self, evidence: JourneyEvidence) -> bool:
        is_flaky = evidence.verdict is Verdict.FLAKY
        return evidence.verdict is Verdict.FAILED or (is_flaky and self._options["fail_on_flaky"])

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
        from journeys.cli.replay_options import replay_request
        from journeys.pytest_run import PytestRun
        from journeys.replay_selection import Selection

        return PytestRun(
            replace(
                replay_request(folder, self._options),
                selection=Selection(),
                test="pytest",
                run_id=run_of_suite(self._config.stash[_SESSION], folder),
            )
        )


def _replay_options(config: pytest.Config, base_url: str | None) -> dict[str, Any]:
    """The options of `journeys replay`, as this session, the environment and journeys.yaml say."""
    from click import ClickException

    from journeys.cli.replay_command import command

    given = {
        "--base-url": [base_url],
        "--results": [config.getoption("--journeys-results")],
        "--runner": [config.getoption("--journeys-runner")],
        "--allow-host": config.getoption("--journeys-allow-host"),
        "--app-version": [config.getoption("--journeys-app-version")],
        "--retries": [config.getoption("--journeys-retries")],
    }
    told = ((name, one) for name, values in given.items() for one in values if one)
    words = [word for pair in told for word in pair]
    try:
        return command.make_context("replay", words, auto_envvar_prefix="JOURNEYS_REPLAY").params
    except ClickException as error:
        pytest.fail(error.format_message(), pytrace=False)
    except JourneysError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture(scope="session")
def journeys_staging(pytestconfig: pytest.Config, base_url: str | None) -> Iterator[Staging]:
    """The application at `--base-url`, or the one that journeys.yaml names."""
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

    options = _replay_options(config, None)
    results, database = options["results"], options["database"]
    config.stash[_TOLD] = [
        f"seed {seed}; report: {finish_run(RunId(run_id), results, database)}"
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
    step = evidence.deciding_step
    if step is None or step.problem is None:
        seen = "failed, then passed on a retry; the report has the first failure"
        return f"{evidence.verdict}: {seen}\n  reproduce: {evidence.reproduce}"
    lines = [
        f"step {step.index + 1} of {len(evidence.planned)}, {step.action}: {step.problem.cause}",
        f"  {step.problem.reason}",
    ]
    if step.problem.remedy:
        lines.append(f"  → {step.problem.remedy}")
    lines.append(f"  reproduce: {evidence.reproduce}")
    return "\n".join(lines)
