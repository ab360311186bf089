"""The results folder: the database of evidence, and the reports made from it."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from journeys.errors import NotKeptError
from journeys.evidence import RunId
from journeys.report import Report, build_report, write_junit, write_page
from journeys.store import EarlierPasses, LoadedRun, ResultsStore

RESULTS_FILE: Final = "results.db"
PAGE_FILE: Final = "report.html"
JUNIT_FILE: Final = "junit.xml"
ARTIFACTS_FOLDER: Final = "browser"
"""Screenshots and traces: a folder for each run, in it one for each attempt."""


def open_results(folder: Path, database: str | None = None, *, create: bool = True) -> ResultsStore:
    """The results database in a folder, or on a server.

    Raises
    ------
    InputError
        It cannot be opened; or there is none, and `create` is not asked for.
    """
    if create:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise NotKeptError(
                f"the folder of results cannot be made ({error.strerror})",
                where=str(folder),
                remedy="name another one with --results",
            ) from error
    return ResultsStore.open(database or folder / RESULTS_FILE, create=create)


def copy_artifacts(of: Path, old: RunId, to: Path, new: RunId) -> None:
    """Keep the screenshots, traces and videos of one run with another run."""
    if (of / ARTIFACTS_FOLDER / old).is_dir():
        shutil.copytree(
            of / ARTIFACTS_FOLDER / old, to / ARTIFACTS_FOLDER / new, dirs_exist_ok=True
        )


def write_reports(store: ResultsStore, runs: Sequence[RunId], folder: Path) -> Report:
    """Write page and JUnit of these runs, and keep their performed shares."""
    loaded = [store.load_run(run_id) for run_id in runs]
    report = build_report(loaded, folder / ARTIFACTS_FOLDER, passes_before(store, loaded))
    for one in report.runs:
        store.keep_performed(one.run.id, one.performed.ways)
    write_page(report, folder / PAGE_FILE)
    write_junit(report, folder / JUNIT_FILE)
    return report


def passes_before(store: ResultsStore, loaded: Sequence[LoadedRun]) -> dict[RunId, EarlierPasses]:
    """What each run is compared with: the one named before it, or when its journeys last passed."""
    first, *others = loaded
    compared = {first.run.id: store.earlier_passes(first)}
    for before, run in zip(loaded, others, strict=False):
        compared[run.run.id] = EarlierPasses.of_run(before)
    return compared
