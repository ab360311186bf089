"""Typical journeys: seeded, different, and drawn as the model says."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from scipy.stats import chisquare

from journeys.journey import JourneyKind, actions_of
from journeys.sampling.typical import sample_typical
from journeys_mining.actions.site_graph import SiteGraph
from journeys_mining.chain.drawing import SessionDrawer
from journeys_mining.chain.novelty import Novelty
from journeys_mining.chain.smoothing import Chain
from journeys_mining.model.tuned_numbers import (
    Discounts,
    ExitShift,
    HabitFactor,
    RecencyFactor,
    TunedNumbers,
)
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
    assert [len(one) for one in drawn_from(Chain(long), 3, max_steps=10)] == [11] * 3
    assert all(len(one.steps) <= 10 for one in sample_typical(long, 3, seed=0, max_steps=10))


TUNED = TunedNumbers(
    discounts=(
        Discounts(once=0.4, twice=0.5, more=0.6, strength=0.5),
        Discounts(once=0.7, twice=1.1, more=1.3, strength=2.0),
    ),
    exit_shifts=(ExitShift(position=2, log_odds=-1.0), ExitShift(position=4, log_odds=2.0)),
    revisit_factor=0.4,
    recency_factors=(RecencyFactor(lag=2, factor=2.0), RecencyFactor(lag=3, factor=0.5)),
    habit_factors=(HabitFactor(returns=0, factor=0.6), HabitFactor(returns=1, factor=2.5)),
)


@pytest.mark.parametrize(
    ("tuned", "floor"),
    [(None, 1), (TUNED, 1), (TUNED, 2), (replace(TUNED, revisit_factor=3.0), 1)],
    ids=["untuned", "tuned", "tuned, with a floor", "back and forth"],
)
def test_sessions_are_drawn_with_the_probability_of_the_chain(
    tuned: TunedNumbers | None, floor: int
) -> None:
    """Chi-square at 1 in 10,000 for a fixed seed: it holds or it does not, for ever."""
    sessions = [*[("a", "b", "c", "a")] * 6, *[("b", "a")] * 4, ("a", "b", "b", "c"), ("c",)]
    chain = Chain(replace(a_model(*sessions, order=2, floor=floor), tuned=tuned))
    drawn = Counter(drawn_from(chain, 20_000, max_steps=200))
    common = [session for session, times in drawn.items() if times >= 50]
    observed = [drawn[session] for session in common]
    expected = [20_000 * prob for prob in chain.probs(common)]
    if (rest := 20_000 - sum(expected)) > 1:
        observed.append(20_000 - sum(observed))
        expected.append(rest)
    result = chisquare(observed, expected)
    assert len(common) >= 4
    assert result.pvalue > 1e-4


def drawn_from(chain: Chain, count: int, *, max_steps: int) -> list[tuple[str, ...]]:
    codes = SessionDrawer(chain.coded).draw(count, np.random.default_rng(1), max_steps=max_steps)
    return chain.coder.names_of(codes)


def test_a_journey_with_a_step_never_seen_says_so() -> None:
    model = a_model(*[("a", "b", "a", "c")] * 60, *[("a", "c")] * 30, order=2)
    graph = SiteGraph(links=(("b", "c"),))
    journeys = sample_typical(model, 10, seed=0, novelty=Novelty(share=0.5, graph=graph))
    novel = [one for one in journeys if one.kind is JourneyKind.NOVEL]
    assert 0 < len(novel) < len(journeys)
    for one in journeys:
        steps = pairwise(actions_of(one.steps))
        assert (one.kind is JourneyKind.NOVEL) == (("b", "c") in steps)
        assert ("a link of the site graph: b → c" in one.reason) == (one in novel)
        assert (one.prob == 0) == (one in novel)
