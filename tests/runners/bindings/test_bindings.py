"""bindings.yaml, read and refused."""

from pathlib import Path

import pytest

from journeys.errors import FaultyFileError, InputError
from journeys_runners.bindings.bindings import (
    Bindings,
    BoundRequest,
    load_bindings,
    load_suite_bindings,
)


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
    assert bindings.bound("sign_up @ /") == BoundRequest(
        method="POST", path="/lists/{list}", form=(("email", "a@b.test"), ("age", "30"))
    )
    assert bindings.bound("ping") == BoundRequest(
        method="GET", path="/ping", json={"deep": ["a@b.test", "{id}"]}, headers=(("X-A", "b"),)
    )
    assert bindings.bound("view /") is None
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


@pytest.mark.parametrize(
    ("text", "path", "says"),
    [
        ("gestures: [{get_by_role: button, clack: true}]", "gestures[0].clack", "did you mean"),
        ("gestures: [{click: true}]", "gestures[0]", "say which element"),
        ("gestures: [{get_by_label: A, fill: x, press: Enter}]", "gestures[0]", "one thing"),
        ("gestures: []", "gestures", "at least 1"),
        ("{function: nowhere}", "function", "pattern"),
        ("{request: {path: /}, function: a:b}", "", "one of `request`"),
        ("page: /cart", "", "one of `request`"),
    ],
)
def test_a_faulty_way_is_named_with_its_path(
    tmp_path: Path, text: str, path: str, says: str
) -> None:
    inner = text if text.startswith("{") else f"{{{text}}}"
    with pytest.raises(FaultyFileError) as caught:
        load_bindings(written(tmp_path, f"actions: {{go: {inner}}}"))
    (fault,) = caught.value.faults
    assert fault.path.startswith(f"$.actions.go{'.' if path else ''}{path}")
    assert says in str(caught.value).lower()


def test_learned_bindings_stand_beside_those_written_by_hand(tmp_path: Path) -> None:
    gestures = "{gestures: [{get_by_role: button, name: Go}], page: /}"
    hand_written = written(tmp_path, f"actions: {{go: {gestures}}}")
    learned = tmp_path / "bindings.learned.yaml"
    learned.write_text(f"actions: {{go: {gestures}, stop: {gestures}}}")
    bindings = load_suite_bindings(hand_written, learned)
    assert [action for action, _ in bindings.actions] == ["go"]
    assert [action for action, _ in bindings.learned] == ["go", "stop"]
    found = bindings.learned_for("stop")
    assert found is not None
    assert (found.page, [str(one) for one in found.gestures]) == (
        "/",
        ["get_by_role('button', name='Go').click()"],
    )
