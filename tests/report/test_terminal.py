from io import StringIO
from pathlib import Path

from rich.console import Console

from journeys.attempt_files import folder_of
from journeys.evidence import RunId, RunState
from journeys.journey import JourneyId
from journeys.report import Report, build_report, print_summary
from journeys.report.terminal import DETAILED_MAX
from journeys.store import ResultsStore
from journeys.verdict import Cause
from tests.report.conftest import LoadRun, ReportOn
from tests.support.evidence_factory import a_problem, a_run, a_step, an_evidence, at
from tests.support.sample_run import write_sample_run


def _printed(report: Report, *, colour: bool = False) -> str:
    out = StringIO()
    print_summary(report, Console(file=out, width=80, force_terminal=colour, color_system=None))
    return out.getvalue()


def test_a_whole_run_is_told_from_its_worst_to_its_shares(store: ResultsStore) -> None:
    write_sample_run(store)

    text = _printed(build_report([store.load_run()]))

    assert text.startswith("Run 20261121T120000Z-5f3a on http://staging.test:8080, version 2.4.1")
    assert "4 failed   1 flaky   5 inconclusive   20 passed   of 30 journeys" in text
    assert text.index("FAILED") < text.index("FLAKY") < text.index("INCONCLUSIVE")
    assert text.index("INCONCLUSIVE") < text.index("of production's transitions walked")
    folded = [line for line in text.splitlines() if "reproduce " not in line]
    assert max(map(len, folded)) <= 80


def test_a_failing_journey_says_where_why_and_how_to_see_it_again(report_on: ReportOn) -> None:
    failing = an_evidence(steps=(a_step(), a_step(index=1, problem=a_problem())))

    lines = _printed(report_on(failing)).splitlines()

    told = [" ".join(line.split()) for line in lines]
    assert "FAILED typical-001-view-product" in told
    assert "step 2 of 2: view /product/{id}" in told
    assert "cause server error" in told
    assert f"reproduce {failing.reproduce}" in told


def test_what_a_server_sent_is_neither_markup_nor_an_escape_sequence(
    report_on: ReportOn,
) -> None:
    reason = "[bold]loud[/bold] [/] \x1b]0;owned\x07 \x1b[2J"
    failing = an_evidence(steps=(a_step(problem=a_problem(reason=reason)),))

    text = _printed(report_on(failing), colour=True)

    assert "[bold]loud[/bold] [/]" in text
    assert "\x1b]0" not in text
    assert "\x1b[2J" not in text


def test_when_staging_is_down_it_is_told_once(report_on: ReportOn) -> None:
    steps = (a_step(problem=a_problem(Cause.UNREACHABLE)),)
    attempts = [
        an_evidence(journey_id=JourneyId(f"typical-{number:03}"), steps=steps)
        for number in range(25)
    ]

    text = _printed(report_on(*attempts))

    assert text.count("INCONCLUSIVE") == 1
    told = " ".join(text.split())
    assert "also typical-001, typical-002, typical-003 and 21 more" in told


def test_of_many_faults_the_first_are_told(report_on: ReportOn) -> None:
    attempts = [
        an_evidence(
            journey_id=JourneyId(f"typical-{number:03}"),
            steps=(a_step(action=f"view /{number}", problem=a_problem()),),
        )
        for number in range(DETAILED_MAX + 5)
    ]

    text = _printed(report_on(*attempts))

    assert text.count("FAILED") == DETAILED_MAX
    assert "and 5 more journeys that did not pass" in text


def test_what_a_browser_left_is_named(load_run: LoadRun, tmp_path: Path) -> None:
    failing = an_evidence(steps=(a_step(), a_step(index=1, problem=a_problem())))
    loaded = load_run(failing)
    folder = folder_of(tmp_path, loaded.run.id, failing.journey_id, 1)
    folder.mkdir(parents=True)
    (folder / "test-failed-1.png").touch()
    (folder / "trace.zip").touch()
    (folder / "console.txt").write_text("step 1, warning: old\nstep 2, error: x is not defined\n")

    lines = _printed(build_report([loaded], tmp_path)).splitlines()

    told = [" ".join(line.split()) for line in lines]
    assert "console error: x is not defined" in told
    assert f"screenshot {folder / 'test-failed-1.png'}" in told
    assert f"trace playwright show-trace {folder / 'trace.zip'}" in told


def test_a_run_that_did_nothing_or_broke_off_says_so(report_on: ReportOn) -> None:
    text = _printed(report_on(state=RunState.INTERRUPTED))
    assert "no journey was replayed" in text
    assert "The run was interrupted" in text


def test_two_runs_end_with_what_changed(load_run: LoadRun) -> None:
    later = a_run(id=RunId("later"), app_version="2.5.0", started_at=at(60))
    failing = an_evidence(steps=(a_step(problem=a_problem()),))

    text = _printed(build_report([load_run(an_evidence()), load_run(failing, run=later)]))

    assert text.splitlines()[-1].split() == ["typical-001-view-product", "passed", "failed"]
