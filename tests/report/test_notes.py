"""What the weights of tempered journeys say of production, in a run and in shards together."""

from journeys.evidence import Cause, JourneyEvidence, RunId
from journeys.journey import JourneyId
from journeys.report.building import build_report
from journeys.store import ResultsStore
from tests.support.evidence_factory import a_problem, a_run, a_step, an_evidence, store_run

WEIGHTS = {"rare": 0.1, "usual": 0.3, "other": 0.4}


def _journey(name: str, cause: Cause | None = None) -> JourneyEvidence:
    step = a_step(problem=a_problem(cause)) if cause else a_step()
    return an_evidence(journey_id=JourneyId(name), steps=(step,))


def test_the_weights_of_all_shards_speak_together(store: ResultsStore) -> None:
    first = a_run(id=RunId("20261121T120000Z-0001"), shard="1/2")
    second = a_run(id=RunId("20261121T120000Z-0002"), shard="2/2")
    store_run(
        store,
        first,
        [_journey("rare", Cause.SERVER_ERROR), _journey("usual"), _journey("plain")],
        weights=WEIGHTS,
    )
    store_run(store, second, [_journey("other", Cause.UNREACHABLE)], weights=WEIGHTS)
    whole = RunId("20261121T120000Z-0003")
    store.merge([(store, first.id), (store, second.id)], whole)

    report = build_report([store.load_run(one) for one in (first.id, second.id, whole)])

    assert [one.notes for one in report.runs] == [
        (
            "by the weights of 2 tempered journeys, of production's sessions 75.0% passed,"
            " 25.0% failed (at least as sure as 2 plainly drawn sessions would be)",
        ),
        (
            "by the weights of 1 tempered journey, of production's sessions 100.0% inconclusive"
            " (at least as sure as 1 plainly drawn sessions would be)",
        ),
        (
            "by the weights of 3 tempered journeys, of production's sessions 50.0% inconclusive,"
            " 37.5% passed, 12.5% failed (at least as sure as 2 plainly drawn sessions would be)",
        ),
    ]


def test_journeys_without_a_weight_say_nothing_of_production(store: ResultsStore) -> None:
    store_run(store, a_run(), [_journey("usual")])
    (run,) = build_report([store.load_run()]).runs
    assert run.notes == ()
