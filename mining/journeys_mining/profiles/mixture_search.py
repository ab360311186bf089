"""Finds a mixture of Markov chains: where expectation-maximisation starts, and how many components.

Starts from clusters of sessions (scikit-learn), as EM only climbs the hill that it starts on. The
number of components is the one that predicts held-out users best and that another seed finds again.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import diags
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.metrics import adjusted_rand_score

from journeys_mining.chain.ngram_trie import Floats, Ints
from journeys_mining.profiles.markov_mixture import Mixture, expect, fit_mixture
from journeys_mining.profiles.pair_counts import PairCounts

MOST_PROFILES = 6
"""More than a person keeps in mind."""
LEAST_AGREEMENT = 0.8
"""Adjusted Rand index between two seeds; profiles that agree less are an accident of the seed."""
_LEAST_GAIN = 0.001
"""Of one component more, in nats a step: a tenth of a per cent of perplexity."""
_LEAST_SCORE = 2.0
"""Of that gain, in its standard errors."""
_STRENGTHS = (3.0, 30.0, 300.0)
_SEEDS = (0, 1)
_STARTS = 8
_FIRST_ROUNDS = 12
_BEST_STARTS = 3
_MOST_ROUNDS = 400
_DIMENSIONS = 16
_FOLDS = 4
_MOST_STEPS_IN_FOLDS = 30_000
"""With more, one user in four is held out, once; with fewer, each user in turn."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class FoundMixture:
    """A mixture that held-out users speak for."""

    mixture: Mixture
    strength: float
    gain: float
    """How much likelier it makes held-out sessions than one component does, in nats a step."""
    agreement: float
    """Adjusted Rand index between what two seeds make of the same sessions."""


class MixtureSearch:
    """Fits mixtures to the same sessions, from one seed or another."""

    def __init__(self, pairs: PairCounts) -> None:
        self._seen = np.flatnonzero(pairs.usual_probs)
        self._all_pairs = len(pairs.usual_probs)
        self._pairs, self._firsts = pairs.of_pairs(self._seen).alike()
        self._features = _features(pairs)
        self._most_clusters = len(np.unique(self._features, axis=0))
        self._found_starts: dict[tuple[int, int], tuple[Ints, ...]] = {}

    def fit(self, size: int, *, strength: float, seed: int) -> Mixture:
        """The likeliest mixture of `size` components that a seed's starts lead to."""
        fitted = self._fit(size, strength, seed)
        # What none of these sessions did has no say in any component.
        log_probs = np.zeros((size, self._all_pairs))
        log_probs[:, self._seen] = fitted.log_probs
        return replace(fitted, log_probs=log_probs)

    def _fit(self, size: int, strength: float, seed: int) -> Mixture:
        if size == 1:
            alone = np.ones((1, self._pairs.row_count))
            return self._climb(alone, strength, 1)[0]
        firsts: dict[bytes, tuple[Mixture, float]] = {}
        tried = []
        for start in self._starts(size, seed):
            key = start.tobytes()
            if key not in firsts:
                firsts[key] = self._climb(np.eye(size)[:, start], strength, _FIRST_ROUNDS)
            tried.append(firsts[key])
        tried.sort(key=lambda one: -one[1])
        best = {id(one): one[0] for one in tried[:_BEST_STARTS]}
        fitted = [
            self._climb(expect(one, self._pairs)[0], strength, _MOST_ROUNDS)
            for one in best.values()
        ]
        return max(fitted, key=lambda one: one[1])[0]

    def _climb(self, shares: Floats, strength: float, most_rounds: int) -> tuple[Mixture, float]:
        return fit_mixture(self._pairs, shares, strength=strength, most_rounds=most_rounds)

    def _starts(self, size: int, seed: int) -> tuple[Ints, ...]:
        """Clusters of the sessions, numbered as they come first; the same ones several times, where
        several draws lead to them."""
        if (size, seed) not in self._found_starts:
            seeds = range(seed * _STARTS, (seed + 1) * _STARTS)
            clusters = [self._clusters(size, one)[self._firsts] for one in seeds]
            self._found_starts[size, seed] = tuple(map(_as_they_come, clusters))
        return self._found_starts[size, seed]

    def _clusters(self, size: int, seed: int) -> Ints:
        count = min(size, self._most_clusters)
        found = KMeans(count, n_init=1, max_iter=30, random_state=seed)
        labels: Ints = found.fit_predict(self._features)
        return labels


def find_mixture(pairs: PairCounts, users: Ints) -> FoundMixture | None:
    """The mixture that predicts held-out users best; None where one chain does as well.

    Parameters
    ----------
    users
        Of each session, from 0 on; those of one user are held out together, and speak with one
        voice.
    """
    chosen = _choose_size(pairs, users)
    if chosen.size == 1:
        return None
    search = MixtureSearch(pairs)
    for size in range(chosen.size, 1, -1):
        first, second = (search.fit(size, strength=chosen.strength, seed=seed) for seed in _SEEDS)
        agreement = float(adjusted_rand_score(first.likeliest(pairs), second.likeliest(pairs)))
        if agreement >= LEAST_AGREEMENT:
            return FoundMixture(
                mixture=first,
                strength=chosen.strength,
                gain=chosen.gains[size],
                agreement=agreement,
            )
    return None


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Choice:
    size: int
    strength: float
    gains: dict[int, float]
    """Over one component, in nats a step, of each size that was tried."""


class _HeldOut:
    """Predicts sessions by mixtures that were fitted to those of other users."""

    def __init__(self, pairs: PairCounts, users: Ints) -> None:
        folds = _FOLDS if pairs.row_sums().sum() <= _MOST_STEPS_IN_FOLDS else 1
        parts = [np.flatnonzero(users % _FOLDS == fold) for fold in range(folds)]
        others = [np.flatnonzero(users % _FOLDS != fold) for fold in range(folds)]
        self._searches = [MixtureSearch(pairs.of_sessions(part)) for part in others]
        self._asked = [pairs.of_sessions(part) for part in parts]
        self.users = users[np.concatenate(parts)]
        self.steps = float(np.concatenate([one.row_sums() for one in self._asked]).mean())
        """Of a session, on average."""

    def predict(self, size: int, strength: float) -> Floats:
        """ln P of each held-out session."""
        return np.concatenate(
            [
                search.fit(size, strength=strength, seed=_SEEDS[0]).log_likelihood(asked)
                for search, asked in zip(self._searches, self._asked, strict=True)
            ]
        )


def _choose_size(pairs: PairCounts, users: Ints) -> _Choice:
    held_out = _HeldOut(pairs, users)
    alone = held_out.predict(1, _STRENGTHS[0])
    by_strength = {strength: held_out.predict(2, strength) for strength in _STRENGTHS}
    strength = max(_STRENGTHS, key=lambda one: float(by_strength[one].mean()))
    best_size, best, gains = 1, alone, dict[int, float]()
    for size in range(2, MOST_PROFILES + 1):
        now = by_strength[strength] if size == 2 else held_out.predict(size, strength)
        gains[size] = float((now - alone).mean()) / held_out.steps
        if _is_gain(now - best, held_out):
            best_size, best = size, now
        elif size >= best_size + 2:
            break
    return _Choice(size=best_size, strength=strength, gains=gains)


def _is_gain(differences: Floats, held_out: _HeldOut) -> bool:
    """Whether sessions became likelier by more than chance and by enough to matter."""
    mean = float(differences.mean())
    of_users = np.bincount(held_out.users, weights=differences - mean)
    error = float(np.sqrt((of_users**2).sum())) / len(differences)
    return mean / held_out.steps >= _LEAST_GAIN and mean >= _LEAST_SCORE * error


def _as_they_come(labels: Ints) -> Ints:
    _, first, number = np.unique(labels, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[number]


def _features(pairs: PairCounts) -> Floats:
    """What each session did, as a direction: logarithms of counts, in a few dimensions."""
    logs = pairs.counts.copy()
    logs.data = np.log1p(logs.data)
    lengths = np.sqrt(np.asarray(logs.multiply(logs).sum(axis=1)).ravel())
    directions = (diags(1.0 / np.maximum(lengths, 1e-9)) @ logs).tocsr()
    if directions.shape[1] <= _DIMENSIONS:
        found: Floats = directions.toarray()
        return found
    reduced: Floats = TruncatedSVD(_DIMENSIONS, n_iter=3, random_state=0).fit_transform(directions)
    return reduced
