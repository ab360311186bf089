"""What a person should know of a run beside its verdicts."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from journeys.evidence import RunState
from journeys.page_parts.figures import counted
from journeys.report.data import JourneyReport, Outcome
from journeys.sampling.weights import worth
from journeys.store import LoadedRun


def notes_of(loaded: LoadedRun, journeys: Sequence[JourneyReport]) -> tuple[str, ...]:
    """The notes that were kept with the run, and what follows from its journeys."""
    return (
        *loaded.notes,
        *_by_weight(journeys),
        *_not_begun(loaded),
        *_refused_as_in_production(journeys),
        *_can_leave_quarantine(loaded, journeys),
    )


def _by_weight(journeys: Sequence[JourneyReport]) -> Iterator[str]:
    """What tempered journeys say together of production's sessions; others say nothing of them."""
    weighed = [one for one in journeys if one.weight and one.outcome is not Outcome.UNFINISHED]
    if not weighed:
        return
    shares: defaultdict[Outcome, float] = defaultdict(float)
    for one in weighed:
        shares[one.outcome] += one.weight or 0.0
    whole = sum(shares.values())
    told = ", ".join(
        f"{share / whole:.1%} {outcome.value}"
        for outcome, share in sorted(shares.items(), key=lambda item: -item[1])
    )
    sessions = worth(one.weight for one in weighed)
    yield (
        f"by the weights of {counted(len(weighed), 'tempered journey')}, of production's sessions"
        f" {told} (at least as sure as {sessions:.0f} plainly drawn sessions would be)"
    )


def _refused_as_in_production(journeys: Sequence[JourneyReport]) -> Iterator[str]:
    """Steps that passed without doing what they are for, by their actions."""
    refused: defaultdict[str, set[str]] = defaultdict(set)
    for journey in journeys:
        for step in journey.attempts[-1].steps if journey.outcome is Outcome.PASSED else ():
            if step.note:
                refused[step.action].add(journey.id)
    for action, ids in sorted(refused.items()):
        yield (
            f"{action}: refused in {counted(len(ids), 'journey')} that passed, as production "
            "refuses some; the step's evidence has the answer"
        )


def _not_begun(loaded: LoadedRun) -> Iterator[str]:
    begun = {one.journey_id for one in loaded.attempts}
    missing = [one for one in loaded.planned if one not in begun]
    if not missing or (loaded.state is RunState.RUNNING and not begun):
        return
    names = ", ".join(missing[:3]) + (", …" if len(missing) > 3 else "")
    yield (
        f"{counted(len(missing), 'journey')} of {len(loaded.planned)} "
        f"{'was' if len(missing) == 1 else 'were'} not begun: {names}"
    )


def _can_leave_quarantine(loaded: LoadedRun, journeys: Sequence[JourneyReport]) -> Iterator[str]:
    for entry in loaded.quarantine:
        concerned = [one for one in journeys if entry.concerns(one.id, one.planned)]
        if concerned and all(one.outcome is Outcome.PASSED for one in concerned):
            yield f"quarantine of {entry.name}: what it covers passed; perhaps it can go"
