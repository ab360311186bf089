"""Measures what share of production's steps a replay performs: the commands as a user gives them.

Beside the figure of the report there is a stricter one, drawn from the exchanges alone: it believes
no verdict.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from journeys.cli import main
from journeys.errors import ExitCode
from journeys.report import build_report
from journeys.report.data import RunReport
from journeys.store import LoadedAttempt, ResultsStore
from journeys_mining.actions.action import Action, ActionKind, TemplateMatcher
from journeys_mining.model.model_file import load_model
from journeys_mining.model.navigation_model import NavigationModel

_USUAL_SHARE: Final = 0.1
"""A class of statuses that production gives less often to an action is not what it answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a replay came to."""

    model: NavigationModel
    run: RunReport
    answered_share: float
    """As `run.performed.share`, but a step counts if the last exchange that makes its action was
    answered with a status that production gives it, whatever the verdict says. 0–1."""


def replay_export(
    export: Path,
    base_url: str,
    folder: Path,
    *,
    typical: int = 20,
    rare: int = 100,
    runner: str = "http",
) -> Measured:
    """Mine an export with no flag, generate a suite without a binding, replay it."""
    model, suite, results = folder / "model.json", folder / "journey_suite", folder / "results"
    folder.mkdir(parents=True)
    _run("mine", str(export), "--output", str(model))
    counts = ("--typical", str(typical), "--rare", str(rare))
    _run("generate", str(model), "--into", str(suite), *counts)
    _run(
        "replay", str(suite), "--base-url", base_url, "--results", str(results), "--runner", runner
    )
    with ResultsStore.open(results / "results.db") as store:
        (run,) = build_report([store.load_run()]).runs
    attempts = [journey.attempts[-1] for journey in run.journeys]
    mined = load_model(model)
    return Measured(model=mined, run=run, answered_share=_answered_share(mined, attempts))


def unperformed(run: RunReport) -> Counter[str]:
    """Why steps were not performed: the cause of each journey's end, and its action."""
    ends = (journey.problem for journey in run.journeys if journey.problem)
    return Counter(f"{one.problem.cause}: {one.action}" for one in ends)


def _run(*arguments: str) -> None:
    code = main([*arguments, "--quiet"])
    # Journeys that do not pass are what is measured.
    if code not in (ExitCode.OK, ExitCode.FAILED, ExitCode.INCONCLUSIVE):
        raise RuntimeError(f"journeys {' '.join(arguments)} ended with {code!r}")


def _answered_share(model: NavigationModel, attempts: Sequence[LoadedAttempt]) -> float:
    statuses = {one.action: dict(one.statuses) for one in model.actions}
    counts = {one.action: one.count for one in model.actions}
    planned = Counter(action for one in attempts for action in one.planned)
    matcher = TemplateMatcher(
        template for one in statuses if (template := Action.parse(one).template)
    )
    answered = Counter(
        action for one in attempts for action in _answered_actions(one, matcher, statuses)
    )
    total = sum(counts[action] for action in planned)
    return sum(counts[one] * answered[one] / planned[one] for one in planned) / total


def _answered_actions(
    attempt: LoadedAttempt, matcher: TemplateMatcher, statuses: dict[str, dict[str, int]]
) -> Iterable[str]:
    last: dict[str, int | None] = {}
    for step in attempt.steps:
        for exchange in step.exchanges:
            match = matcher.match(exchange.url)
            if match:
                kind = "view" if exchange.method == "GET" else exchange.method
                last[f"{kind} {match.template}"] = exchange.status
        if Action.parse(step.action).kind is ActionKind.EVENT:
            if step.problem is None:
                yield step.action
            continue
        # Each exchange makes one step only.
        usual, seen = statuses[step.action], last.pop(step.action, None)
        if seen and usual.get(f"{seen // 100}xx", 0) >= _USUAL_SHARE * sum(usual.values()):
            yield step.action
