import json
from pathlib import Path

from journeys.report import write_json
from tests.report.conftest import ReportOn
from tests.support.evidence_factory import a_problem, a_step, an_evidence


def test_the_record_tree_is_written_field_by_field(report_on: ReportOn, tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    write_json(report_on(an_evidence(steps=(a_step(problem=a_problem()),))), path)

    content = json.loads(path.read_text(encoding="utf-8"))

    assert (content["format"], content["version"]) == ("journeys.report", 1)
    (run,) = content["runs"]
    assert run["run"]["started_at"] == "2026-11-21T12:00:00+00:00"
    assert run["counts"]["failed"] == 1
    (journey,) = run["journeys"]
    assert journey["outcome"] == "failed"
    assert journey["problem"]["problem"]["cause"] == "server error"
    (exchange,) = journey["attempts"][0]["steps"][0]["exchanges"]
    assert exchange["response_headers"] == [["content-type", "application/json"]]
    assert len(exchange["response_body"]["digest"]) == 64
    assert exchange["request_body"] == {"digest": None, "kept_bytes": 0}


def test_the_same_runs_give_the_same_bytes(report_on: ReportOn, tmp_path: Path) -> None:
    report = report_on(an_evidence())
    write_json(report, tmp_path / "one.json")
    write_json(report, tmp_path / "two.json")
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()
