"""Measures the performed share on mlflow's server: its API by HTTP, its pages in a browser."""

import argparse
from collections.abc import Callable
from pathlib import Path

from benchmarks.tracking.api_visits import VISITS
from benchmarks.tracking.running import prepared_python, running_tracking
from benchmarks.tracking.ui_visits import a_browser, visit_ui
from benchmarks.tracking.word_for_word import open_again
from tests.oscar.measuring import Measured, replay_export
from tests.oscar.word_for_word import replay_recordings
from tests.support.api_crowd import visit_api, write_exports

_PRODUCTION = "https://tracking.example"

Print = Callable[[str, Measured, float], None]


def measure_api(folder: Path, arguments: argparse.Namespace, tell: Print) -> None:
    """Recordings of scripts at one server, replayed by HTTP on another one."""
    python, seed = prepared_python(arguments.mlflow_python), arguments.seed
    with running_tracking(python, folder / "api-production", seed) as production:
        clients = visit_api(
            production,
            VISITS,
            production=_PRODUCTION,
            client_count=arguments.visitors,
            seed=seed,
        )
    recordings, _ = write_exports(clients, folder / "api-export")
    with running_tracking(python, folder / "api-staging", seed + 1) as staging:
        measured = replay_export(recordings, staging, folder / "api", typical=arguments.typical)
        again = replay_recordings(sorted(recordings.iterdir())[: arguments.repeated], staging)
    count = sum(len(one.recording.entries) for one in clients)
    tell(f"mlflow's API, {count:,} requests of {len(clients)} clients", measured, again)


def measure_pages(folder: Path, arguments: argparse.Namespace, tell: Print) -> None:
    """Analytics of people at one server's pages, replayed in a browser on another one."""
    python, seed = prepared_python(arguments.mlflow_python), arguments.seed
    export, people = folder / "pages.jsonl", arguments.people
    with running_tracking(python, folder / "pages-production", seed) as production:
        count = visit_ui(production, export, person_count=people, seed=seed)
    with running_tracking(python, folder / "pages-staging", seed + 1) as staging:
        measured = replay_export(
            export, staging, folder / "pages", typical=arguments.typical, runner="browser"
        )
        with a_browser() as browser:
            again = open_again(browser, export, staging, most=40)
    tell(f"mlflow's pages, {count:,} events of {people} people", measured, again)
