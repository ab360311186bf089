"""The results store on a real PostgreSQL server."""

from pathlib import Path

from journeys.store import ResultsStore
from tests.support.evidence_factory import a_run, a_step, an_evidence, store_run
from tests.support.postgres import postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url"]


def test_a_run_comes_back_from_postgresql(postgres_url: str, tmp_path: Path) -> None:
    evidence = an_evidence(steps=(a_step(), a_step(index=1)))
    with ResultsStore.open(postgres_url, bodies=tmp_path) as store:
        store_run(store, a_run(), [evidence])
    with ResultsStore.open(postgres_url, bodies=tmp_path, create=False) as store:
        loaded = store.load_run()
    assert loaded.run == a_run()
    assert [step.index for step in loaded.attempts[0].steps] == [0, 1]
    assert loaded.attempts[0].steps[0].exchanges[0].response_body.load()
