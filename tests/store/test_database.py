"""What can be wrong with a results database, and what a killed or a second writer leaves."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from journeys.errors import InputError
from journeys.evidence import RunState
from journeys.store import ResultsStore
from journeys.store.schema import VERSION
from tests.support.evidence_factory import a_run, an_evidence, store_run

ROOT = Path(__file__).parents[2]

# Says on its standard output what it has done, so that the test kills it at a known moment.
_WRITER = """
import sys
from journeys.evidence import RunId
from journeys.journey import JourneyId
from journeys.store import ResultsStore
from tests.support.evidence_factory import a_run, a_step, an_evidence, journey_of

store = ResultsStore.open(sys.argv[1])
run = a_run(id=RunId(sys.argv[2]))
store.start_run(run)
for number in range(int(sys.argv[3])):
    evidence = an_evidence(journey_id=JourneyId(f"typical-{number:03}"))
    store.start_journey(run.id, journey_of(evidence), 1, evidence.started_at)
    for index in range(3):
        store.record_step(run.id, evidence.journey_id, 1, a_step(index=index))
        print(number, index, flush=True)
    store.finish_journey(run.id, evidence)
"""


def _start_writer(path: Path, run_id: str, journeys: int) -> subprocess.Popen[str]:
    sources = os.pathsep.join(str(ROOT / folder) for folder in (".", "mining", "runners"))
    return subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(path), run_id, str(journeys)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": sources},
    )


def test_a_killed_writer_leaves_what_it_had_done(tmp_path: Path) -> None:
    path = tmp_path / "results.sqlite"
    writer = _start_writer(path, "killed", 10_000)
    assert writer.stdout is not None
    said = [writer.stdout.readline() for _ in range(20)]
    writer.send_signal(signal.SIGKILL)
    rest = writer.stdout.readlines()
    writer.stdout.close()
    assert writer.wait() == -signal.SIGKILL

    with ResultsStore.open(path, create=False) as store:
        loaded = store.load_run()

    whole_lines = [line for line in (*said, *rest) if line.endswith("\n")]
    kept = {
        (int(attempt.journey_id.removeprefix("typical-")), step.index)
        for attempt in loaded.attempts
        for step in attempt.steps
    }
    assert loaded.state is RunState.RUNNING
    assert {tuple(map(int, line.split())) for line in whole_lines} <= kept
    assert all(
        exchange.response_body.load()
        for attempt in loaded.attempts
        for step in attempt.steps
        for exchange in step.exchanges
    )


def test_two_writers_share_one_file(tmp_path: Path) -> None:
    path = tmp_path / "results.sqlite"
    writers = [_start_writer(path, run_id, 20) for run_id in ("one", "two")]
    for writer in writers:
        writer.communicate()
        assert writer.returncode == 0

    with ResultsStore.open(path, create=False) as store:
        assert {entry.run.id for entry in store.runs()} == {"one", "two"}
        for entry in store.runs():
            attempts = store.load_run(entry.run.id).attempts
            assert len(attempts) == 20
            assert all(len(attempt.steps) == 3 for attempt in attempts)


def test_a_run_can_be_read_while_another_store_writes(tmp_path: Path) -> None:
    path = tmp_path / "results.sqlite"
    with ResultsStore.open(path) as writer, ResultsStore.open(path, create=False) as reader:
        writer.start_run(a_run())
        assert reader.load_run().state is RunState.RUNNING
        writer.finish_run(a_run().id, RunState.FINISHED)
        assert reader.load_run().state is RunState.FINISHED


def test_an_unknown_version_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "results.sqlite"
    ResultsStore.open(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE journeys_schema SET version = 99")
    connection.close()

    with pytest.raises(InputError, match=f"version 99; this journeys reads {VERSION}\\b") as caught:
        ResultsStore.open(path)
    assert caught.value.where == str(path)
    assert caught.value.remedy


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database, " * 100, encoding="utf-8")

    with pytest.raises(InputError, match="not a results database"):
        ResultsStore.open(path)
    assert path.read_text(encoding="utf-8").startswith("not a database")


def test_a_database_of_something_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE customers (name TEXT)")
    connection.close()

    with pytest.raises(InputError, match="not a results database"):
        ResultsStore.open(path)
    with sqlite3.connect(path) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master").fetchall()
    connection.close()
    assert tables == [("customers",)]


def test_a_database_with_damaged_pages_is_named(tmp_path: Path) -> None:
    path = tmp_path / "results.sqlite"
    with ResultsStore.open(path) as store:
        store_run(store, a_run(), [an_evidence()])
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)

    with (
        pytest.raises(InputError, match="does not work") as caught,
        ResultsStore.open(path, create=False) as store,
    ):
        store.load_run()
    assert caught.value.where == str(path)


def test_reading_makes_no_database(tmp_path: Path) -> None:
    path = tmp_path / "results.sqlite"
    with pytest.raises(InputError, match="no results here"):
        ResultsStore.open(path, create=False)
    assert not path.exists()


@pytest.mark.parametrize(
    ("location", "said"),
    [
        ("nosuch://host/name", "neither a file nor the URL of a known database"),
        ("sqlite://", "results need a file"),
    ],
)
def test_places_that_cannot_hold_results_are_refused(location: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        ResultsStore.open(location)
    assert "hush" not in str(caught.value)


def test_a_missing_driver_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(InputError, match="driver of this database is not installed") as caught:
        ResultsStore.open("postgresql+psycopg://user:hush@host/name")
    assert "hush" not in str(caught.value)


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="results need a file"):
        ResultsStore.open(tmp_path)


def test_a_sqlite_url_is_a_path(tmp_path: Path) -> None:
    with ResultsStore.open(f"sqlite:///{tmp_path}/deep/results.sqlite") as store:
        store_run(store, a_run(), [an_evidence()])
    with ResultsStore.open(tmp_path / "deep" / "results.sqlite", create=False) as store:
        assert store.load_run().run == a_run()


def test_no_table_needs_sqlite() -> None:
    from sqlalchemy.dialects import postgresql
    from sqlalchemy.schema import CreateTable

    from journeys.store.schema import metadata

    statements = [
        str(CreateTable(table).compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]
        for table in metadata.sorted_tables
    ]
    assert any("TIMESTAMP WITH TIME ZONE" in statement for statement in statements)
