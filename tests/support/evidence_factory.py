"""Evidence for tests: one complete record each, of which a test changes what it is about."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

from journeys.evidence import Exchange, JourneyEvidence, Run, RunId, RunState, StepEvidence, Way
from journeys.journey import Journey, JourneyId, JourneyKind, Step
from journeys.store import ResultsStore
from journeys.verdict import Cause, Problem, Verdict

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    """So many seconds after the run began."""
    return NOON + timedelta(seconds=seconds)


def a_run(**overrides: Any) -> Run:
    run = Run(
        id=RunId("20261121T120000Z-5f3a"),
        started_at=NOON,
        base_url="http://staging.test:8080",
        runner="http",
        app_version="2.4.1",
        model_digest="0123456789ab",
        seed=7,
        suite="shop-journeys",
        journeys_version="0.1.0",
    )
    return replace(run, **overrides)


def an_exchange(**overrides: Any) -> Exchange:
    body = b'{"items": [{"id": 17, "name": "red mug"}]}'
    exchange = Exchange(
        method="GET",
        url="http://staging.test:8080/product/17",
        request_headers=(("accept", "*/*"), ("authorization", "(masked)")),
        request_body=b"",
        started_at=NOON,
        elapsed_s=0.12,
        status=200,
        response_headers=(("content-type", "application/json"),),
        response_body=body,
        response_size=len(body),
        trace_id="0af7651916cd43dd8448eb211c80319c",
    )
    return replace(exchange, **overrides)


def a_problem(cause: Cause = Cause.SERVER_ERROR, **overrides: Any) -> Problem:
    problem = Problem(
        cause=cause,
        reason="The application answered 500; production answers 2xx.",
        remedy="Read the response below.",
    )
    return replace(problem, **overrides)


def a_step(**overrides: Any) -> StepEvidence:
    step = StepEvidence(
        index=0,
        action="view /product/{id}",
        way=Way.LINK,
        started_at=NOON,
        elapsed_s=0.15,
        exchanges=(an_exchange(),),
        page_url="http://staging.test:8080/product/17",
        page="/product/{id}",
    )
    return replace(step, **overrides)


def an_evidence(**overrides: Any) -> JourneyEvidence:
    steps: tuple[StepEvidence, ...] = overrides.pop("steps", (a_step(),))
    problem = next((step.problem for step in steps if step.problem), None)
    evidence = JourneyEvidence(
        journey_id=JourneyId("typical-001-view-product"),
        kind=JourneyKind.TYPICAL,
        prob=0.25,
        reason="One session in 4 is exactly this.",
        planned=tuple(step.action for step in steps),
        attempt=1,
        started_at=NOON,
        elapsed_s=0.2,
        steps=steps,
        verdict=problem.verdict if problem else Verdict.PASSED,
        reproduce="journeys replay shop-journeys --only typical-001-view-product --seed 7",
    )
    return replace(evidence, **overrides)


def journey_of(evidence: JourneyEvidence, weight: float | None = None) -> Journey:
    """The journey that this evidence is of."""
    return Journey(
        id=evidence.journey_id,
        kind=evidence.kind,
        prob=evidence.prob,
        reason=evidence.reason,
        steps=tuple(Step(action=action) for action in evidence.planned),
        weight=weight,
    )


def store_run(
    store: ResultsStore,
    run: Run,
    attempts: Iterable[JourneyEvidence],
    *,
    state: RunState = RunState.FINISHED,
    weights: Mapping[str, float] = MappingProxyType({}),
) -> None:
    """Write a whole run as a replay does, its tempered journeys with these weights."""
    store.start_run(run)
    for evidence in attempts:
        journey = journey_of(evidence, weights.get(evidence.journey_id))
        store.start_journey(run.id, journey, evidence.attempt, evidence.started_at)
        for step in evidence.steps:
            store.record_step(run.id, journey.id, evidence.attempt, step)
        store.finish_journey(run.id, evidence)
    store.finish_run(run.id, state)
