"""Steps are written by prepared statements: whole or not at all, and faults have their names."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from journeys.errors import NotKeptError
from journeys.store import ResultsStore
from tests.support.evidence_factory import a_run, an_evidence, journey_of


def test_a_step_that_cannot_be_kept_whole_is_not_kept_and_said(tmp_path: Path) -> None:
    path, evidence = tmp_path / "results.sqlite", an_evidence()
    with ResultsStore.open(path) as store:
        store.start_run(a_run())
        store.start_journey(a_run().id, journey_of(evidence), 1, evidence.started_at)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("DROP TABLE bodies")
        with pytest.raises(NotKeptError, match="the results database does not work") as caught:
            store.record_step(a_run().id, evidence.journey_id, 1, evidence.steps[0])
        assert caught.value.where == str(path)
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("SELECT count(*) FROM steps").fetchone() == (0,)
        # The connection is as good as before.
        store.finish_journey(a_run().id, evidence)
        assert [entry.run.id for entry in store.runs()] == [a_run().id]


def test_an_attempt_that_was_never_started_has_no_verdict(tmp_path: Path) -> None:
    evidence = an_evidence()
    with ResultsStore.open(tmp_path / "results.sqlite") as store:
        store.start_run(a_run())
        with pytest.raises(LookupError, match="was never started"):
            store.finish_journey(a_run().id, evidence)


def test_what_is_written_twice_is_a_bug_and_not_the_disk(tmp_path: Path) -> None:
    evidence = an_evidence()
    with ResultsStore.open(tmp_path / "results.sqlite") as store:
        store.start_run(a_run())
        store.start_journey(a_run().id, journey_of(evidence), 1, evidence.started_at)
        with pytest.raises(sqlite3.IntegrityError):
            store.start_journey(a_run().id, journey_of(evidence), 1, evidence.started_at)
