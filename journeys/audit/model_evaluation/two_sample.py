"""Classifier two-sample test: can a machine that has seen many of both tell drawn from real?

Lopez-Paz & Oquab, "Revisiting classifier two-sample tests" (2017), with the area under the curve
for accuracy.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_score

from journeys.audit.model_evaluation.realism import Session

LEAST_SESSIONS: Final = 20
"""Of each kind; fewer cannot be parted into folds that say anything."""
_MOST_SESSIONS = 20_000
"""Of each kind; more change the figure in its third digit only, and take their time."""
_LONGEST_NGRAM = 3
_FOLDS = 5


def two_sample_auc(drawn: Sequence[Session], real: Sequence[Session], seed: int) -> float:
    """How well a logistic regression tells drawn sessions from real ones.

    It sees how often each action, pair and triple comes in a session. Mean area under the curve
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
    counts = CountVectorizer(analyzer=_ngrams, dtype=np.float64).fit_transform((*drawn, *real))
    labels = np.repeat((1, 0), (len(drawn), len(real)))
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=seed)
    # For sparse counts liblinear converges where the default solver gives up.
    classifier = LogisticRegression(solver="liblinear")
    scores = cross_val_score(classifier, counts, labels, cv=folds, scoring="roc_auc")
    return float(np.mean(scores))


def _ngrams(session: Session) -> list[Session]:
    return [
        session[begin : begin + length]
        for length in range(1, _LONGEST_NGRAM + 1)
        for begin in range(len(session) - length + 1)
    ]
