"""The results store on a real PostgreSQL server."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import make_url

from journeys.errors import InputError
from journeys.evidence import GraphEdge, RunId, RunState
from journeys.quarantine import QuarantineEntry
from journeys.store import ResultsStore
from journeys.verdict import Verdict
from tests.support.evidence_factory import (
    a_run,
    a_step,
    an_evidence,
    an_exchange,
    journey_of,
    store_run,
)

EDGES = (GraphEdge(before="view /", after="view /cart", count=7),)
ENTRY = QuarantineEntry(journey=None, action="view /", reason="SHOP-1", until=date(2027, 1, 31))


def test_a_run_comes_back_from_postgresql(postgres_url: str) -> None:
    evidence = an_evidence(steps=(a_step(), a_step(index=1)))
    with ResultsStore.open(postgres_url) as store:
        store_run(store, a_run(), [evidence])
    with ResultsStore.open(postgres_url, create=False) as store:
        loaded = store.load_run()
    assert loaded.run == a_run()
    assert [step.index for step in loaded.attempts[0].steps] == [0, 1]
    assert loaded.attempts[0].steps[0].exchanges[0].response_body.load()


def test_runs_that_begin_at_once_make_the_tables_once(postgres_url: str) -> None:
    gate = threading.Barrier(4)

    def begin(index: int) -> None:
        gate.wait()
        with ResultsStore.open(postgres_url) as store:
            store.keep_graph("0123456789ab", EDGES)
            store_run(store, a_run(id=RunId(f"run-{index}")), [an_evidence()])

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(begin, range(4)))
    with ResultsStore.open(postgres_url, create=False) as store:
        assert {one.run.id for one in store.runs()} == {f"run-{index}" for index in range(4)}
        assert store.load_run(RunId("run-2")).graph == EDGES


def test_a_run_that_is_being_written_is_read_as_it_was_at_one_moment(postgres_url: str) -> None:
    evidence = an_evidence()
    journey = journey_of(evidence)
    with ResultsStore.open(postgres_url) as writer:
        writer.start_run(a_run())
        writer.start_journey(a_run().id, journey, 1, evidence.started_at)
        with ResultsStore.open(postgres_url, create=False) as reader:
            assert reader.load_run().attempts[0].verdict is None
            writer.record_step(a_run().id, journey.id, 1, evidence.steps[0])
            writer.finish_journey(a_run().id, evidence)
            assert reader.load_run().attempts[0].verdict is Verdict.PASSED
            writer.reopen_run(a_run().id)
            assert len(reader.load_run().attempts) == 1
            assert reader.load_run().state is RunState.RUNNING


def test_half_attempts_are_forgotten_on_a_server_too(postgres_url: str) -> None:
    evidence = an_evidence()
    with ResultsStore.open(postgres_url) as store:
        store.start_run(a_run())
        store.start_journey(a_run().id, journey_of(evidence), 1, evidence.started_at)
        store.record_step(a_run().id, evidence.journey_id, 1, evidence.steps[0])
        store.reopen_run(a_run().id)
        assert store.load_run().attempts == ()
        store.start_journey(a_run().id, journey_of(evidence), 1, evidence.started_at)
        store.record_step(a_run().id, evidence.journey_id, 1, evidence.steps[0])
        store.finish_journey(a_run().id, evidence)
        assert store.usual_seconds("http") == {evidence.journey_id: evidence.elapsed_s}


def test_what_an_application_sends_can_be_kept(postgres_url: str) -> None:
    """PostgreSQL refuses NUL in texts, and halves of surrogate pairs."""
    odd = an_exchange(
        url="http://staging.test/a\x00b", response_headers=(("x", "caf\udcc3\udca9\x00"),)
    )
    with ResultsStore.open(postgres_url) as store:
        store_run(store, a_run(), [an_evidence(steps=(a_step(exchanges=(odd,)),))])
        store.note(a_run().id, "a\x00b")
        store.keep_plan(a_run().id, [an_evidence().journey_id], [ENTRY])
        loaded = store.load_run()
    assert loaded.attempts[0].steps[0].exchanges[0].url.endswith("a\\x00b")
    assert loaded.notes == ("a\\x00b",)
    assert loaded.quarantine == (ENTRY,)


def test_a_wrong_password_is_told_without_it(postgres_url: str) -> None:
    wrong = make_url(postgres_url).set(password="not-the-password")
    with pytest.raises(InputError, match="password authentication failed") as caught:
        ResultsStore.open(wrong.render_as_string(hide_password=False))
    assert "not-the-password" not in str(caught.value)
    assert caught.value.where
