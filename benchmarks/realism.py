"""How like real sessions drawn ones are, and how far from being copies of them."""

from collections.abc import Collection, Sequence

import numpy as np
from scipy.sparse import csr_matrix
from scipy.stats import ks_2samp
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
from sklearn.metrics import roc_auc_score  # type: ignore[import-untyped]
from sklearn.model_selection import train_test_split  # type: ignore[import-untyped]

from benchmarks.sequence_files import Session

_LEAST_COPIED_STEPS = 5
_LEAST_SESSIONS_OF_FEATURE = 5


def length_ks(drawn: Sequence[Session], real: Sequence[Session]) -> float:
    """Kolmogorov-Smirnov distance of the lengths of sessions, 0–1."""
    return float(ks_2samp([len(one) for one in drawn], [len(one) for one in real]).statistic)


def two_sample_auc(drawn: Sequence[Session], real: Sequence[Session], seed: int) -> float:
    """How well a logistic regression on counts of actions and pairs tells drawn from real.

    Area under the curve on the half of the sessions it was not fitted to; 0.5 is chance.
    """
    features = _count_features((*drawn, *real))
    labels = np.repeat((1, 0), (len(drawn), len(real)))
    fit_x, test_x, fit_y, test_y = train_test_split(
        features, labels, test_size=0.5, random_state=seed, stratify=labels
    )
    classifier = LogisticRegression(C=0.1, max_iter=500, solver="liblinear")
    scores = classifier.fit(fit_x, fit_y).decision_function(test_x)
    return float(roc_auc_score(test_y, scores))


def copy_share(sessions: Sequence[Session], train: Collection[Session]) -> float:
    """Share of sessions of five steps or more that are word for word in `train`, 0–1."""
    long = [one for one in sessions if len(one) >= _LEAST_COPIED_STEPS]
    known = set(train)
    return sum(one in known for one in long) / max(len(long), 1)


def infeasible_share(sessions: Sequence[Session], links: frozenset[tuple[str, str]]) -> float:
    """Share of transitions that neither follow a link nor go back to a page of the session."""
    total = infeasible = 0
    for session in sessions:
        for index in range(1, len(session)):
            before, after = session[index - 1], session[index]
            total += 1
            infeasible += (before, after) not in links and after not in session[:index]
    return infeasible / max(total, 1)


def _count_features(sessions: Sequence[Session]) -> csr_matrix:
    """log(1 + count) of each action and each pair, the ends included, one row a session."""
    columns: dict[object, int] = {}
    rows: list[int] = []
    places: list[int] = []
    for row, session in enumerate(sessions):
        padded = (None, *session, None)
        for index in range(1, len(padded)):
            for feature in (padded[index], padded[index - 1 : index + 1]):
                rows.append(row)
                places.append(columns.setdefault(feature, len(columns)))
    shape = (len(sessions), len(columns))
    counts = csr_matrix((np.ones(len(rows)), (rows, places)), shape=shape)
    counts.sum_duplicates()
    in_sessions = np.bincount(counts.indices, minlength=len(columns))
    kept = counts[:, np.flatnonzero(in_sessions >= _LEAST_SESSIONS_OF_FEATURE)]
    return kept.log1p()
