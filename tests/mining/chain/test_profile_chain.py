"""The chain of a profile says what its counts say, smoothed by the model, and nothing unseen."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from journeys.errors import InputError
from journeys_mining.chain.drawing import SessionDrawer
from journeys_mining.chain.smoothing import Chain
from journeys_mining.model.navigation_model import END, START, NavigationModel
from journeys_mining.model.profiles import Profile, ProfileAction, ProfileTransition, Profiling
from journeys_mining.model.tuned_numbers import Discounts, ExitShift, TunedNumbers
from tests.support.model_factory import a_model


def a_profile(name: str, sessions: int, *pairs: tuple[str, str, int]) -> Profile:
    done = Counter[str]()
    for _, action, count in pairs:
        done[action] += count
    return Profile(
        name=name,
        sessions=sessions,
        users=sessions,
        steps=(2, 3),
        actions=tuple(
            ProfileAction(action=action, sessions=min(count, sessions), count=count, users=sessions)
            for action, count in sorted(done.items())
            if action != END
        ),
        transitions=tuple(
            ProfileTransition(before=before, action=action, count=count, users=count)
            for before, action, count in sorted(pairs)
        ),
    )


@pytest.fixture(scope="module")
def model() -> NavigationModel:
    """Thirty sessions `a b`, ten `a c`, five `a b c`, five `b`; the first profile has the `c`s."""
    counted = a_model(*[["a", "b"]] * 30, *[["a", "c"]] * 10, *[["a", "b", "c"]] * 5, *[["b"]] * 5)
    with_c = a_profile(
        "c", 15, (START, "a", 15), ("a", "c", 10), ("a", "b", 5), ("b", "c", 5), ("c", END, 15)
    )
    without = a_profile("b", 35, (START, "a", 30), (START, "b", 5), ("a", "b", 30), ("b", END, 35))
    return replace(
        counted,
        profiling=Profiling(
            sessions=50, users=50, strength=5.0, gain=0.1, agreement=1.0, profiles=(without, with_c)
        ),
        tuned=TunedNumbers(
            discounts=tuple(
                Discounts(once=0.4, twice=0.6, more=0.8, strength=1.0) for _ in range(3)
            ),
            exit_shifts=(ExitShift(position=2, log_odds=0.3),),
            revisit_factor=0.7,
        ),
    )


def test_after_one_action_the_profiles_counts_are_smoothed_by_the_model(
    model: NavigationModel,
) -> None:
    usual, chain = Chain(model), Chain(model, "c")
    for action, count in {"b": 5, "c": 10}.items():
        expected = (count + 5.0 * usual.next_in(("a",))[action]) / (15 + 5.0)
        assert chain.next_in(("a",))[action] == pytest.approx(expected, rel=1e-12)


def test_every_row_sums_to_one_and_has_what_the_model_has(model: NavigationModel) -> None:
    usual = Chain(model)
    for profile in ("b", "c"):
        chain = Chain(model, profile)
        for context in chain.contexts():
            row = chain.next_in(context)
            assert sum(row.values()) == pytest.approx(1.0, abs=1e-12)
            assert set(row) == set(usual.next_in(context))
            rows = [row[action] / usual.next_in(context)[action] for action in row]
            last = context[-1:]
            ratios = [chain.next_in(last)[one] / usual.next_in(last)[one] for one in row]
            # Longer contexts are moved as the last action is, up to one factor.
            assert np.allclose(np.array(rows) / ratios, rows[0] / ratios[0], rtol=1e-9)


def test_drawn_sessions_are_as_likely_as_the_chain_says(model: NavigationModel) -> None:
    chain = Chain(model, "c")
    codes = SessionDrawer(chain.coded).draw(40_000, np.random.default_rng(3), max_steps=30)
    drawn = Counter(chain.coder.names_of(codes))
    for session, count in drawn.most_common(8):
        prob = chain.prob(session)
        # Five standard errors: a false alarm in about 200,000 runs.
        assert abs(count / 40_000 - prob) < 5 * np.sqrt(prob / 40_000)
    assert drawn["a", "c"] > 2 * drawn["b",]


def test_a_profile_that_is_not_there_is_told_with_the_nearest(model: NavigationModel) -> None:
    with pytest.raises(InputError, match=r"no profile 'cc'; did you mean c\?"):
        Chain(model, "cc")
    with pytest.raises(InputError, match=r"no profile 'c': this model has none"):
        Chain(replace(model, profiling=None), "c")
