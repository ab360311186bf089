"""The performed share, by hand-worked cases."""

from collections.abc import Sequence

import pytest

from journeys.evidence import GraphEdge, JourneyEvidence, Way
from journeys.journey import JourneyId
from journeys.verdict import Cause, Verdict
from journeys_mining.model.navigation_model import END, START
from tests.report.conftest import ReportOn
from tests.support.evidence_factory import a_problem, a_step, an_evidence, at

HOME, CART, PAY = "view /", "view /cart", "POST /pay"
GRAPH = (
    GraphEdge(before=START, after=HOME, count=100),
    GraphEdge(before=HOME, after=CART, count=40),
    GraphEdge(before=CART, after=CART, count=20),
    GraphEdge(before=CART, after=PAY, count=30),
    GraphEdge(before=PAY, after=END, count=30),
)


def _journey(name: str, *ways: Way, planned: Sequence[str], fails: bool = False) -> JourneyEvidence:
    steps = [
        a_step(index=index, action=action, way=way)
        for index, (action, way) in enumerate(zip(planned, ways, strict=False))
    ]
    if fails:
        steps[-1] = a_step(
            index=len(steps) - 1, action=steps[-1].action, way=steps[-1].way,
            problem=a_problem(Cause.UNBOUND),
        )  # fmt: skip
    return an_evidence(journey_id=JourneyId(name), steps=tuple(steps), planned=tuple(planned))


def test_each_action_counts_as_often_as_production_does_it(report_on: ReportOn) -> None:
    bought = _journey("bought", Way.REQUEST, Way.LINK, Way.FORM, planned=(HOME, CART, PAY))
    stuck = _journey("stuck", Way.REQUEST, Way.UNBOUND, planned=(HOME, CART, PAY), fails=True)
    (run,) = report_on(bought, stuck, graph=GRAPH).runs
    # 100 of 100 for /, half of 60 for /cart, half of 30 for POST /pay, which one did not reach.
    assert run.performed.share == pytest.approx((100 + 30 + 15) / 190)
    assert dict(run.performed.ways) == pytest.approx(
        {Way.REQUEST: 100 / 190, Way.LINK: 30 / 190, Way.FORM: 15 / 190}
    )


def test_what_is_bound_by_hand_is_told_and_does_not_count(report_on: ReportOn) -> None:
    bought = _journey("bought", Way.REQUEST, Way.BINDING, planned=(HOME, CART))
    (run,) = report_on(bought, graph=GRAPH).runs
    assert run.performed.share == pytest.approx(100 / 160)
    assert dict(run.performed.ways) == pytest.approx(
        {Way.REQUEST: 100 / 160, Way.BINDING: 60 / 160}
    )


def test_the_last_attempt_counts(report_on: ReportOn) -> None:
    first = _journey("shaky", Way.REQUEST, planned=(HOME,), fails=True)
    second = an_evidence(
        journey_id=JourneyId("shaky"), attempt=2, verdict=Verdict.FLAKY, started_at=at(5),
        steps=(a_step(action=HOME, way=Way.REQUEST),), planned=(HOME,),
    )  # fmt: skip
    (run,) = report_on(first, second, graph=GRAPH).runs
    assert run.performed.share == pytest.approx(1.0)


def test_without_the_models_counts_it_is_unknown(report_on: ReportOn) -> None:
    (run,) = report_on(_journey("one", Way.REQUEST, planned=(HOME,))).runs
    assert run.performed.share is None
