"""A GraphQL server that nobody prepared: recorded on one instance, replayed on another."""

from pathlib import Path

import pytest

from journeys.report import Outcome
from journeys.verdict import Cause
from tests.oscar.measuring import replay_export, unperformed
from tests.support.api_crowd import visit_api, write_exports
from tests.support.graphql_blog import GraphqlBlog, read_blog
from tests.support.tiny_web import serving_in_thread


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What thirty people left at an instance whose ids begin at 100."""
    with serving_in_thread(GraphqlBlog(first_id=100).routes) as base_url:
        clients = visit_api(
            base_url,
            [(read_blog, 1)],
            production="https://blog.example",
            client_count=30,
            seed=3,
        )
    found, _ = write_exports(clients, tmp_path_factory.mktemp("production"))
    return found


def test_operations_are_performed_with_the_ids_of_another_instance(
    recordings: Path, tmp_path: Path
) -> None:
    blog = GraphqlBlog(first_id=7000)
    with serving_in_thread(blog.routes) as base_url:
        run = replay_export(recordings, base_url, tmp_path / "run").run
    assert run.performed.share == 1.0, unperformed(run)
    assert blog.comments


def test_an_error_that_is_answered_200_is_named(recordings: Path, tmp_path: Path) -> None:
    with serving_in_thread(GraphqlBlog(first_id=7000, is_broken=True).routes) as base_url:
        run = replay_export(recordings, base_url, tmp_path / "run").run
    failed = {
        (one.problem.action, one.problem.problem.cause)
        for one in run.journeys
        if one.outcome is Outcome.FAILED and one.problem
    }
    assert failed == {("POST /graphql?operationName=Comment", Cause.SERVER_ERROR)}
    assert run.counts.inconclusive == 0, unperformed(run)


def test_an_error_that_stands_in_the_data_is_not_passed(recordings: Path, tmp_path: Path) -> None:
    with serving_in_thread(GraphqlBlog(first_id=7000, is_closed=True).routes) as base_url:
        run = replay_export(recordings, base_url, tmp_path / "run").run
    problems = {
        (one.problem.action, one.problem.problem.cause, one.problem.problem.reason)
        for one in run.journeys
        if one.problem
    }
    comment = "POST /graphql?operationName=Comment"
    said = "POST /graphql answered 200 with an error and nothing else: nobody comments here"
    assert problems == {(comment, Cause.MISSING_DATA, said)}
    assert run.counts.failed == 0
