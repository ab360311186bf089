"""Our clusters are those of scikit-learn, which is not imported for them."""

import numpy as np
import pytest
from scipy.sparse import random as random_sparse
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.metrics import adjusted_rand_score

from journeys_mining.profiles.clusters import agreement, find_clusters, main_axes


@pytest.mark.parametrize("seed", range(4))
def test_clusters_are_those_of_scikit_learn(seed: int) -> None:
    random = np.random.default_rng(seed)
    # Few different points, so that clusters lose all of theirs, too.
    points = np.repeat(random.normal(size=(30, 5)), random.integers(1, 30, 30), axis=0)
    for count in range(2, 25, 4):
        theirs = KMeans(count, n_init=1, max_iter=30, random_state=seed).fit_predict(points)
        ours = find_clusters(points, count, seed)
        assert ours.tolist() == theirs.tolist()
        assert agreement(ours, points[:, 0].argsort()) == pytest.approx(
            adjusted_rand_score(ours, points[:, 0].argsort())
        )


@pytest.mark.parametrize("shape", [(300, 60), (40, 90)])
def test_main_axes_are_those_of_scikit_learn(shape: tuple[int, int]) -> None:
    rows = random_sparse(*shape, density=0.2, format="csr", rng=np.random.default_rng(0))
    theirs = TruncatedSVD(16, n_iter=3, random_state=0).fit_transform(rows)
    # A direction may point either way.
    np.testing.assert_allclose(np.abs(main_axes(rows, 16)), np.abs(theirs), atol=1e-9)


def test_divisions_agree_wholly_or_by_chance() -> None:
    one = np.array([0, 0, 1, 1, 2])
    assert agreement(one, np.array([5, 5, 3, 3, 4])) == 1
    assert agreement(np.zeros(4, np.int64), np.zeros(4, np.int64)) == 1
    random = np.random.default_rng(1)
    first, second = random.integers(0, 3, (2, 5000))
    assert abs(agreement(first, second)) < 0.01
