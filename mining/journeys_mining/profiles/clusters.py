"""Clusters of points: what the search for profiles starts from, and how two divisions agree.

The algorithms and random numbers are scikit-learn's, and so are the clusters; to import it takes
longer than to mine a small export.
"""

import numpy as np
from scipy.linalg import lu, qr, svd
from scipy.sparse import csc_matrix, csr_matrix

from journeys_mining.chain.ngram_trie import Floats, Ints

_MOST_ROUNDS = 30
_TOLERANCE = 1e-4
"""Of the variance of the points: centers that move less have come to rest."""
_SPARE_DIMENSIONS = 10
_POWERS = 3


def find_clusters(points: Floats, count: int, seed: int) -> Ints:
    """The cluster of each point, by k-means (Lloyd) from centers drawn by k-means++.

    Parameters
    ----------
    points
        In rows, of which at least `count` differ.
    """
    points = points - points.mean(axis=0)
    centers = _draw_centers(points, count, np.random.RandomState(seed))
    least_shift = _TOLERANCE * float(np.var(points, axis=0).mean())
    before = None
    for _ in range(_MOST_ROUNDS):
        labels = _nearest(points, centers)
        moved = _centers(points, labels, centers)
        shift = float(((moved - centers) ** 2).sum())
        centers = moved
        if before is not None and np.array_equal(labels, before):
            return labels
        if shift <= least_shift:
            break
        before = labels
    return _nearest(points, centers)


def _draw_centers(points: Floats, count: int, random: np.random.RandomState) -> Floats:
    """Points far from each other: of a few drawn by their squared distance to the nearest center,
    the one that leaves the least of it (Arthur and Vassilvitskii, 2007)."""
    point_count = len(points)
    squares = np.einsum("ij,ij->i", points, points)
    tries = 2 + int(np.log(count))
    chosen = [int(random.choice(point_count, p=np.full(point_count, 1.0 / point_count)))]
    nearest = _distances(points, squares, chosen)[0]
    while len(chosen) < count:
        drawn = random.uniform(size=tries) * float(nearest.sum())
        tried = np.minimum(np.searchsorted(np.cumsum(nearest), drawn), point_count - 1)
        left = np.minimum(nearest, _distances(points, squares, tried.tolist()))
        best = int(np.argmin(left.sum(axis=1)))
        nearest = left[best]
        chosen.append(int(tried[best]))
    return points[chosen]


def _distances(points: Floats, squares: Floats, chosen: list[int]) -> Floats:
    """Squared, of each chosen point, in rows, to all."""
    found: Floats = squares[chosen, None] - 2 * (points[chosen] @ points.T) + squares
    return np.maximum(found, 0)


def _nearest(points: Floats, centers: Floats) -> Ints:
    squares = np.einsum("ij,ij->i", centers, centers)
    labels: Ints = np.argmin(squares[:, None] - 2 * (centers @ points.T), axis=0)
    return labels


def _centers(points: Floats, labels: Ints, before: Floats) -> Floats:
    """The mean of each cluster; one that has lost all its points gets the one farthest off."""
    count = len(before)
    sizes = np.bincount(labels, minlength=count)
    ones, ends = np.ones(len(points)), np.arange(len(points) + 1)
    sums = csc_matrix((ones, labels, ends), shape=(count, len(points))) @ points
    empty = np.flatnonzero(sizes == 0)
    if len(empty):
        off = ((points - before[labels]) ** 2).sum(axis=1)
        farthest = np.argpartition(off, -len(empty))[: -len(empty) - 1 : -1]
        for cluster, point in zip(empty.tolist(), farthest.tolist(), strict=True):
            sums[labels[point]] -= points[point]
            sums[cluster] = points[point]
            sizes[labels[point]] -= 1
            sizes[cluster] = 1
    means: Floats = sums / np.maximum(sizes, 1)[:, None]
    return means


def main_axes(rows: csr_matrix, dimensions: int) -> Floats:
    """The rows in their main directions (randomised singular values: Halko, Martinsson and Tropp,
    2011), always the same ones."""
    is_wide = rows.shape[0] < rows.shape[1]
    tall = rows.T if is_wide else rows
    size = dimensions + _SPARE_DIMENSIONS
    basis = np.random.RandomState(0).normal(size=(tall.shape[1], size))
    for _ in range(_POWERS):
        basis = lu(tall @ basis, permute_l=True, check_finite=False)[0]
        basis = lu(tall.T @ basis, permute_l=True, check_finite=False)[0]
    basis = qr(tall @ basis, mode="economic", check_finite=False)[0]
    left, _, right = svd(basis.T @ tall, full_matrices=False)
    axes = (basis @ left)[:, :dimensions] if is_wide else right[:dimensions].T
    found: Floats = rows @ axes
    return found


def agreement(one: Ints, other: Ints) -> float:
    """Adjusted Rand index of two divisions of the same points: 1 where they are the same, 0 where
    they agree as by chance.

    >>> agreement(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0]))
    1.0
    >>> round(agreement(np.array([0, 0, 1, 1]), np.array([0, 0, 1, 2])), 4)
    0.5714
    """
    both = np.unique(np.stack((one, other)), axis=1, return_counts=True)[1]
    together, by_one, by_other = (
        _pairs(counts)
        for counts in (both, *(np.unique(given, return_counts=True)[1] for given in (one, other)))
    )
    by_chance = by_one * by_other / max(_pairs(np.array([len(one)])), 1)
    most = (by_one + by_other) / 2
    return 1.0 if most == by_chance else (together - by_chance) / (most - by_chance)


def _pairs(counts: Ints) -> int:
    """Of two points in one part."""
    return sum(count * (count - 1) // 2 for count in counts.tolist())
