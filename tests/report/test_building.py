from dataclasses import replace
from itertools import pairwise

import pytest

from journeys.evidence import GraphEdge, JourneyEvidence, RunId, Way
from journeys.journey import JourneyId
from journeys.report.building import build_report
from journeys.report.data import Outcome, Walk
from journeys.store import ResultsStore
from journeys.verdict import Cause, Verdict
from journeys_mining.model.navigation_model import END, START
from tests.report.conftest import LoadRun, ReportOn
from tests.support.evidence_factory import (
    a_problem,
    a_run,
    a_step,
    an_evidence,
    at,
    journey_of,
)

HOME, CART, COUPON = "view /", "view /cart", "POST /cart/coupon"


def _journey(
    name: str, *actions: str, cause: Cause | None = None, **more: object
) -> JourneyEvidence:
    """A journey whose last action has a problem of this cause, if any."""
    steps = tuple(a_step(index=index, action=action) for index, action in enumerate(actions))
    if cause:
        steps = (*steps[:-1], replace(steps[-1], problem=a_problem(cause)))
    return an_evidence(journey_id=JourneyId(name), steps=steps, **more)


def test_journeys_come_worst_first_then_likeliest(report_on: ReportOn) -> None:
    report = report_on(
        _journey("fine", HOME),
        _journey("unsure", HOME, cause=Cause.UNREACHABLE),
        _journey("rarely-failing", HOME, cause=Cause.WRONG_PAGE, prob=0.01),
        _journey("often-failing", HOME, cause=Cause.WRONG_PAGE, prob=0.5),
        _journey("shaky", HOME, cause=Cause.TOO_SLOW),
        _journey("shaky", HOME, attempt=2, verdict=Verdict.FLAKY),
    )

    (run,) = report.runs
    assert [(one.id, one.outcome) for one in run.journeys] == [
        ("often-failing", Outcome.FAILED),
        ("rarely-failing", Outcome.FAILED),
        ("shaky", Outcome.FLAKY),
        ("unsure", Outcome.INCONCLUSIVE),
        ("fine", Outcome.PASSED),
    ]
    assert (run.counts.failed, run.counts.flaky, run.counts.inconclusive) == (2, 1, 1)
    assert run.counts.total == 5
    assert run.journeys[2].problem is not None
    assert run.journeys[2].problem.problem.cause is Cause.TOO_SLOW


@pytest.mark.parametrize(
    ("causes", "outcome", "deciding"),
    [
        ([Cause.SERVER_ERROR, Cause.UNREACHABLE], Outcome.FAILED, Cause.SERVER_ERROR),
        ([Cause.UNREACHABLE, Cause.SERVER_ERROR], Outcome.FAILED, Cause.SERVER_ERROR),
        ([Cause.UNREACHABLE, Cause.AUTH], Outcome.INCONCLUSIVE, Cause.AUTH),
        ([Cause.UNREACHABLE, None], Outcome.PASSED, None),
        ([Cause.WRONG_PAGE, None], Outcome.FLAKY, Cause.WRONG_PAGE),
    ],
)
def test_a_failure_stands_until_the_journey_passes(
    report_on: ReportOn, causes: list[Cause | None], outcome: Outcome, deciding: Cause | None
) -> None:
    attempts = [
        _journey("one", HOME, cause=cause, attempt=number, started_at=at(number))
        for number, cause in enumerate(causes, 1)
    ]

    (journey,) = report_on(*attempts).runs[0].journeys

    assert journey.outcome is outcome
    assert (journey.problem and journey.problem.problem.cause) == deciding
    assert len(journey.attempts) == 2


def test_an_attempt_that_broke_off_is_unfinished(store: ResultsStore) -> None:
    evidence = _journey("one", HOME, CART)
    store.start_run(a_run())
    store.start_journey(a_run().id, journey_of(evidence), 1, at(0))
    store.record_step(a_run().id, evidence.journey_id, 1, evidence.steps[0])

    (run,) = build_report([store.load_run()]).runs

    assert run.journeys[0].outcome is Outcome.UNFINISHED
    assert (run.steps.planned_count, run.steps.reached_count) == (2, 1)


GRAPH = (
    GraphEdge(before=START, after=HOME, count=100),
    GraphEdge(before=HOME, after=CART, count=60),
    GraphEdge(before=CART, after=COUPON, count=30),
    GraphEdge(before=CART, after=END, count=10),
)


def test_walked_transitions_are_weighted_by_their_count(report_on: ReportOn) -> None:
    (run,) = report_on(_journey("one", HOME, CART), graph=GRAPH).runs

    assert (run.walked.transition_count, run.walked.walked_count) == (4, 3)
    assert run.walked.share == pytest.approx(170 / 200)
    assert [edge.walk for edge in run.edges] == [
        Walk.WALKED,
        Walk.WALKED,
        Walk.NOT_WALKED,
        Walk.WALKED,
    ]


def test_a_failing_step_was_walked_and_an_inconclusive_one_was_not(report_on: ReportOn) -> None:
    failing = _journey("failing", HOME, CART, COUPON, cause=Cause.SERVER_ERROR)
    (run,) = report_on(failing, graph=GRAPH).runs
    walks = {edge.after: edge.walk for edge in run.edges}
    assert walks == {
        HOME: Walk.WALKED,
        CART: Walk.WALKED,
        COUPON: Walk.FAILED,
        END: Walk.NOT_WALKED,
    }


def test_an_inconclusive_step_walks_nothing(report_on: ReportOn) -> None:
    unbound = _journey("unbound", HOME, CART, cause=Cause.UNBOUND)
    (run,) = report_on(unbound, graph=GRAPH).runs
    assert run.walked.share == pytest.approx(100 / 200)


def test_what_comes_after_a_step_that_was_not_performed_walks_from_there(
    report_on: ReportOn,
) -> None:
    actions = (HOME, "waved @ /", HOME, CART)
    steps = [a_step(index=index, action=action) for index, action in enumerate(actions)]
    steps[1] = replace(steps[1], problem=a_problem(Cause.UNBOUND))
    graph = tuple(
        GraphEdge(before=before, after=after, count=1)
        for before, after in pairwise((START, *actions))
    )
    (run,) = report_on(an_evidence(steps=tuple(steps)), graph=graph).runs
    walked = {(one.before, one.after) for one in run.edges if one.walk is Walk.WALKED}
    assert walked == {(START, HOME), (HOME, CART)}
    assert run.journeys[0].outcome is Outcome.INCONCLUSIVE


def test_without_a_graph_or_a_step_shares_are_unknown(report_on: ReportOn) -> None:
    (run,) = report_on().runs
    assert run.walked.share is None
    assert run.steps.unaided_share is None
    assert run.counts.total == 0


def test_steps_are_counted_by_way_in_the_last_attempt(report_on: ReportOn) -> None:
    steps = (
        a_step(way=Way.LINK),
        a_step(index=1, way=Way.LINK),
        a_step(index=2, way=Way.BINDING),
        a_step(index=3, way=Way.UNBOUND, problem=a_problem(Cause.UNBOUND)),
    )
    first = an_evidence(steps=steps[:1], verdict=Verdict.FAILED)
    second = an_evidence(steps=steps, attempt=2, started_at=at(5))

    figures = report_on(first, second).runs[0].steps

    assert [(one.way, one.step_count, one.share) for one in figures.ways] == [
        (Way.LINK, 2, 0.5),
        (Way.BINDING, 1, 0.25),
        (Way.UNBOUND, 1, 0.25),
    ]
    assert figures.unaided_share == 0.5


def test_two_runs_are_compared_journey_by_journey(load_run: LoadRun) -> None:
    before = load_run(_journey("same", HOME), _journey("broke", HOME), _journey("gone", HOME))
    after = load_run(
        _journey("same", HOME),
        _journey("broke", HOME, cause=Cause.SERVER_ERROR),
        run=a_run(id=RunId("later"), app_version="2.5.0", started_at=at(60)),
    )

    report = build_report([before, after])

    assert [run.run.app_version for run in report.runs] == ["2.4.1", "2.5.0"]
    assert [(one.id, one.outcomes) for one in report.comparisons] == [
        ("broke", (Outcome.PASSED, Outcome.FAILED)),
        ("gone", (Outcome.PASSED, None)),
    ]


def test_journeys_that_break_alike_are_one_fault(report_on: ReportOn) -> None:
    broken = (a_step(problem=a_problem()),)
    blank = (a_step(problem=a_problem(Cause.WRONG_PAGE)),)
    down = (a_step(problem=a_problem(Cause.UNREACHABLE)),)
    named = (("a", broken, 0.1), ("b", broken, 0.3), ("c", down, 0.2), ("e", blank, 0.5))
    evidence = [
        an_evidence(journey_id=JourneyId(name), steps=steps, prob=prob)
        for name, steps, prob in named
    ]
    (run,) = report_on(*evidence, an_evidence(journey_id=JourneyId("d"))).runs
    assert [(one.cause, one.journeys) for one in run.faults] == [
        (Cause.SERVER_ERROR, ("b", "a")),
        (Cause.WRONG_PAGE, ("e",)),
        (Cause.UNREACHABLE, ("c",)),
    ]
