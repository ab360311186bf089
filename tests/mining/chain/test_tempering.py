"""Tempered sessions: proper rows, rarer actions, and weights that lead back to production."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeys_mining.chain.ngram_trie import ROOT
from journeys_mining.chain.smoothing import Chain
from journeys_mining.chain.tempering import draw_tempered, temper_weights
from journeys_mining.guards.guarded_chain import GuardedChain
from journeys_mining.model.guards import Guard, GuardRule
from journeys_mining.model.tuned_numbers import Discounts, ExitShift, TunedNumbers
from tests.mining.sessions_by_hand import guarded
from tests.support.model_factory import a_model

SESSIONS = st.lists(st.lists(st.sampled_from("abcd"), min_size=1, max_size=6), min_size=1)
SOME = Discounts(once=0.6, twice=1.1, more=1.4, strength=0.3)
TUNED = TunedNumbers(
    discounts=(SOME, SOME), exit_shifts=(ExitShift(position=3, log_odds=0.5),), revisit_factor=0.5
)


@settings(max_examples=60)
@given(sessions=SESSIONS, temper=st.sampled_from((0.0, 0.3, 1.0)))
def test_every_row_still_sums_to_one(sessions: list[list[str]], temper: float) -> None:
    chain = Chain(replace(a_model(*sessions, order=2), tuned=TUNED))
    smoothed = temper_weights(chain.coded.smoothed, temper)
    codes = np.arange(smoothed.trie.code_count)
    for context in np.unique(smoothed.trie.contexts_along(chain.coder.code(sessions))):
        if context != ROOT and smoothed.trie.action[context] != 1:
            probs = smoothed.probs(np.full(len(codes), context), codes)
            assert probs.sum() == pytest.approx(1.0)
            assert probs[1] == pytest.approx(smoothed.end_prob[context])


def test_rare_sessions_come_more_often_and_weigh_less() -> None:
    """The share of a session, weighted, is its probability: within 4.5 standard errors, which a
    true one leaves once in 150,000 times, for a fixed seed."""
    sessions = [
        *[("a", "b", "c")] * 90,
        *[("a", "d", "c")] * 4,
        *[("b", "a")] * 20,
        ("d", "b", "a"),
    ]
    chain = Chain(replace(a_model(*sessions, order=2), tuned=TUNED))
    count, rng = 40_000, np.random.default_rng(11)
    drawn = draw_tempered(chain.coded, count, rng, temper=0.3, max_steps=200)
    names, weights = chain.coder.names_of(drawn.codes), np.exp(drawn.log_weights)
    times = Counter(names)
    rare = ("d", "b", "a")
    assert times[rare] > 3 * count * chain.prob(rare)
    for session, _ in times.most_common(6):
        weighed = np.array([one == session for one in names]) * weights
        error = weighed.std() / np.sqrt(count)
        assert abs(weighed.mean() - chain.prob(session)) < 4.5 * error
    assert abs(weights.mean() - 1.0) < 4.5 * weights.std() / np.sqrt(count)


def test_a_temper_of_one_changes_nothing() -> None:
    chain = Chain(a_model(("a", "b"), ("a", "c"), ("b", "a", "b"), order=2))
    drawn = draw_tempered(chain.coded, 500, np.random.default_rng(1), temper=1.0, max_steps=50)
    assert drawn.log_weights == pytest.approx(np.zeros(500))


def test_no_tempered_session_breaks_a_guard() -> None:
    model = a_model(*[("a", "b", "c")] * 9, *[("b", "c")] * 9, ("c", "b", "a", "b"), order=1)
    b_first = Guard(action="c", rule=GuardRule.ALWAYS_AFTER, other="b")
    chain = GuardedChain(guarded(model, b_first))
    rng = np.random.default_rng(5)
    drawn = chain.draw_tempered(3000, rng, temper=0.2, max_steps=100)
    assert len(drawn) == 3000
    assert not any("c" in one and "b" not in one[: one.index("c")] for one, _ in drawn)
    weights = np.array([weight for _, weight in drawn])
    assert weights.mean() == pytest.approx(1.0, abs=0.1)
