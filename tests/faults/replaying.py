"""Replays a suite against an application with a fault, and says what was found where."""

import shutil
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from journeys.cli import main
from journeys.errors import ExitCode
from journeys.report import Outcome, build_report
from journeys.report.data import JourneyReport, RunReport
from journeys.store import ResultsStore
from journeys.suite.layout import SUITE_FILE
from journeys.suite.loading import load_suite
from tests.faults.planted_faults import Fault
from tests.faults.proxy import planted


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a replay said of a planted fault."""

    fault: Fault
    right: int
    """Journeys that failed at a step where the fault is."""
    wrong: Counter[str]
    """Steps without the fault at which others failed, with the cause."""
    inconclusive: Counter[str]
    """Steps at which journeys were inconclusive, with the cause."""
    reason: str
    """What the first right one said."""

    @property
    def is_found(self) -> bool:
        return self.right > 0

    @property
    def is_named(self) -> bool:
        """Whether it was named where it is, and nowhere else."""
        return self.right > 0 and not self.wrong


def narrowed(
    suite: Path, into: Path, actions: Collection[str], *, most: int, others: int = 0
) -> Path:
    """A copy of a suite with its first journeys that perform one of these actions, and others.

    The others perform as much else as so few can: a replay learns from what it meets on the way.
    """
    shutil.copytree(suite, into)
    index = into / SUITE_FILE
    content = yaml.safe_load(index.read_text())
    journeys, _ = load_suite(suite)
    fitting = [one.id for one in journeys.journeys if set(actions) & {s.action for s in one.steps}]
    rest = {
        one.id: {step.action for step in one.steps}
        for one in journeys.journeys
        if one.id not in fitting
    }
    chosen, seen = fitting[:most], set[str]()
    for _ in range(min(others, len(rest))):
        best = max(rest, key=lambda one: len(rest[one] - seen))
        seen |= rest.pop(best)
        chosen.append(best)
    content["journeys"] = [str(one) for one in chosen]
    index.write_text(yaml.safe_dump(content))
    return into


def replay_with_fault(fault: Fault, suite: Path, base_url: str, results: Path) -> Found:
    """Replay a suite on an application with the fault planted."""
    with planted(base_url, fault.plant) as url:
        run = replay(suite, url, results, *fault.options, runner=fault.runner)
    failed = [one for one in run.journeys if one.outcome in (Outcome.FAILED, Outcome.FLAKY)]
    right = [one for one in failed if one.problem and one.problem.action in fault.at]
    return Found(
        fault=fault,
        right=len(right),
        wrong=_ends([one for one in failed if one not in right]),
        inconclusive=_ends([one for one in run.journeys if one.outcome is Outcome.INCONCLUSIVE]),
        reason=next((one.problem.problem.reason for one in right if one.problem), ""),
    )


def replay(suite: Path, base_url: str, results: Path, *options: str, runner: str) -> RunReport:
    """Replay as the command line does, and load what was kept."""
    where = ["--base-url", base_url, "--results", str(results)]
    code = main(["replay", str(suite), *where, "--runner", runner, "-q", *options])
    if code not in (ExitCode.OK, ExitCode.FAILED, ExitCode.INCONCLUSIVE):
        raise RuntimeError(f"the replay ended with {code!r}")
    with ResultsStore.open(results / "results.db", create=False) as store:
        (run,) = build_report([store.load_run()]).runs
    return run


def _ends(journeys: Sequence[JourneyReport]) -> Counter[str]:
    problems = (one.problem for one in journeys if one.problem)
    return Counter(f"{one.action}: {one.problem.cause}" for one in problems)
