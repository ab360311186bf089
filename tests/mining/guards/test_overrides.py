"""`overrides/guards.yaml` drops and adds rules; what no longer applies is told."""

from pathlib import Path

import pytest

from journeys.errors import FaultyFileError
from journeys_mining.guards.overrides import GUARDS_FILE, override_guards
from journeys_mining.model.guards import Guard, GuardRule, GuardSupport
from journeys_mining.model.navigation_model import NavigationModel
from tests.mining.sessions_by_hand import guarded
from tests.support.model_factory import a_model

LEARNED = Guard(
    action="view /pay",
    rule=GuardRule.ALWAYS_AFTER,
    other="view /add",
    support=GuardSupport(sessions=90, users=80, exceptions=1, expected=12.5, p_value=1e-9),
)
MODEL = guarded(a_model(("view /add", "view /remove", "view /pay")), LEARNED)


def overridden(folder: Path, text: str) -> tuple[NavigationModel, tuple[str, ...]]:
    (folder / GUARDS_FILE).parent.mkdir()
    (folder / GUARDS_FILE).write_text(text, encoding="utf-8")
    result = override_guards(MODEL, folder)
    return result.model, result.stale


def test_without_a_file_the_learned_rules_hold(tmp_path: Path) -> None:
    assert override_guards(MODEL, tmp_path).model == MODEL


def test_rules_are_dropped_and_added(tmp_path: Path) -> None:
    model, stale = overridden(
        tmp_path,
        """
        drop:
          - {action: view /pay, always_after: view /add}
        add:
          - {action: view /remove, no_more_than: view /add}
          - {action: view /remove, no_more_than: view /pay, margin: -1}
          - {action: view /pay, while_more: view /add, than: view /remove}
        """,
    )
    assert stale == ()
    assert [one.as_line() for one in model.guards] == [
        {"action": "view /pay", "rule": "while_more", "other": "view /add", "than": "view /remove"},
        {"action": "view /remove", "rule": "no_more_than", "other": "view /add", "margin": 0},
        {"action": "view /remove", "rule": "no_more_than", "other": "view /pay", "margin": -1},
    ]


def test_a_rule_that_is_learned_as_well_keeps_its_support(tmp_path: Path) -> None:
    model, stale = overridden(tmp_path, "add:\n  - {action: view /pay, always_after: view /add}\n")
    assert (model, stale) == (MODEL, ())


def test_lines_that_no_longer_apply_are_told_and_have_no_effect(tmp_path: Path) -> None:
    model, stale = overridden(
        tmp_path,
        """
        drop:
          - {action: view /pay, never_after: view /remove}
        add:
          - {action: view /gone, always_after: view /add}
          - {action: view /pay, always_after: view /gone}
        """,
    )
    assert model == MODEL
    assert stale == (
        "$.drop[0]: the model has no rule “view /pay never comes after view /remove”",
        "$.add[0]: the model has no action 'view /gone'",
        "$.add[1]: the model has no action 'view /gone'",
    )


def test_every_fault_is_told_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(FaultyFileError) as raised:
        overridden(
            tmp_path,
            """
            drop:
              - {action: a, always_aftr: b}
              - {action: a, always_after: b, never_after: c}
              - {action: a}
            add:
              - {action: a, never_after: b, margin: 2}
              - {action: a, while_more: b}
            """,
        )
    assert [(one.path, one.message) for one in raised.value.faults] == [
        ("$.drop[0].always_aftr", "unknown key; did you mean 'always_after'?"),
        (
            "$.drop[1]",
            "give exactly one of always_after, never_after, no_more_than, while_more, not 2",
        ),
        (
            "$.drop[2]",
            "give exactly one of always_after, never_after, no_more_than, while_more, not 0",
        ),
        ("$.add[0]", "margin goes with no_more_than only"),
        ("$.add[1]", "while_more and than go together"),
    ]
