"""bindings.yaml, read and refused."""

from pathlib import Path

import pytest

from journeys.errors import FaultyFileError, InputError
from journeys_runners.bindings import Bindings, BoundRequest, load_bindings


def written(folder: Path, text: str) -> Path:
    path = folder / "bindings.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_actions_and_fields(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        """
actions:
  sign_up @ /:
    request: {method: POST, path: "/lists/{list}", form: {email: "${MAIL}", age: 30}}
  ping: {request: {path: /ping, json: {deep: ["${MAIL}", "{id}"]}, headers: {X-A: b}}}
fields:
  password: "${SECRET}"
  quantity: 2
""",
    )
    bindings = load_bindings(path, {"MAIL": "a@b.test", "SECRET": "hunter2"})
    assert bindings.request_for("sign_up @ /") == BoundRequest(
        method="POST", path="/lists/{list}", form=(("email", "a@b.test"), ("age", "30"))
    )
    assert bindings.request_for("ping") == BoundRequest(
        method="GET", path="/ping", json={"deep": ["a@b.test", "{id}"]}, headers=(("X-A", "b"),)
    )
    assert bindings.request_for("view /") is None
    assert bindings.fields == (("password", "hunter2"), ("quantity", "2"))
    assert bindings.unused(["ping"]) == ("sign_up @ /",)


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "actions:\nfields:\n", "actions: {}\n"])
def test_an_empty_file_binds_nothing(tmp_path: Path, text: str) -> None:
    assert load_bindings(written(tmp_path, text)) == Bindings()


def test_a_missing_file_binds_nothing(tmp_path: Path) -> None:
    assert load_bindings(tmp_path / "bindings.yaml") == Bindings()


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        """
actions:
  ping: {request: {method: FETCH, path: ping}}
  pong: {request: {path: /x, form: {a: b}, json: {}}}
feilds: {}
""",
    )
    with pytest.raises(FaultyFileError) as caught:
        load_bindings(path)
    paths = {fault.path for fault in caught.value.faults}
    assert paths == {
        "$.actions.ping.request.method",
        "$.actions.ping.request.path",
        "$.actions.pong.request",
        "$.feilds",
    }
    assert "did you mean 'fields'?" in str(caught.value)


def test_a_variable_that_is_not_set_is_named_with_its_place(tmp_path: Path) -> None:
    path = written(tmp_path, 'fields: {a: "${ONE}", b: "${TWO}"}')
    with pytest.raises(FaultyFileError) as caught:
        load_bindings(path, {})
    assert [fault.path for fault in caught.value.faults] == ["$.fields.a", "$.fields.b"]
    assert "ONE" in str(caught.value)


def test_yaml_cannot_run_code(tmp_path: Path) -> None:
    path = written(tmp_path, "fields: !!python/object/apply:os.getcwd []")
    with pytest.raises(InputError):
        load_bindings(path)
