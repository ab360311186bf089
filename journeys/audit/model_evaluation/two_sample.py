"""Classifier two-sample test: can a machine that has seen many of both tell drawn from real?

Lopez-Paz & Oquab, "Revisiting classifier two-sample tests" (2017), with the area under the curve
for accuracy.
"""

from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import (
    StratifiedKFold,
    train_test_split,
)

from journeys.audit.model_evaluation.realism import Session

LEAST_SESSIONS: Final = 20
"""Of each kind; fewer cannot be parted into folds that say anything."""
_MOST_SESSIONS = 20_000
"""Of each kind; more change the figure in its third digit only, and take their time."""
_LONGEST_NGRAM = 3
_LEAST_SESSIONS_OF_NGRAM = 2
_FOLDS = 5
_STRENGTHS = (0.1, 1.0)
"""Inverse of the regularisation, of which the better is taken on a part of the first four folds."""

_Labels: TypeAlias = npt.NDArray[np.int64]


def two_sample_auc(drawn: Sequence[Session], real: Sequence[Session], seed: int) -> float:
    """How well a logistic regression tells drawn sessions from real ones.

    It sees which actions, pairs and triples a session has, its start and end included: on the data
    of the literature it tells more by what is there than by how often. Mean area under the curve
    over five folds, each fitted to the other four: 0.5 is chance, 1 is every session.

    Raises
    ------
    ValueError
        Fewer than `LEAST_SESSIONS` of either kind.

    Examples
    --------
    What only real sessions do gives each drawn one away; the same sessions twice nothing:

    >>> two_sample_auc([("a", "c")] * 40, [("a", "b")] * 40, seed=0)
    1.0
    >>> two_sample_auc([("a", "b")] * 40, [("a", "b")] * 40, seed=0)
    0.5
    """
    if min(len(drawn), len(real)) < LEAST_SESSIONS:
        raise ValueError(f"{len(drawn)} and {len(real)} sessions, of {LEAST_SESSIONS} at least")
    drawn, real = drawn[:_MOST_SESSIONS], real[:_MOST_SESSIONS]
    features = _ngrams_of((*drawn, *real))
    labels = np.repeat((1, 0), (len(drawn), len(real)))
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=seed)
    parts = list(folds.split(features, labels))
    strength = _best_strength(features[parts[0][0]], labels[parts[0][0]], seed)
    return float(
        np.mean(
            [
                _fitted_auc(strength, features[rest], labels[rest], features[fold], labels[fold])
                for rest, fold in parts
            ]
        )
    )


def _best_strength(features: csr_matrix, labels: _Labels, seed: int) -> float:
    part = train_test_split(features, labels, test_size=0.2, random_state=seed, stratify=labels)
    fit_x, unseen_x, fit_y, unseen_y = part
    return max(_STRENGTHS, key=lambda one: _fitted_auc(one, fit_x, fit_y, unseen_x, unseen_y))


def _fitted_auc(
    strength: float,
    features: csr_matrix,
    labels: _Labels,
    unseen: csr_matrix,
    unseen_labels: _Labels,
) -> float:
    classifier = LogisticRegression(C=strength, max_iter=500, solver="liblinear")
    scores = classifier.fit(features, labels).decision_function(unseen)
    return float(roc_auc_score(unseen_labels, scores))


def _ngrams_of(sessions: Sequence[Session]) -> csr_matrix:
    """1 where a session has an n-gram that some other session has too; one row a session."""
    columns: dict[tuple[str | None, ...], int] = {}
    rows: list[int] = []
    places: list[int] = []
    for row, session in enumerate(sessions):
        found = {columns.setdefault(ngram, len(columns)) for ngram in _ngrams(session)}
        places += sorted(found)
        rows += [row] * len(found)
    shape = (len(sessions), len(columns))
    present = csr_matrix((np.ones(len(rows)), (rows, places)), shape=shape)
    sessions_of = np.bincount(present.indices, minlength=len(columns))
    kept: csr_matrix = present[:, np.flatnonzero(sessions_of >= _LEAST_SESSIONS_OF_NGRAM)]
    return kept


def _ngrams(session: Session) -> Iterator[tuple[str | None, ...]]:
    padded = (None, *session, None)
    for length in range(1, _LONGEST_NGRAM + 1):
        for begin in range(len(padded) - length + 1):
            yield padded[begin : begin + length]
