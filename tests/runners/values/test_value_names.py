"""Names of values, and places of JSON documents."""

import pytest

from journeys_mining.recorded.json_places import JsonValue, build, kind_of, leaves
from journeys_runners.values.value_names import is_identifier, names_of, names_wanted


@pytest.mark.parametrize(
    ("given_place", "given_at", "wanted_place", "wanted_at"),
    [
        ("body:/data/*/id", "/api/projects", "id", "/api/projects/{id}/tasks"),
        ("body:/project/id", "/api/projects", "body:/task/project_id", "/api/tasks"),
        ("body:/experiment_id", "/api/experiments/create", "id", "/#/experiments/{id}"),
        ("body:/runs/*/info/runId", "/api/search", "run_id", "/api/runs/get?run_id={run_id}"),
        ("body:/experimentIds/*", "/api/x", "body:/experiment_id", "/api/y"),
        ("body:/user/uuid", "/api/users", "uuid", "/api/users/{uuid}"),
    ],
)
def test_a_value_is_asked_for_by_the_name_that_it_was_given(
    given_place: str, given_at: str, wanted_place: str, wanted_at: str
) -> None:
    assert set(names_of(given_place, given_at)) & set(names_wanted(wanted_place, wanted_at))


def test_a_plain_id_of_another_resource_is_no_such_value() -> None:
    given = names_of("body:/data/*/id", "/api/users")
    assert not set(given) & set(names_wanted("id", "/api/projects/{id}"))


def test_what_names_a_record_is_told_from_what_describes_it() -> None:
    assert is_identifier("body:/run_id")
    assert is_identifier("slug")
    assert not is_identifier("body:/title")
    assert not is_identifier("header:x-request-id")


@pytest.mark.parametrize(
    "document",
    [
        {"a": 1},
        {"a": {"b": ["x"], "c/d": "~", "*": True}, "e": [{"f": None}]},
        [],
        [{"id": 1.5}],
        {"empty": {}, "list": []},
    ],
)
def test_a_document_of_single_elements_is_built_from_its_leaves(document: JsonValue) -> None:
    found = dict(leaves(document))
    assert build(found) == document  # type: ignore[arg-type]


def test_kinds_of_texts() -> None:
    kinds = [kind_of(text) for text in ("2026-01-31T10:00:00Z", "ann@shop.test", "mug")]
    assert kinds == ["date-time", "email", "string"]
