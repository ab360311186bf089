import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from journeys.errors import InputError
from journeys.evidence import GraphEdge, RunId, RunState
from journeys.journey import JourneyId
from journeys.store import ResultsStore, StoredBody
from journeys.verdict import Cause, Verdict
from tests.support.evidence_factory import (
    a_problem,
    a_run,
    a_step,
    an_evidence,
    an_exchange,
    at,
    journey_of,
    store_run,
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ResultsStore]:
    with ResultsStore.open(tmp_path / "results.sqlite") as store:
        yield store


def test_a_run_comes_back_as_it_was_seen(store: ResultsStore) -> None:
    exchange = an_exchange(
        request_body=b"q=1",
        response_headers=(("set-cookie", "a"), ("set-cookie", "b")),
        response_size=9_999,
    )
    evidence = an_evidence(steps=(a_step(exchanges=(exchange, an_exchange(status=None))),))
    store_run(store, a_run(), [evidence])

    loaded = store.load_run()

    assert loaded.run == a_run()
    assert loaded.state is RunState.FINISHED
    (attempt,) = loaded.attempts
    for field in ("journey_id", "kind", "prob", "reason", "planned", "attempt", "started_at"):
        assert getattr(attempt, field) == getattr(evidence, field)
    assert (attempt.verdict, attempt.reproduce) == (Verdict.PASSED, evidence.reproduce)
    (step,) = attempt.steps
    assert (step.action, step.way, step.problem) == (evidence.steps[0].action, "link", None)
    first, second = step.exchanges
    assert second.status is None
    assert first.request_headers == exchange.request_headers
    assert first.response_headers == exchange.response_headers
    assert first.request_body.load() == b"q=1"
    assert first.response_body.load() == exchange.response_body
    assert (first.response_size, first.response_body.kept_bytes) == (
        9_999,
        len(exchange.response_body),
    )
    assert first.started_at == exchange.started_at
    assert first.started_at.tzinfo is not None


def test_steps_with_a_problem_become_findings_once(store: ResultsStore) -> None:
    failing = an_evidence(steps=(a_step(), a_step(index=1, problem=a_problem())))
    again = an_evidence(attempt=2, steps=failing.steps, started_at=at(9))
    store_run(store, a_run(), [failing, again])

    loaded = store.load_run()

    assert [attempt.attempt for attempt in loaded.attempts] == [1, 2]
    (finding,) = loaded.findings
    assert (finding.step_index, finding.cause) == (1, Cause.SERVER_ERROR)
    assert finding.reason == a_problem().reason


def test_an_unfinished_attempt_has_no_verdict(store: ResultsStore) -> None:
    evidence = an_evidence()
    store.start_run(a_run())
    store.start_journey(a_run().id, journey_of(evidence), 1, at(0))
    store.record_step(a_run().id, evidence.journey_id, 1, a_step(problem=a_problem()))

    loaded = store.load_run()

    assert loaded.state is RunState.RUNNING
    (attempt,) = loaded.attempts
    assert (attempt.verdict, attempt.elapsed_s, len(attempt.steps)) == (None, None, 1)
    assert loaded.findings == ()


def test_runs_are_listed_newest_first_and_found_by_name(store: ResultsStore) -> None:
    old = a_run(id=RunId("20261120T120000Z-aaaa"), started_at=at(-86_400))
    store_run(store, a_run(), [])
    store_run(store, old, [], state=RunState.INTERRUPTED)

    assert [entry.run.id for entry in store.runs()] == [a_run().id, old.id]
    assert store.load_run().run == a_run()
    assert store.load_run(old.id).state is RunState.INTERRUPTED
    with pytest.raises(InputError, match="did you mean 20261120T120000Z-aaaa"):
        store.load_run(RunId("20261120T120000Z-aaab"))
    with pytest.raises(InputError, match="the newest runs are 20261121T120000Z-5f3a"):
        store.load_run(RunId("x"))


def test_an_empty_store_says_that_it_has_no_run(store: ResultsStore) -> None:
    assert store.runs() == ()
    with pytest.raises(InputError, match="no run is kept here yet"):
        store.load_run()


def test_edges_are_kept_once_for_a_model(store: ResultsStore) -> None:
    edges = (
        GraphEdge(before="(start)", after="view /", count=9),
        GraphEdge(before="view /", after="(end)", count=9),
    )
    store.keep_graph("0123456789ab", edges)
    store.keep_graph("0123456789ab", edges)
    store_run(store, a_run(), [])
    store_run(store, a_run(id=RunId("other"), model_digest="ffff"), [])

    assert store.load_run(a_run().id).graph == edges
    assert store.load_run(RunId("other")).graph == ()


def test_the_same_body_is_kept_once_whichever_run_it_is_of(
    store: ResultsStore, tmp_path: Path
) -> None:
    evidence = an_evidence(steps=(a_step(exchanges=(an_exchange(),) * 3),))
    store_run(store, a_run(), [evidence])
    with ResultsStore.open(tmp_path / "results.sqlite") as another:
        store_run(another, a_run(id=RunId("another")), [evidence])

    with closing(sqlite3.connect(tmp_path / "results.sqlite")) as connection:
        kept = connection.execute("SELECT digest, content FROM bodies").fetchall()
    body = an_exchange().response_body
    assert kept == [(hashlib.sha256(body).hexdigest(), body)]
    assert _a_body(store).load() == body


def test_a_damaged_or_missing_body_is_not_passed_off_as_evidence(
    store: ResultsStore, tmp_path: Path
) -> None:
    store_run(store, a_run(), [an_evidence()])
    body = _a_body(store)

    for change in ("UPDATE bodies SET content = x'00'", "DELETE FROM bodies"):
        with closing(sqlite3.connect(tmp_path / "results.sqlite")) as connection:
            connection.execute(change)
            connection.commit()
        assert body.load() is None


def test_bodies_are_read_after_the_store_was_closed(store: ResultsStore) -> None:
    store_run(store, a_run(), [an_evidence()])
    body = _a_body(store)
    store.close()
    assert body.load() == an_exchange().response_body


def _a_body(store: ResultsStore) -> StoredBody:
    return store.load_run().attempts[0].steps[0].exchanges[0].response_body


def test_what_no_database_takes_is_kept_readably(store: ResultsStore) -> None:
    strange = an_exchange(response_headers=(("x-name", "caf\udce9\x00"),), error="\udcff")
    store_run(store, a_run(), [an_evidence(steps=(a_step(exchanges=(strange,)),))])

    exchange = store.load_run().attempts[0].steps[0].exchanges[0]

    assert exchange.response_headers == (("x-name", "caf\\udce9\\x00"),)
    assert exchange.error == "\\udcff"


def test_finishing_what_was_never_started_is_a_bug(store: ResultsStore) -> None:
    store.start_run(a_run())
    with pytest.raises(LookupError, match="never started"):
        store.finish_journey(a_run().id, an_evidence())
    with pytest.raises(LookupError, match="never started"):
        store.finish_run(RunId("other"), RunState.FINISHED)


def test_what_was_not_performed_is_forgotten_when_the_run_goes_on(store: ResultsStore) -> None:
    left_out = a_step(exchanges=(), problem=a_problem(Cause.NOT_PERFORMED))
    performed, gone, hit = (
        an_evidence(journey_id=JourneyId(name), steps=(step,), verdict=step.verdict)
        for name, step in (
            ("performed", a_step()),
            ("gone", left_out),
            ("hit", a_step(problem=a_problem(Cause.UNREACHABLE))),
        )
    )
    store_run(store, a_run(), [performed, gone, hit])
    left = [one.journey_id for one in store.load_run().attempts if one.steps[0].was_left_out]
    assert left == ["gone"]
    assert set(store.usual_seconds(a_run().runner)) == {"performed", "hit"}
    store.reopen_run(a_run().id)
    run = store.load_run()
    assert run.state is RunState.RUNNING
    assert {one.journey_id for one in run.attempts} == {"performed", "hit"}
    assert [one.journey_id for one in run.findings] == ["hit"]
