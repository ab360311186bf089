"""The estimator keeps scikit-learn's conventions and says what the chain says."""

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, cross_val_score

from journeys import MarkovChain
from journeys.errors import InputError

Sequences = list[tuple[str, ...]]


def walks(count: int, seed: int) -> Sequences:
    """Sequences in which the last step but one decides: after `a x` comes `b`, after `b x`, `a`."""
    rng = np.random.default_rng(seed)
    found: Sequences = []
    for _ in range(count):
        steps = [str(rng.choice(["a", "b"]))]
        while rng.random() < 0.7:
            swapped = "b" if steps[-1] == "a" else "a"
            steps += ["x", swapped if rng.random() < 0.9 else steps[-1]]
        found.append(tuple(steps))
    return found


TRAIN, TEST = walks(1_500, 1), walks(300, 2)


def test_it_is_cloned_and_set_as_scikit_learn_does() -> None:
    chain = MarkovChain(order=2, random_state=7).fit(TRAIN)
    copy = clone(chain)
    assert copy.get_params() == {"order": 2, "random_state": 7}
    with pytest.raises(NotFittedError):
        copy.score(TEST)
    assert copy.set_params(order=1).order == 1
    assert copy.set_params(order=2).fit(TRAIN).score(TEST) == chain.score(TEST)


def test_scikit_learn_finds_the_order() -> None:
    found = GridSearchCV(MarkovChain(random_state=0), {"order": [1, 2]}, cv=3).fit(TRAIN)
    assert found.best_params_ == {"order": 2}
    scores = cross_val_score(MarkovChain(order=2, random_state=0), TRAIN, cv=3)
    assert scores == pytest.approx(np.full(3, scores.mean()), abs=0.1)


def test_the_score_is_the_mean_logarithm_of_the_predictions() -> None:
    chain = MarkovChain(order=3, random_state=0).fit(TRAIN)
    classes = chain.classes_.tolist()
    logs: list[float] = []
    for one in TEST[:40]:
        rows = chain.predict_proba([one[:at] for at in range(len(one) + 1)])
        assert rows.sum(axis=1) == pytest.approx(np.ones(len(one) + 1))
        steps = (*one, "(end)")
        logs += [math.log(row[classes.index(step)]) for row, step in zip(rows, steps, strict=True)]
    # Predictions are given that the step is known; the score leaves some for unknown ones.
    assert chain.score(TEST[:40]) == pytest.approx(float(np.mean(logs)), abs=1e-3)


def test_it_learns_what_was_planted() -> None:
    chain = MarkovChain(order=2, random_state=0).fit(TRAIN)
    assert chain.order_ == 2
    after = dict(zip(chain.classes_.tolist(), chain.predict_proba([["a", "x"]])[0], strict=True))
    assert after["b"] == pytest.approx(0.9, abs=0.03)
    assert chain.score(TEST) > MarkovChain(order=1, random_state=0).fit(TRAIN).score(TEST) + 0.05


def test_same_seed_same_samples_of_steps_that_were_seen() -> None:
    chain = MarkovChain(order=2, random_state=3).fit(TRAIN)
    drawn = chain.sample(200)
    assert drawn == chain.sample(200)
    assert drawn != clone(chain).set_params(random_state=4).fit(TRAIN).sample(200)
    assert max(map(len, chain.sample(200, max_steps=3))) == 3
    seen = {pair for one in TRAIN for pair in pairwise(one)}
    assert {pair for one in drawn for pair in pairwise(one)} <= seen


def test_unknown_steps_are_scored_and_told_apart_from_faults() -> None:
    chain = MarkovChain(random_state=0).fit(TRAIN)
    assert -math.inf < chain.score([("a", "new")]) < chain.score([("a", "x", "b")])
    assert math.isfinite(chain.score([("x", "x")]))
    assert math.isfinite(MarkovChain().fit([("a", "b")]).score([("b", "a", "new")]))
    wrongs: list[Any] = ["abc", ["abc"], [(1, 2)]]
    for wrong in wrongs:
        with pytest.raises(InputError, match="text"):
            chain.fit(wrong)
    with pytest.raises(InputError, match="no sequence to fit"):
        chain.fit([])
    with pytest.raises(InputError, match="order"):
        MarkovChain(order=0).fit(TRAIN)
