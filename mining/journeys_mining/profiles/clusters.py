"""Clusters of points, and the few axes along which points differ most.

Written out, for scikit-learn takes longer to import than many exports to mine. Both give what its
`KMeans` and `TruncatedSVD` give for the same seed.

Arthur and Vassilvitskii (2007), "k-means++: the advantages of careful seeding", section 2.2, with
several candidates for each centre; Halko, Martinsson and Tropp (2011), "Finding structure with
randomness", algorithms 4.4 and 5.1.
"""

import numpy as np
from scipy.sparse import csr_matrix

from journeys_mining.chain.ngram_trie import Floats, Ints

_MOST_ROUNDS = 30
_TOLERANCE = 1e-4
"""Of the variance of the points: centres that move less have arrived."""
_MORE_AXES = 10
"""Looked for beyond those asked for, for the last ones are found least well."""
_POWERS = 3


def cluster(points: Floats, count: int, seed: int) -> Ints:
    """The cluster of each point, from 0 on: k-means (Lloyd 1982), from centres of a seed.

    Parameters
    ----------
    points
        In rows.
    count
        Of clusters; no more than there are different points.

    Examples
    --------
    >>> cluster(np.array([[0.0], [9.0], [1.0], [8.0]]), 2, seed=0).tolist()
    [0, 1, 0, 1]
    """
    # Points in columns: what is summed for all of them lies side by side.
    centred = np.ascontiguousarray((points - points.mean(axis=0)).T)
    centres = _first_centres(centred, count, np.random.RandomState(seed))
    arrived = _TOLERANCE * float(np.var(points, axis=0).mean())
    labels = np.full(len(points), -1)
    for _ in range(_MOST_ROUNDS):
        before, labels = labels, _nearest(centred, centres)
        moved = _means(centred, labels, centres)
        shift = float(((moved - centres) ** 2).sum())
        centres = moved
        if np.array_equal(labels, before):
            return labels
        if shift <= arrived:
            break
    return _nearest(centred, centres)


def _first_centres(points: Floats, count: int, random: np.random.RandomState) -> Floats:
    """Points that are far from each other, in rows: each the best of a few, which are drawn in
    proportion to the squared distance to the nearest centre."""
    size = points.shape[1]
    squares = _squares(points)
    tried = 2 + int(np.log(count))
    chosen = [int(random.choice(size, p=np.full(size, 1 / size)))]
    distances = _squared_distances(points[:, chosen], points, squares)[0]
    for _ in range(1, count):
        drawn = random.uniform(size=tried) * distances.sum()
        candidates = np.searchsorted(np.cumsum(distances), drawn).clip(max=size - 1)
        nearest = _squared_distances(points[:, candidates], points, squares)
        np.minimum(distances, nearest, out=nearest)
        best = int(np.argmin(nearest.sum(axis=1)))
        chosen.append(int(candidates[best]))
        distances = nearest[best]
    return np.ascontiguousarray(points[:, chosen].T)


def _squares(points: Floats) -> Floats:
    squares: Floats = np.einsum("ij,ij->j", points, points)
    return squares


def _squared_distances(some: Floats, points: Floats, squares: Floats) -> Floats:
    distances = -2.0 * (some.T @ points)
    distances += _squares(some)[:, None]
    distances += squares
    return np.maximum(distances, 0.0, out=distances)


def _nearest(points: Floats, centres: Floats) -> Ints:
    # The square of the point is the same for all of its distances.
    distances = _squares(centres.T)[:, None] - 2.0 * (centres @ points)
    return np.asarray(np.argmin(distances, axis=0), np.int64)


def _means(points: Floats, labels: Ints, centres: Floats) -> Floats:
    """The centre of each cluster; one without points takes a point that is far from its own."""
    sizes = np.bincount(labels, minlength=len(centres)).astype(np.float64)
    of_axes = [np.bincount(labels, weights=one, minlength=len(centres)) for one in points]
    sums = np.stack(of_axes, axis=1)
    (empty,) = np.nonzero(sizes == 0)
    if len(empty):
        farthest = np.argsort(-((points - centres[labels].T) ** 2).sum(axis=0), kind="stable")
        for number, place in zip(empty, farthest, strict=False):
            sums[labels[place]] -= points[:, place]
            sizes[labels[place]] -= 1
            sums[number], sizes[number] = points[:, place], 1
    means: Floats = sums / np.maximum(sizes, 1)[:, None]
    return means


def agreement(one: Ints, other: Ints) -> float:
    """The adjusted Rand index of two ways to cluster the same points (Hubert and Arabie 1985): 1
    for the same clusters, about 0 for such as agree by chance.

    >>> agreement(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0]))
    1.0
    """
    _, both = np.unique(one * (other.max() + 1) + other, return_counts=True)
    together = int((both**2).sum()) - len(one)
    of_one, of_other = (int((np.bincount(each) ** 2).sum()) - len(one) for each in (one, other))
    apart = len(one) * (len(one) - 1) - of_one - of_other + together
    alone, beside = of_one - together, of_other - together
    if alone == beside == 0:
        return 1.0
    chance = (together + alone) * (alone + apart) + (together + beside) * (beside + apart)
    return 2.0 * (together * apart - alone * beside) / chance


def along_axes(points: csr_matrix, count: int) -> Floats:
    """Where points are on the axes along which they differ most, seen from 0.

    Parameters
    ----------
    points
        In rows.
    """
    wide = points.shape[0] < points.shape[1]
    matrix = points.T if wide else points
    found = np.random.RandomState(0).normal(size=(matrix.shape[1], count + _MORE_AXES))
    for _ in range(_POWERS):
        found = np.linalg.qr(matrix.T @ np.linalg.qr(matrix @ found).Q).Q
    found = np.linalg.qr(matrix @ found).Q
    left, _, right = np.linalg.svd((matrix.T @ found).T, full_matrices=False)
    axes = found @ left if wide else right.T
    places: Floats = points @ axes[:, :count]
    return places
