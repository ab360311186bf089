"""What the page's templates show of a report: positions on timelines, bodies, what is left out."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from journeys.durations import format_duration
from journeys.evidence import RunState
from journeys.journey import JourneyId
from journeys.page_parts.figures import counted
from journeys.report.data import EdgeReport, JourneyReport, Outcome, Report, RunReport, Walk
from journeys.report.graph_picture import GraphPicture, draw_graph
from journeys.report.page_bodies import BodyView, PageBudget, view_body
from journeys.report.page_failures import (
    FailureView,
    PictureBudget,
    is_bad,
    is_given_up,
    view_failure,
)
from journeys.store import LoadedAttempt, LoadedExchange, LoadedStep
from journeys.verdict import Problem, Verdict

STEPS_MAX: Final = 4_000
"""Steps on timelines, in the whole page; each takes some 700 bytes."""
ALIKE_MAX: Final = 3
"""Journeys of which the page shows the evidence, of those that broke in the same way."""
PASSED_BYTES_MAX: Final = 500_000
"""Of the evidence of what passed beside what did not."""
_UNWALKED_MAX: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeView:
    """One request and what came back."""

    exchange: LoadedExchange
    request_body: BodyView | None
    response_body: BodyView | None
    is_open: bool = False
    """Whether the page shows it at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """A planned step; what is None was not reached."""

    number: int
    action: str
    verdict: str
    way: str | None = None
    elapsed: str | None = None
    left_percent: float = 0.0
    width_percent: float = 0.0
    problem: Problem | None = None
    note: str = ""
    """What is to be known of it although it passed."""
    page_url: str | None = None
    exchanges: tuple[ExchangeView, ...] = ()
    left_out_count: int = 0
    """Exchanges for which the page has no room."""
    is_open: bool = False
    """Whether the page shows it at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptView:
    """One attempt, with its steps on a timeline."""

    number: int
    verdict: str
    elapsed: str
    steps: tuple[StepView, ...]
    """Empty if the page has no room for them."""
    failure: FailureView | None
    """None if it passed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyView:
    """One journey."""

    anchor: str
    report: JourneyReport
    attempts: tuple[AttemptView, ...]
    alike: JourneyId | None = None
    """One that broke in the same way, whose evidence is shown in the place of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    """One run."""

    anchor: str
    headline: str
    note: str
    report: RunReport
    journeys: tuple[JourneyView, ...]
    graph: GraphPicture | None
    unwalked: tuple[EdgeReport, ...]
    """The most frequent transitions that the run did not take."""
    unwalked_count: int


def view_runs(report: Report, beside: Path | None = None) -> tuple[RunView, ...]:
    """The runs as the page shows them; evidence of the worst journeys is given room first.

    `beside` is the folder in which the page will be: links to files begin there.
    """
    room = _Room(
        budgets=_Budgets(evidence=PageBudget(), pictures=PictureBudget()),
        steps_left=STEPS_MAX,
        beside=beside,
    )
    return tuple(_view_run(run, room) for run in report.runs)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Budgets:
    """What evidence may still be put into the page."""

    evidence: PageBudget
    pictures: PictureBudget


_NOTHING: Final = _Budgets(evidence=PageBudget(0), pictures=PictureBudget(0))


@dataclass(slots=True, kw_only=True)
class _Room:
    """What may still be put into the page."""

    budgets: _Budgets
    steps_left: int
    beside: Path | None


def _view_run(run: RunReport, room: _Room) -> RunView:
    unwalked = [edge for edge in run.edges if edge.walk is Walk.NOT_WALKED]
    return RunView(
        anchor=run.run.id,
        headline=headline(run),
        note=_NOTES.get(run.state, ""),
        report=run,
        journeys=tuple(_view_journeys(run, room)),
        graph=draw_graph(run.edges),
        unwalked=tuple(unwalked[:_UNWALKED_MAX]),
        unwalked_count=len(unwalked),
    )


def _view_journeys(run: RunReport, room: _Room) -> Iterator[JourneyView]:
    alike = {id_: one.journeys[0] for one in run.faults for id_ in one.journeys[ALIKE_MAX:]}
    of_passed = room.budgets
    if run.faults:
        of_passed = replace(of_passed, evidence=PageBudget(PASSED_BYTES_MAX))
    for journey in run.journeys:
        budgets = of_passed if journey.outcome is Outcome.PASSED else room.budgets
        if journey.id in alike:
            budgets = _NOTHING
        by_browser = run.run.runner == "browser"
        attempts = _view_attempts(journey, room, budgets, by_browser=by_browser)
        yield JourneyView(
            anchor=f"{run.run.id}.{journey.id}",
            report=journey,
            attempts=tuple(attempts),
            alike=alike.get(journey.id),
        )


_NOTES = {
    RunState.RUNNING: "This run is not finished: it is still going on, or its process was killed.",
    RunState.INTERRUPTED: "This run was interrupted; this is what was done until then.",
}


def headline(run: RunReport) -> str:
    """The run in one sentence."""
    counts = run.counts
    total = counted(counts.total, "journey")
    if not counts.total:
        return "No journey was replayed"
    if counts.failed:
        return f"{counts.failed} of {total} failed"
    if counts.inconclusive or counts.unfinished:
        return f"{counts.inconclusive + counts.unfinished} of {total} came to no verdict"
    if counts.quarantined:
        return f"{counts.passed + counts.flaky} of {total} passed, the others are quarantined"
    if counts.flaky:
        return f"{total} passed, {counts.flaky} of them only on a retry"
    return f"All {total} passed" if counts.total > 1 else f"{total} passed"


def _view_attempts(
    journey: JourneyReport, room: _Room, budgets: _Budgets, *, by_browser: bool
) -> Iterator[AttemptView]:
    is_first = True
    for attempt, files in zip(journey.attempts, journey.files, strict=True):
        view = _view_attempt(attempt, room, budgets.evidence, is_first_failure=is_first)
        if step := attempt.deciding_step:
            failure = view_failure(
                step, files, budgets.pictures, beside=room.beside, by_browser=by_browser
            )
            view, is_first = replace(view, failure=failure), False
        yield view


def _view_attempt(
    attempt: LoadedAttempt, room: _Room, evidence: PageBudget, *, is_first_failure: bool
) -> AttemptView:
    begun = attempt.started_at
    ends = [(one.started_at - begun).total_seconds() + one.elapsed_s for one in attempt.steps]
    elapsed_s = max([attempt.elapsed_s or 0.0, *ends])
    steps: tuple[StepView, ...] = ()
    if len(attempt.planned) <= room.steps_left:
        room.steps_left -= len(attempt.planned)
        steps = tuple(_view_steps(attempt, elapsed_s, evidence))
    return AttemptView(
        number=attempt.attempt,
        verdict=attempt_verdict(attempt),
        elapsed=format_duration(elapsed_s),
        steps=tuple(
            replace(one, is_open=is_first_failure and one.problem is not None) for one in steps
        ),
        failure=None,
    )


def attempt_verdict(attempt: LoadedAttempt) -> str:
    """Flaky is a word for a journey; the attempt that made it so is one that passed."""
    if attempt.verdict is None:
        return Outcome.UNFINISHED
    return Verdict.PASSED if attempt.verdict is Verdict.FLAKY else attempt.verdict


def _view_steps(attempt: LoadedAttempt, elapsed_s: float, budget: PageBudget) -> Iterator[StepView]:
    reached = {step.index: step for step in attempt.steps}
    for index, action in enumerate(attempt.planned):
        if index in reached:
            step = reached[index]
            offset_s = (step.started_at - attempt.started_at).total_seconds()
            yield _view_step(step, offset_s, elapsed_s, budget)
        else:
            yield StepView(number=index + 1, action=action, verdict="not reached")


def _view_step(step: LoadedStep, offset_s: float, attempt_s: float, budget: PageBudget) -> StepView:
    shown = [view for one in step.exchanges if (view := _view_exchange(one, budget))]
    if shown:
        # What a request of the second look met stands behind what it was made for.
        bad = [place for place, view in enumerate(shown) if is_bad(view.exchange)]
        place = min(bad, key=lambda at: is_given_up(shown[at].exchange), default=len(shown) - 1)
        shown[place] = replace(shown[place], is_open=True)
    scale = 100 / attempt_s if attempt_s else 0.0
    return StepView(
        number=step.index + 1,
        action=step.action,
        verdict=step.verdict,
        way=step.way,
        elapsed=format_duration(step.elapsed_s),
        left_percent=round(min(max(offset_s * scale, 0.0), 100.0), 2),
        width_percent=round(min(step.elapsed_s * scale, 100.0), 2),
        problem=step.problem,
        note=step.note,
        page_url=step.page_url,
        exchanges=tuple(shown),
        left_out_count=len(step.exchanges) - len(shown),
    )


def _view_exchange(exchange: LoadedExchange, budget: PageBudget) -> ExchangeView | None:
    headers = (*exchange.request_headers, *exchange.response_headers)
    if not budget.spend(exchange.url, exchange.error or "", *(t for pair in headers for t in pair)):
        return None
    request, response = exchange.request_body, exchange.response_body
    return ExchangeView(
        exchange=exchange,
        request_body=view_body(
            request, request.kept_bytes, _content_type(exchange.request_headers), budget
        ),
        response_body=view_body(
            response, exchange.response_size, _content_type(exchange.response_headers), budget
        ),
    )


def _content_type(headers: tuple[tuple[str, str], ...]) -> str:
    return next((value for name, value in headers if name.lower() == "content-type"), "")
