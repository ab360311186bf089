"""The results folder: the database of evidence, and the reports made from it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from journeys.evidence import RunId
from journeys.report import Report, build_report, write_junit, write_page
from journeys.store import ResultsStore

RESULTS_FILE: Final = "results.db"
PAGE_FILE: Final = "report.html"
JUNIT_FILE: Final = "junit.xml"
ARTIFACTS_FOLDER: Final = "browser"
"""Screenshots and traces: a folder for each run, in it one for each attempt."""


def open_results(folder: Path) -> ResultsStore:
    """The results database in a folder, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    return ResultsStore.open(folder / RESULTS_FILE)


def write_reports(store: ResultsStore, runs: Sequence[RunId], folder: Path) -> Report:
    """Write page and JUnit of these runs."""
    report = build_report([store.load_run(run_id) for run_id in runs])
    write_page(report, folder / PAGE_FILE)
    write_junit(report, folder / JUNIT_FILE)
    return report
