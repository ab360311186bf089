"""Suites stand for the profiles of a model in proportion, and each journey says whose it is."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings

import journeys
from journeys.convert import CONVERTERS
from journeys.errors import InputError
from journeys.journey import JourneyKind, actions_of
from journeys.scenario_yaml import load_scenario, scenario_text
from journeys.strategies import journeys_from
from journeys.suite.choosing import choose_suite
from journeys.suite.writing import write_suite
from journeys_mining.chain.profile_model import model_of_profile
from journeys_mining.model.navigation_model import NavigationModel
from tests.support.profile_worlds import BUYERS, ODD, READERS, a_model_with_profiles


@pytest.fixture(scope="module", name="model")
def _model() -> NavigationModel:
    found = a_model_with_profiles()
    assert found.profiling is not None
    assert [one.name for one in found.profiling.profiles] == ["cart", "news"]
    return found


def test_typical_journeys_are_of_each_profile_in_proportion(model: NavigationModel) -> None:
    suite = choose_suite(model, typical=8, rare=0, seed=3)
    assert Counter(one.profile for one in suite.journeys) == {"cart": 6, "news": 2}
    for one in suite.journeys:
        walked = actions_of(one.steps)
        assert ("view /cart" in walked) == (one.profile == "cart")
        assert ("view /news" in walked) == (one.profile == "news")


def test_one_profile_alone_and_rare_ones_are_its_own(model: NavigationModel) -> None:
    suite = choose_suite(model, typical=4, rare=4, seed=3, profile="news")
    assert {one.profile for one in suite.journeys} == {"news"}
    assert not suite.has_step("view /cart")
    assert suite.has_step("view /about")
    rare = choose_suite(model, typical=0, rare=3, seed=3).journeys
    assert {one.kind for one in rare} == {JourneyKind.RARE}
    assert {one.profile for one in rare} == {"news"}
    with pytest.raises(InputError, match=r"did you mean news\?"):
        choose_suite(model, typical=1, rare=0, seed=0, profile="nwes")


def test_the_profile_is_in_the_scenario_and_the_strategies(
    model: NavigationModel, tmp_path: Path
) -> None:
    suite = choose_suite(model, typical=2, rare=0, seed=3, profile="news")
    (tmp_path / "one.yaml").write_text(scenario_text(suite.journeys[0]))
    assert load_scenario(tmp_path / "one.yaml") == suite.journeys[0]
    write_suite(suite, model, tmp_path / "suite")
    assert '"model.json", profile="news")' in (tmp_path / "suite/strategies.py").read_text()


@settings(max_examples=20, derandomize=True)
@given(journey=journeys_from(a_model_with_profiles(), profile="news"))
def test_strategies_draw_from_a_profile(journey: journeys.journey.Journey) -> None:
    assert journey.profile == "news"


def test_the_python_api_knows_profiles(model: NavigationModel) -> None:
    drawn = journeys.sample(model, 300, seed=5, profile="news")
    readers = sum("view /news" in one for one in drawn)
    assert readers > 2 * sum("view /news" in one for one in journeys.sample(model, 300, seed=5))
    assert journeys.probability(model, BUYERS[0], profile="cart") > journeys.probability(
        model, BUYERS[0]
    )
    after = journeys.next_actions(model, ["view /"], profile="news")
    assert after["view /news"] > journeys.next_actions(model, ["view /"])["view /news"]


def test_the_counts_of_a_profile_are_a_model_for_other_tools(model: NavigationModel) -> None:
    alone = model_of_profile(model, "news")
    assert alone.source.sessions == len(READERS) * 10 + 4
    assert {one.action for one in alone.actions} == {
        step for one in (*READERS, ODD) for step in one
    }
    for convert in CONVERTERS.values():
        assert "news" in convert(alone).text
        assert "cart" not in convert(alone).text
