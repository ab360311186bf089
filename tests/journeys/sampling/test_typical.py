"""Typical journeys: seeded, different, and drawn as the model says."""

import random
from collections import Counter

from scipy.stats import chisquare

from journeys.journey import actions_of
from journeys.sampling.typical import draw_session, sample_typical
from journeys_mining.smoothing import Chain
from tests.support.model_factory import a_model

MODEL = a_model(
    *[("a", "b")] * 60, *[("a", "c")] * 30, *[("b",)] * 20, ("a", "b", "a", "b"), order=2
)


def test_same_seed_same_journeys() -> None:
    assert sample_typical(MODEL, 5, seed=3) == sample_typical(MODEL, 5, seed=3)


def test_the_most_frequent_comes_first_and_bounces_are_left_out() -> None:
    journeys = sample_typical(MODEL, 5, seed=0)
    assert [actions_of(one.steps) for one in journeys[:2]] == [("a", "b"), ("a", "c")]
    assert len({one.id for one in journeys}) == len(journeys)
    assert all(len(one.steps) >= 2 for one in journeys)


def test_a_session_that_is_too_long_is_cut_and_not_kept() -> None:
    long = a_model(("a",) * 200, order=1)
    assert len(draw_session(Chain(long), random.Random(0), max_steps=10)) == 11
    assert all(len(one.steps) <= 10 for one in sample_typical(long, 3, seed=0, max_steps=10))


def test_sessions_are_drawn_with_the_probability_of_the_chain() -> None:
    """Chi-square at 1 in 10,000 for a fixed seed: it holds or it does not, for ever."""
    chain, rng = Chain(MODEL), random.Random(1)
    drawn = Counter(draw_session(chain, rng, max_steps=40) for _ in range(20_000))
    common = [session for session, times in drawn.items() if times >= 50]
    observed = [drawn[session] for session in common]
    expected = [20_000 * chain.prob(session) for session in common]
    rest = 20_000 - sum(observed)
    result = chisquare([*observed, rest], [*expected, 20_000 - sum(expected)])
    assert result.pvalue > 1e-4
