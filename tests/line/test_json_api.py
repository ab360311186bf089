"""A JSON API that nobody prepared: recorded on one instance, replayed on another."""

from pathlib import Path

import pytest

from journeys.evidence import Way
from journeys_mining.mine import mine
from journeys_mining.model.navigation_model import NavigationModel
from journeys_mining.options import MiningOptions
from tests.oscar.measuring import Measured, replay_export, unperformed
from tests.support.api_crowd import visit_api, write_exports
from tests.support.task_api import TaskApi, use_tasks
from tests.support.tiny_web import serving_in_thread


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What forty people left at an instance whose ids begin at 40."""
    api = TaskApi(first_id=40)
    with serving_in_thread(api.routes) as base_url:
        visits = [(use_tasks, 1)]
        clients = visit_api(
            base_url, visits, production="https://tasks.example", client_count=40, seed=3
        )
    found, _ = write_exports(clients, tmp_path_factory.mktemp("production"))
    return found


@pytest.fixture(scope="module")
def model(recordings: Path) -> NavigationModel:
    return mine([recordings], MiningOptions(), lambda stage: None).model


@pytest.fixture(scope="module")
def measured(recordings: Path, tmp_path_factory: pytest.TempPathFactory) -> Measured:
    with serving_in_thread(TaskApi(first_id=7000).routes) as base_url:
        return replay_export(recordings, base_url, tmp_path_factory.mktemp("staging") / "run")


def test_another_instance_is_replayed_without_a_binding(measured: Measured) -> None:
    run = measured.run
    assert run.performed.share is not None
    assert run.performed.share >= 0.95, unperformed(run)
    assert measured.answered_share >= 0.95
    assert run.counts.failed == run.counts.flaky == 0, unperformed(run)
    assert {way for way, _ in run.performed.ways} <= {Way.REQUEST, Way.DETOUR}


def test_values_are_known_by_where_they_came_from(model: NavigationModel) -> None:
    by_place = {(one.action, one.place): one for one in model.request_fields}
    token = by_place["view /api/v1/projects", "header:authorization"]
    assert token.scheme == "Bearer "
    assert token.sources[0].place == "body:/access_token"
    name, secret = (
        by_place["view /api/v1/profile", f"header:authorization{{{one}}}"] for one in "ab"
    )
    assert by_place["view /api/v1/profile", "header:authorization"].scheme == "Basic "
    assert (name.sources[0].place, secret.sources[0].place) == (
        "body:/user/email",
        "body:/user/password",
    )
    csrf = by_place["POST /api/v1/projects", "header:x-csrf-token"]
    assert (csrf.sources[0].action, csrf.sources[0].place) == (
        "POST /api/v1/sessions",
        "header:x-csrf-token",
    )
    task = by_place["PATCH /api/v1/tasks/{uuid}", "uuid"]
    assert task.sources[0].place == "body:/data/id"
    flag = by_place["POST /api/v1/projects/{id}/tasks", "body:/task/is_done"]
    assert (flag.kind, flag.sources) == ("boolean", ())


def test_texts_are_known_by_the_ids_that_they_are_made_of(model: NavigationModel) -> None:
    by_place = {
        one.place: one for one in model.request_fields if one.action == "POST /api/v1/shares"
    }
    around = [one for one in model.slot_values if one.slot == "body:/target{}"]
    assert [one.value for one in around] == ["tasks:/{b}/tasks/{d}/main"]
    sources = [by_place[f"body:/target{{{letter}}}"].sources[0] for letter in "bd"]
    assert [one.place.rpartition("/")[2] for one in sources] == ["project_id", "id"]
    assert not any(one.slot == "body:/target" for one in model.slot_values)


def test_parameters_of_a_path_are_asked_for_as_in_production(
    model: NavigationModel, measured: Measured
) -> None:
    counted = "view /api/v1/projects/{id}/tasks;done={done};unit=tasks/count"
    values = {one.value for one in model.slot_values if (one.action, one.slot) == (counted, "done")}
    assert values == {"true", "false"}
    tried = [step for one in measured.run.journeys for step in one.attempts[-1].steps]
    assert {step.problem for step in tried if step.action == counted} == {None}


def test_nothing_secret_or_personal_enters_the_model(
    recordings: Path, model: NavigationModel
) -> None:
    pooled = {(one.slot, one.value) for one in model.slot_values}
    assert ("body:/project/settings/visibility", "private") in pooled
    assert ("body:/project/labels/*", "work") in pooled
    text = model.to_json()
    assert "Secret-" not in text
    assert "@example.test" not in text
    assert "Person " not in text
