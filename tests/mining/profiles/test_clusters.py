"""Clusters and axes are those of scikit-learn, which takes too long to import to be used."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.metrics import adjusted_rand_score

from journeys_mining.chain.ngram_trie import Floats
from journeys_mining.profiles.clusters import agreement, along_axes, cluster
from journeys_mining.profiles.pair_counts import count_pairs


def _many_points() -> Floats:
    return np.random.default_rng(3).normal(size=(300, 5)) ** 3


def _few_kinds_of_points() -> Floats:
    """So few that clusters run empty on the way."""
    kinds = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [9.0, 9.0]])
    return np.repeat(kinds, [50, 30, 2, 1], axis=0)


@pytest.mark.parametrize("points", [_many_points(), _few_kinds_of_points()])
def test_the_same_clusters_as_scikit_learn(points: Floats) -> None:
    for count in (1, 2, 3, 4):
        for seed in range(6):
            theirs = KMeans(count, n_init=1, max_iter=30, random_state=seed).fit_predict(points)
            assert cluster(points, count, seed).tolist() == theirs.tolist()


@pytest.mark.parametrize("shape", [(200, 40), (40, 200)])
def test_the_same_axes_as_scikit_learn(shape: tuple[int, int]) -> None:
    points = csr_matrix(np.random.default_rng(4).poisson(0.3, shape).astype(float))
    theirs = TruncatedSVD(16, n_iter=3, random_state=0).fit_transform(points)
    # Which way an axis points is nobody's business.
    np.testing.assert_allclose(np.abs(along_axes(points, 16)), np.abs(theirs), atol=1e-9)


def test_the_same_agreement_as_scikit_learn() -> None:
    random = np.random.default_rng(5)
    for kinds in (1, 2, 5):
        one, other = random.integers(0, kinds, (2, 40))
        assert agreement(one, other) == pytest.approx(adjusted_rand_score(one, other))
        assert agreement(one, one) == 1.0


def test_sessions_that_are_alike_share_a_row() -> None:
    """`a b`, `a`, `b a`, `a` and `a b` again: START is 0, END 1, `a` 2 and `b` 3."""
    codes = np.array([0, 2, 3, 1, 0, 2, 1, 0, 3, 2, 1, 0, 2, 1, 0, 2, 3, 1])
    pairs = count_pairs(codes, code_count=4)
    alike, first = pairs.alike()
    assert first.tolist() == [0, 1, 2]
    assert alike.times.tolist() == [2, 2, 1]
    assert alike.counts.toarray().tolist() == pairs.counts[first].toarray().tolist()
    np.testing.assert_allclose(alike.usual_probs, pairs.usual_probs)
