"""Loaded runs into a `Report`."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from journeys.attempt_files import find_files
from journeys.evidence import Run, RunId, Way
from journeys.journey import JourneyId
from journeys.quarantine import covering
from journeys.report.changes import changes_since
from journeys.report.data import (
    FaultReport,
    JourneyComparison,
    JourneyReport,
    LastPass,
    Outcome,
    OutcomeCounts,
    Report,
    RunReport,
    StepFigures,
    StepProblem,
    WayShare,
)
from journeys.report.notes import notes_of
from journeys.report.performed_share import share_performed
from journeys.report.walked_transitions import share_walked, walk_edges
from journeys.store import NO_PASSES, EarlierPasses, LoadedAttempt, LoadedRun
from journeys.verdict import Cause, Verdict

_AIDED = frozenset({Way.BINDING, Way.UNBOUND})


def build_report(
    runs: Sequence[LoadedRun],
    artifacts: Path | None = None,
    passes: Mapping[RunId, EarlierPasses] = MappingProxyType({}),
) -> Report:
    """What there is to say about one or several runs, side by side in the given order.

    `artifacts` is the folder in which browsers left their files, if it is to be looked into.
    `passes` says of each run when its journeys last passed before it.
    """
    reports = tuple(_run_report(run, artifacts, passes.get(run.run.id, NO_PASSES)) for run in runs)
    return Report(runs=reports, comparisons=_compare(reports) if len(reports) > 1 else ())


def _run_report(loaded: LoadedRun, artifacts: Path | None, passes: EarlierPasses) -> RunReport:
    by_journey: dict[JourneyId, list[LoadedAttempt]] = {}
    for attempt in loaded.attempts:
        by_journey.setdefault(attempt.journey_id, []).append(attempt)
    journeys = sorted(
        (
            _journey_report(attempts, loaded, artifacts, passes.runs.get(journey))
            for journey, attempts in by_journey.items()
        ),
        key=lambda journey: (journey.outcome.badness, -journey.prob, journey.id),
    )
    edges = walk_edges(loaded.graph, journeys)
    return RunReport(
        run=loaded.run,
        state=loaded.state,
        elapsed_s=_elapsed_s(loaded),
        counts=_count(journeys),
        journeys=tuple(journeys),
        faults=_faults(journeys),
        walked=share_walked(edges),
        performed=share_performed(loaded.graph, journeys),
        steps=_step_figures(journeys),
        edges=edges,
        changes=changes_since(loaded, passes),
        notes=notes_of(loaded, journeys),
    )


def _journey_report(
    attempts: Sequence[LoadedAttempt],
    loaded: LoadedRun,
    artifacts: Path | None,
    last_passed: Run | None,
) -> JourneyReport:
    attempts = sorted(attempts, key=lambda one: one.attempt)
    outcome = _outcome(attempts)
    last, problem = attempts[-1], _deciding_problem(attempts, outcome)
    entry = covering(loaded.quarantine, last.journey_id, problem.action) if problem else None
    return JourneyReport(
        id=last.journey_id,
        kind=last.kind,
        prob=last.prob,
        weight=last.weight,
        reason=last.reason,
        outcome=Outcome.QUARANTINED if entry else outcome,
        problem=problem,
        planned=last.planned,
        reproduce=next((one.reproduce for one in reversed(attempts) if one.reproduce), None),
        elapsed_s=sum(_attempt_s(one) for one in attempts),
        attempts=tuple(attempts),
        quarantine=entry,
        last_pass=_last_pass(last_passed) if last_passed and problem else None,
        files=tuple(
            find_files(artifacts, loaded.run.id, one.journey_id, one.attempt) if artifacts else None
            for one in attempts
        ),
    )


def _last_pass(run: Run) -> LastPass:
    return LastPass(run=run.id, app_version=run.app_version, started_at=run.started_at)


def _outcome(attempts: Sequence[LoadedAttempt]) -> Outcome:
    """A failure stands until the journey passes: an environment that then breaks hides nothing."""
    verdicts = [one.verdict for one in attempts if one.verdict is not None]
    if not verdicts:
        return Outcome.UNFINISHED
    has_failed = Verdict.FAILED in verdicts
    if verdicts[-1] in (Verdict.PASSED, Verdict.FLAKY):
        return Outcome.FLAKY if has_failed else Outcome(verdicts[-1].value)
    return Outcome.FAILED if has_failed else Outcome.INCONCLUSIVE


def _deciding_problem(attempts: Sequence[LoadedAttempt], outcome: Outcome) -> StepProblem | None:
    if outcome is Outcome.PASSED:
        return None
    wanted = Verdict.INCONCLUSIVE if outcome is Outcome.INCONCLUSIVE else Verdict.FAILED
    steps = [step for one in reversed(attempts) if (step := one.deciding_step)]
    decided = [step for step in steps if step.verdict is wanted] or steps
    for step in decided:
        if step.problem:
            return StepProblem(step_index=step.index, action=step.action, problem=step.problem)
    return None


def _faults(journeys: Sequence[JourneyReport]) -> tuple[FaultReport, ...]:
    found: dict[tuple[Outcome, str, Cause], list[JourneyReport]] = {}
    for one in journeys:
        if one.problem:
            cause = one.problem.problem.cause
            # Where staging had gone, it does not matter with what a journey would have begun.
            action = "" if cause is Cause.NOT_PERFORMED else one.problem.action
            found.setdefault((one.outcome, action, cause), []).append(one)
    # What breaks most journeys first, of those that came to the same.
    most_first = sorted(found.items(), key=lambda one: (one[0][0].badness, -len(one[1])))
    return tuple(
        FaultReport(
            outcome=outcome,
            action=together[0].problem.action if together[0].problem else "",
            cause=cause,
            reason=together[0].problem.problem.reason if together[0].problem else "",
            journeys=tuple(one.id for one in together),
        )
        for (outcome, _, cause), together in most_first
    )


def _count(journeys: Sequence[JourneyReport]) -> OutcomeCounts:
    counts = Counter(journey.outcome for journey in journeys)
    return OutcomeCounts(**{outcome.value: counts[outcome] for outcome in Outcome})


def _step_figures(journeys: Sequence[JourneyReport]) -> StepFigures:
    ways = Counter(
        step.way
        for journey in journeys
        for step in journey.attempts[-1].steps
        if not step.was_left_out
    )
    reached = ways.total()
    unaided = sum(count for way, count in ways.items() if way not in _AIDED)
    return StepFigures(
        planned_count=sum(len(journey.planned) for journey in journeys),
        reached_count=reached,
        unaided_share=unaided / reached if reached else None,
        ways=tuple(
            WayShare(way=way, step_count=count, share=count / reached)
            for way, count in sorted(ways.items(), key=lambda item: (-item[1], item[0]))
        ),
    )


def _elapsed_s(loaded: LoadedRun) -> float:
    began = loaded.run.started_at
    ends = ((one.started_at - began).total_seconds() + _attempt_s(one) for one in loaded.attempts)
    return max(ends, default=0.0)


def _attempt_s(attempt: LoadedAttempt) -> float:
    """How long an attempt took; as far as is known, when it broke off."""
    if attempt.elapsed_s is not None:
        return attempt.elapsed_s
    began = attempt.started_at
    ends = ((step.started_at - began).total_seconds() + step.elapsed_s for step in attempt.steps)
    return max(ends, default=0.0)


def _compare(runs: Sequence[RunReport]) -> tuple[JourneyComparison, ...]:
    outcomes = [{journey.id: journey.outcome for journey in run.journeys} for run in runs]
    compared = (
        JourneyComparison(id=journey_id, outcomes=tuple(run.get(journey_id) for run in outcomes))
        for journey_id in {journey_id for run in outcomes for journey_id in run}
    )
    return tuple(
        sorted(
            (one for one in compared if len(set(one.outcomes)) > 1),
            key=lambda one: (*map(_badness, reversed(one.outcomes)), one.id),
        )
    )


def _badness(outcome: Outcome | None) -> int:
    return len(Outcome) if outcome is None else outcome.badness
