"""Hypothesis draws journeys as often as the model has them."""

from collections import Counter

import pytest
from hypothesis import Phase, find, given, seed, settings
from hypothesis import strategies as st

from journeys.journey import Journey, actions_of
from journeys.strategies import journeys_from
from journeys_mining.chain.smoothing import Chain
from tests.support.model_factory import a_model

MODEL = a_model(*[("a", "b")] * 60, *[("a", "c")] * 35, *[("b",)] * 5, order=2)


def test_next_steps_are_weighted_by_the_model() -> None:
    """Unweighted, each of the three journeys would come a third or half of the time.

    Hypothesis repeats earlier choices on purpose, and prefers what stands in the modules that are
    loaded, which costs the comparison some exactness: 600 examples differ from each other by more.
    """
    drawn: Counter[tuple[str, ...]] = Counter()

    @seed(0)
    @settings(max_examples=1800, database=None, phases=[Phase.generate])
    @given(st.tuples(journeys_from(MODEL), st.integers(0, 255)))
    def draw(drawn_once: tuple[Journey, int]) -> None:
        drawn[actions_of(drawn_once[0].steps)] += 1

    draw()
    chain = Chain(MODEL)
    assert set(drawn) == {("a", "b"), ("a", "c"), ("b",)}
    for session, times in drawn.items():
        assert times / drawn.total() == pytest.approx(chain.prob(session), abs=0.08)


def test_failing_examples_shrink_to_short_journeys_of_likely_steps() -> None:
    loops = a_model(*[("a", "a", "b", "a", "b", "a")] * 9, ("a", "c", "b"), order=1)
    smallest = find(journeys_from(loops), lambda journey: "b" in actions_of(journey.steps))
    assert actions_of(smallest.steps) == ("a", "b")
