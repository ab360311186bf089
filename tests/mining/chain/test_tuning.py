"""Smoothing of coded sessions: proper, closed form by hand, never worse than shorter contexts."""

import random
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeys_mining.chain.coded_chain import SessionCoder
from journeys_mining.chain.exit_hazard import fit_exit_shifts, positions_of, shift_end_probs
from journeys_mining.chain.kneser_ney import SmoothedTrie, adjust_counts, closed_form, smooth
from journeys_mining.chain.ngram_trie import NgramTrie, trie_of_model, trie_of_sessions
from journeys_mining.chain.tuning import held_out_steps, mean_loss, tune_discounts
from journeys_mining.model.tuned_numbers import Discounts
from tests.support.model_factory import a_model

SESSIONS = st.lists(st.lists(st.sampled_from("abcd"), min_size=1, max_size=6), min_size=1)
CODER = SessionCoder("abcd")
DISCOUNTS = st.builds(
    Discounts,
    once=st.sampled_from((0.0, 0.25, 0.5, 1.0)),
    twice=st.sampled_from((0.0, 0.75, 1.5)),
    more=st.sampled_from((0.0, 1.25, 2.5)),
    strength=st.sampled_from((0.0, 0.5, 4.0)),
)
SOME = Discounts(once=0.6, twice=1.1, more=1.4, strength=0.3)


def trie_of(sessions: list[list[str]], order: int) -> NgramTrie:
    return trie_of_sessions(CODER.code(sessions), len(CODER.names), order)


def walks(count: int, seed: int, *, memory: bool) -> list[list[str]]:
    """Sessions over four actions; with memory the next one depends on the two before."""
    rng = random.Random(seed)
    sessions: list[list[str]] = []
    for _ in range(count):
        session = [rng.choice("abcd"), rng.choice("abcd")]
        while rng.random() > 0.1:
            likely = "abcd"[("abcd".index(session[-1]) + "abcd".index(session[-2])) % 4]
            session.append(likely if memory and rng.random() < 0.7 else rng.choice("abcd"))
        sessions.append(session)
    return sessions


@settings(max_examples=60)
@given(sessions=SESSIONS, order=st.integers(1, 4), feasible=st.booleans())
def test_probabilities_after_each_context_sum_to_one(
    sessions: list[list[str]], order: int, feasible: bool
) -> None:
    trie = trie_of(sessions, order)
    smoothed = smooth(adjust_counts(trie, order, 1), [SOME] * order, feasible=feasible)
    codes = np.arange(-1, trie.code_count)
    for context in np.unique(trie.contexts_along(CODER.code(sessions)[:-1])):
        if trie.action[context] != 1:
            probs = smoothed.probs(np.full(len(codes), context), codes)
            assert probs.sum() == pytest.approx(1.0)
            assert probs[2] == pytest.approx(smoothed.end_prob[context])


@settings(max_examples=60)
@given(sessions=SESSIONS, order=st.integers(1, 4))
def test_a_model_and_its_sessions_give_the_same_trie(sessions: list[list[str]], order: int) -> None:
    model = a_model(*sessions, order=order)
    coder = SessionCoder(one.action for one in model.actions)
    by_sessions = trie_of_sessions(coder.code(sessions), len(coder.names), order)
    by_model = trie_of_model(model)
    assert by_sessions.keys.tolist() == by_model.keys.tolist()
    assert by_sessions.count[1:].tolist() == by_model.count[1:].tolist()
    assert by_sessions.suffix.tolist() == by_model.suffix.tolist()


@settings(max_examples=60)
@given(kept=SESSIONS, taken=SESSIONS, order=st.integers(1, 3))
def test_sessions_are_taken_out_of_the_counts_again(
    kept: list[list[str]], taken: list[list[str]], order: int
) -> None:
    rest = trie_of(kept + taken, order).without_sessions(CODER.code(taken), 1)
    alone = trie_of(kept, order)
    several = rest.depth > 1
    assert rest.count[several].tolist() == alone.count[alone.depth > 1].tolist()
    assert rest.action[several].tolist() == alone.action[alone.depth > 1].tolist()


@settings(max_examples=60)
@given(sessions=SESSIONS, order=st.integers(1, 3), discounts=st.lists(DISCOUNTS, min_size=3))
def test_probabilities_are_those_of_the_formula(
    sessions: list[list[str]], order: int, discounts: list[Discounts]
) -> None:
    """Interpolated Kneser-Ney as its papers write it, by recursion over sessions, in fractions."""
    trie = trie_of(sessions, order)
    smoothed = smooth(adjust_counts(trie, order, 1), discounts[:order], feasible=False)
    naive = NaiveKneserNey(sessions, order, discounts)
    codes = {name: code for code, name in enumerate(CODER.names)}
    for session in sessions:
        for end in range(1, len(session) + 1):
            history = ("(start)", *session[:end])[-order:]
            node = np.array([0])
            for action in history:
                node = trie.find(node, np.array([codes[action]]))
            for action in (*"abcd", "(end)"):
                prob = smoothed.probs(node, np.array([codes[action]]))[0]
                assert prob == pytest.approx(float(naive.prob(history, action)), rel=1e-12)


class NaiveKneserNey:
    """Counts n-grams in the sessions again for each question."""

    def __init__(self, sessions: list[list[str]], order: int, discounts: list[Discounts]) -> None:
        self._sessions = [("(start)", *one, "(end)") for one in sessions]
        self._order, self._discounts = order, discounts

    def prob(self, context: tuple[str, ...], action: str) -> Fraction:
        if not context:
            return self._base(action)
        numbers = self._discounts[len(context) - 1]
        counts = {one: self._count((*context, one)) for one in (*"abcd", "(end)")}
        taken = {one: min(self._discount(numbers, count), count) for one, count in counts.items()}
        strength = Fraction(numbers.strength)
        whole = sum(counts.values()) + strength
        if not whole:
            return self.prob(context[1:], action)
        given = strength + sum(taken.values())
        kept = counts[action] - taken[action]
        return (kept + given * self.prob(context[1:], action)) / whole

    def _discount(self, numbers: Discounts, count: Fraction) -> Fraction:
        of_count = (0.0, numbers.once, numbers.twice, numbers.more)
        return Fraction(of_count[min(int(count), 3)])

    def _count(self, gram: tuple[str, ...]) -> Fraction:
        """How often, or how many different actions stood before."""
        befores = [
            session[place - 1]
            for session in self._sessions
            for place in range(len(session))
            if session[place : place + len(gram)] == gram
        ]
        is_raw = len(gram) == self._order + 1 or gram[0] == "(start)"
        return Fraction(len(befores) if is_raw else len(set(befores)))

    def _base(self, action: str) -> Fraction:
        """Frequencies; what never occurred, one unknown action among it, shares the singletons'."""
        seen = {
            one: sum(session.count(one) for session in self._sessions) for one in (*"abcd", "(end)")
        }
        unseen = [one for one, count in seen.items() if not count]
        singletons = max(sum(count == 1 for count in seen.values()), 1)
        share = Fraction(singletons, len(unseen) + 1)
        whole = sum(seen.values()) + singletons
        return (Fraction(seen[action]) if seen[action] else share) / whole


def test_continuation_counts_by_hand() -> None:
    """`b c` occurs 3 times after 2 different actions, START being one of them."""
    trie = trie_of([["a", "b", "c"], ["a", "b", "c"], ["b", "c"]], order=2)
    codes = dict(zip(CODER.names, range(len(CODER.names)), strict=True))
    b = trie.find(np.array([0]), np.array([codes["b"]]))
    b_c = trie.find(b, np.array([codes["c"]]))
    assert trie.count[b_c] == 3
    assert adjust_counts(trie, 2, 1).of_node[b_c] == 2
    assert adjust_counts(trie, 1, 1).of_node[b_c] == 3


def test_discounts_in_closed_form_by_hand() -> None:
    """Pairs seen once 4, twice 1: a single discount of 4 / (4 + 2 · 1); none was seen thrice."""
    trie = trie_of([["a", "b"], ["a", "c"]], order=1)
    counts = adjust_counts(trie, 1, 1)
    found = closed_form(counts)[0]
    assert (found.once, found.twice, found.more) == pytest.approx((2 / 3, 2 / 3, 2 / 3))


@pytest.mark.parametrize("memory", [True, False])
def test_longer_contexts_are_used_where_they_predict_better_only(memory: bool) -> None:
    trie = trie_of(walks(300, 1, memory=memory), order=4)
    steps = held_out_steps(trie, CODER.code(walks(100, 2, memory=memory)))
    first = tune_discounts(trie, steps, order=1)
    best = tune_discounts(trie, steps, order=4)
    losses = [mean_loss(_open(trie, one), steps) for one in (first, best)]
    assert losses[1] <= losses[0]
    assert (losses[1] < losses[0] - 0.1) == memory


def _open(trie: NgramTrie, discounts: tuple[Discounts, ...]) -> SmoothedTrie:
    return smooth(adjust_counts(trie, len(discounts), 1), discounts, feasible=False)


def test_exit_shifts_make_as_many_exits_expected_as_there_are() -> None:
    """Sessions of 2 or 6 times the same action: its context knows nothing of the length."""
    train, held_out = [["a"] * 2] * 50 + [["a"] * 6] * 50, [["a"] * 2] * 60 + [["a"] * 6] * 60
    trie = trie_of(train, order=1)
    smoothed = smooth(adjust_counts(trie, 1, 1), [SOME], feasible=True)
    codes = CODER.code(held_out)
    shifts = fit_exit_shifts(smoothed, codes, furthest=6)
    assert [one.position for one in shifts] == [1, 3]
    contexts = np.concatenate(([0], trie.contexts_along(codes)[:-1]))
    positions = positions_of(codes)
    shifted = shift_end_probs(
        smoothed.end_prob[contexts], positions, smoothed.openness[contexts], shifts
    )
    early = (positions >= 1) & (positions < 3)
    assert shifted[early].sum() == pytest.approx(60, rel=0.01)
    assert shifted[positions >= 3].sum() == pytest.approx(60, rel=0.01)
