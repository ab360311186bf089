"""Guards from a model to what is sampled, generated, shown and replayed."""

import json
from pathlib import Path

import pytest
from hypothesis import given

import journeys
from journeys.cli import main
from journeys.errors import ExitCode
from journeys.journey import Journey, actions_of
from journeys.strategies import journeys_from
from journeys.suite.choosing import choose_suite
from journeys.suite.loading import load_suite
from journeys.suite.writing import write_suite
from journeys_mining.guards.keeping import Guards
from journeys_mining.guards.overrides import GUARDS_FILE
from journeys_mining.model.guards import Guard, GuardRule
from tests.mining.sessions_by_hand import guarded
from tests.support.model_factory import a_model

SESSIONS = (
    *[("view /", "view /cart")] * 40,
    *[("view /", "view /add", "view /cart", "view /pay")] * 30,
    *[("view /", "view /add", "view /", "view /cart")] * 20,
    *[("view /", "view /help", "view /cart")] * 2,
)
ADD_FIRST = Guard(action="view /pay", rule=GuardRule.ALWAYS_AFTER, other="view /add")
FREE = a_model(*SESSIONS, order=1)
MODEL = guarded(FREE, ADD_FIRST)
GUARDS = Guards(MODEL.guards)
ADDED = "add:\n  - {action: view /cart, never_after: view /help}\n"


@pytest.fixture
def model(tmp_path: Path) -> Path:
    MODEL.save(tmp_path / "model.json")
    return tmp_path / "model.json"


def test_no_journey_of_a_suite_breaks_a_guard_and_without_guards_some_do() -> None:
    ruled, free = (choose_suite(one, typical=9, rare=9, seed=1) for one in (MODEL, FREE))
    assert any(GUARDS.first_broken(actions_of(one.steps)) for one in free.journeys)
    assert not any(GUARDS.first_broken(actions_of(one.steps)) for one in ruled.journeys)
    assert any("view /pay" in actions_of(one.steps) for one in ruled.journeys)


@given(journey=journeys_from(MODEL))
def test_guards_are_preconditions_of_strategies(journey: Journey) -> None:
    assert GUARDS.first_broken(actions_of(journey.steps)) is None
    assert journey.prob > 0


def test_the_python_api_keeps_guards() -> None:
    sessions = journeys.sample(MODEL, 500, seed=1)
    assert not any(GUARDS.first_broken(one) for one in sessions)
    assert any(GUARDS.first_broken(one) for one in journeys.sample(FREE, 500, seed=1))
    assert journeys.probability(MODEL, ["view /", "view /cart", "view /pay"]) == 0
    assert "view /pay" not in journeys.next_actions(MODEL, ["view /", "view /cart"])


def test_a_rule_that_is_added_later_leaves_generated_journeys_out_and_the_users_own_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "suite"
    suite = choose_suite(MODEL, typical=9, rare=9, seed=1)
    write_suite(suite, MODEL, folder)
    assert load_suite(folder)[0] == suite
    (folder / GUARDS_FILE).write_text(ADDED)
    by_help = {one.id for one in suite.journeys if "view /help" in actions_of(one.steps)}
    assert by_help
    without, ruled = load_suite(folder)
    assert set(without.left_out) == by_help
    assert {one.id for one in without.journeys} == {one.id for one in suite.journeys} - by_help
    assert len(ruled.guards) == 2
    assert main(["validate", str(folder)]) == ExitCode.OK
    assert f"{min(by_help)} breaks a guard and is left out" in capsys.readouterr().err
    kept = min(by_help)
    own = (folder / "scenarios" / f"{kept}.yaml").read_text()
    (folder / "overrides" / f"{kept}.yaml").write_text(own)
    assert kept in {one.id for one in load_suite(folder)[0].journeys}


def test_generating_again_keeps_the_users_guards_and_tells_what_is_out_of_date(
    tmp_path: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "suite"
    (folder / GUARDS_FILE).parent.mkdir(parents=True)
    text = ADDED + "drop:\n  - {action: view /, never_after: view /pay}\n"
    (folder / GUARDS_FILE).write_text(text)
    assert main(["generate", str(model), "--into", str(folder)]) == ExitCode.OK
    assert "guards.yaml no longer applies at $.drop[0]" in capsys.readouterr().err
    assert (folder / GUARDS_FILE).read_text() == text
    suite, loaded = load_suite(folder)
    assert suite.left_out == ()
    assert len(loaded.guards) == 2
    assert not any(Guards(loaded.guards).first_broken(actions_of(j.steps)) for j in suite.journeys)


def test_guards_are_shown_and_compared(
    tmp_path: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["inspect", str(model), "--html", str(tmp_path / "model.html")]) == ExitCode.OK
    sentence = "view /pay never comes before the first view /add"
    assert "view /pay never comes" in capsys.readouterr().err
    assert sentence in (tmp_path / "model.html").read_text()
    assert main(["inspect", str(model), "--json"]) == ExitCode.OK
    (guard,) = json.loads(capsys.readouterr().out)["guards"]
    assert guard == {"action": "view /pay", "rule": "always_after", "other": "view /add"}
    FREE.save(tmp_path / "free.json")
    assert main(["diff", str(tmp_path / "free.json"), str(model), "--exit-code"]) == ExitCode.FAILED
    assert f"+ guard: {sentence} (written by hand)" in capsys.readouterr().err
    assert main(["convert", str(model), "--to", "locust"]) == ExitCode.OK
    assert "the model's guards (1) are not in it" in "".join(capsys.readouterr())
