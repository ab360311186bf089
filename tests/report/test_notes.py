"""What the weights of tempered journeys say of production, and what passed without being done."""

import io
import json
from pathlib import Path

from rich.console import Console

from journeys.evidence import JourneyEvidence, RunId
from journeys.journey import JourneyId
from journeys.report import print_summary, write_json, write_junit, write_page
from journeys.report.building import build_report
from journeys.store import ResultsStore
from journeys.verdict import Cause
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


REFUSED = "POST /order answered 409; production answers 2xx, and refuses some: 409 to 30%"


def test_a_refusal_that_passed_is_told_everywhere(store: ResultsStore, tmp_path: Path) -> None:
    steps = a_step(), a_step(index=1, action="POST /order", note=REFUSED)
    store_run(store, a_run(), [an_evidence(journey_id=JourneyId("usual"), steps=steps)])
    report = build_report([store.load_run()])

    (run,) = report.runs
    told = "POST /order: refused in 1 journey that passed, as production refuses some"
    assert [one.partition(";")[0] for one in run.notes] == [told]
    write_json(report, tmp_path / "report.json")
    (journey,) = json.loads((tmp_path / "report.json").read_text())["runs"][0]["journeys"]
    assert [one["note"] for one in journey["attempts"][0]["steps"]] == ["", REFUSED]
    write_junit(report, tmp_path / "junit.xml")
    assert (
        f"2. POST /order: passed (link, 150ms): {REFUSED}" in (tmp_path / "junit.xml").read_text()
    )
    write_page(report, tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text()
    assert page.count("passed, refused") == page.count(f"<p>{REFUSED}</p>") == 1
    screen = io.StringIO()
    print_summary(report, Console(file=screen, width=200))
    assert told in screen.getvalue()
