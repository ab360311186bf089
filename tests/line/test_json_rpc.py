"""A JSON-RPC server that nobody prepared: recorded on one instance, replayed on another."""

from pathlib import Path

import pytest

from journeys.report import Outcome
from journeys.verdict import Cause
from tests.oscar.measuring import replay_export, unperformed
from tests.support.api_crowd import visit_api, write_exports
from tests.support.json_rpc_blog import JsonRpcBlog, read_blog
from tests.support.tiny_web import serving_in_thread


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What twenty people left at an instance whose ids begin at 100."""
    with serving_in_thread(JsonRpcBlog(first_id=100).routes) as base_url:
        clients = visit_api(
            base_url,
            [(read_blog, 1)],
            production="https://blog.example",
            client_count=20,
            seed=3,
        )
    found, _ = write_exports(clients, tmp_path_factory.mktemp("production"))
    return found


def test_methods_are_called_with_the_ids_of_another_instance(
    recordings: Path, tmp_path: Path
) -> None:
    blog = JsonRpcBlog(first_id=7000)
    with serving_in_thread(blog.routes) as base_url:
        run = replay_export(recordings, base_url, tmp_path / "run").run
    assert run.performed.share == 1.0, unperformed(run)
    assert blog.comments


@pytest.mark.parametrize(
    ("error", "cause"), [(-32603, Cause.SERVER_ERROR), (-32601, Cause.WRONG_STATUS)]
)
def test_an_error_that_is_answered_200_is_named(
    recordings: Path, tmp_path: Path, error: int, cause: Cause
) -> None:
    with serving_in_thread(JsonRpcBlog(first_id=7000, error=error).routes) as base_url:
        run = replay_export(recordings, base_url, tmp_path / "run").run
    failed = {
        (one.problem.action, one.problem.problem.cause, one.problem.problem.reason)
        for one in run.journeys
        if one.outcome is Outcome.FAILED and one.problem
    }
    comment = "POST /api_rpc?operationName=comment.create"
    said = "POST /api_rpc answered 200 with an error and nothing else: no comments"
    assert failed == {(comment, cause, said)}
    assert run.counts.inconclusive == 0, unperformed(run)
