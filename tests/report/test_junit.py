import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from journeys.errors import InputError
from journeys.evidence import RunId
from journeys.journey import JourneyId
from journeys.report import build_report, write_junit
from journeys.verdict import Cause, Verdict
from tests.report.conftest import LoadRun, ReportOn
from tests.support.evidence_factory import a_problem, a_run, a_step, an_evidence, at


def _failing(name: str, cause: Cause, reason: str = "It broke.", **more: object) -> object:
    return an_evidence(
        journey_id=JourneyId(name),
        steps=(a_step(problem=a_problem(cause, reason=reason)),),
        **more,
    )


def test_outcomes_are_told_as_ci_systems_read_them(report_on: ReportOn, tmp_path: Path) -> None:
    path = tmp_path / "junit.xml"
    report = report_on(
        an_evidence(journey_id=JourneyId("fine")),
        _failing("broken", Cause.SERVER_ERROR, elapsed_s=1.25),
        _failing("down", Cause.UNREACHABLE),
        _failing("shaky", Cause.TOO_SLOW),
        an_evidence(journey_id=JourneyId("shaky"), attempt=2, verdict=Verdict.FLAKY),
    )

    write_junit(report, path)

    root = ET.parse(path).getroot()
    (suite,) = root
    assert (root.tag, suite.tag) == ("testsuites", "testsuite")
    told = {name: suite.attrib[name] for name in ("tests", "failures", "errors", "skipped")}
    assert told == {"tests": "4", "failures": "1", "errors": "1", "skipped": "0"}
    assert suite.attrib["timestamp"] == "2026-11-21T12:00:00+00:00"
    assert {"name", "time", "hostname"} <= suite.attrib.keys()
    cases = {case.attrib["name"]: case for case in suite.iter("testcase")}
    assert cases["broken"].attrib["time"] == "1.250"
    assert cases["broken"].find("failure") is not None
    assert cases["down"].find("error") is not None
    assert cases["down"].find("failure") is None
    assert cases["shaky"].find("flakyFailure") is not None
    assert cases["shaky"].find("failure") is None
    assert {child.tag for child in cases["fine"]} == {"properties", "system-out"}


def test_a_failure_says_what_to_do_about_it(report_on: ReportOn, tmp_path: Path) -> None:
    path = tmp_path / "junit.xml"
    write_junit(report_on(_failing("broken", Cause.SERVER_ERROR)), path)

    case = next(ET.parse(path).iter("testcase"))
    failure = case.find("failure")
    assert failure is not None
    assert failure.text is not None
    assert failure.attrib["message"] == "step 1 (view /product/{id}): It broke."
    assert failure.attrib["type"] == "server error"
    assert "reproduce: journeys replay" in failure.text
    properties = {one.attrib["name"]: one.attrib["value"] for one in case.iter("property")}
    assert properties["reproduce"].startswith("journeys replay")
    assert "1. view /product/{id}: server error" in (case.findtext("system-out") or "")


def test_control_characters_leave_the_file_readable(report_on: ReportOn, tmp_path: Path) -> None:
    path = tmp_path / "junit.xml"
    reason = "\x1b[31mred\x00\x08 <b>&\ud800 end"
    write_junit(report_on(_failing("broken", Cause.SERVER_ERROR, reason)), path)

    failure = next(ET.parse(path).iter("failure"))
    assert "<b>&" in failure.attrib["message"]
    assert "\x1b" not in failure.attrib["message"]


def test_each_run_is_a_suite(load_run: LoadRun, tmp_path: Path) -> None:
    path = tmp_path / "junit.xml"
    later = a_run(id=RunId("later"), app_version="2.5.0", started_at=at(60))
    write_junit(build_report([load_run(an_evidence()), load_run(an_evidence(), run=later)]), path)

    versions = [
        one.attrib["value"]
        for suite in ET.parse(path).getroot()
        for one in suite.findall("properties/property[@name='app_version']")
    ]
    assert versions == ["2.4.1", "2.5.0"]


def test_a_folder_that_is_missing_is_named(report_on: ReportOn, tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "junit.xml"
    with pytest.raises(InputError, match="cannot be written") as caught:
        write_junit(report_on(), path)
    assert caught.value.where == str(path)


def test_a_report_that_cannot_take_its_place_leaves_nothing(
    report_on: ReportOn, tmp_path: Path
) -> None:
    folder = tmp_path / "reports"
    (folder / "junit.xml" / "taken").mkdir(parents=True)
    with pytest.raises(InputError, match="cannot be written"):
        write_junit(report_on(), folder / "junit.xml")
    assert [path.name for path in folder.iterdir()] == ["junit.xml"]


def test_files_of_a_browser_are_attached(load_run: LoadRun, tmp_path: Path) -> None:
    loaded = load_run(_failing("broken", Cause.SERVER_ERROR))
    folder = tmp_path / loaded.run.id / "broken"
    folder.mkdir(parents=True)
    for name in ("test-failed-1.png", "video.webm"):
        (folder / name).touch()

    write_junit(build_report([loaded], tmp_path), tmp_path / "junit.xml")

    shown = ET.parse(tmp_path / "junit.xml").findtext(".//system-out") or ""
    assert shown.splitlines()[-2:] == [
        f"[[ATTACHMENT|{folder / name}]]" for name in ("test-failed-1.png", "video.webm")
    ]
