"""How far the n-grams of drawn sessions are from those of real ones."""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from journeys.audit.model_evaluation.realism import Session


def ngram_divergence(drawn: Iterable[Session], real: Iterable[Session], length: int) -> float:
    """Jensen-Shannon divergence of the shares of n-grams, in bits: 0 the same, 1 none in common.

    Sessions are parted by their start and end, which count as actions of n-grams of two or more.
    Small samples diverge by chance: compare the figure with that of real sessions of the same
    number. Lin, "Divergence measures based on the Shannon entropy" (1991), section IV.

    Parameters
    ----------
    length
        Actions of an n-gram, at least 1.

    Examples
    --------
    `a` alone against half `a` and half `b`: the mean has shares 3/4 and 1/4, so
    ½ · log2(1 / ¾) + ½ · (½ · log2(½ / ¾) + ½ · log2(½ / ¼)) = 0.311.

    >>> round(ngram_divergence([("a", "a")], [("a", "b")], 1), 3)
    0.311
    >>> ngram_divergence([("a",)], [("b",)], 2)
    1.0
    """
    one, other = _counts(drawn, length), _counts(real, length)
    names = sorted({*one, *other}, key=str)
    if not one or not other:
        return 0.0 if not one and not other else 1.0
    shares = np.array([[counts[name] for name in names] for counts in (one, other)], dtype=float)
    shares /= shares.sum(axis=1, keepdims=True)
    mean = shares.mean(axis=0)
    logs = np.log2(np.divide(shares, mean, out=np.ones_like(shares), where=shares > 0))
    # Rounding may leave the least bit below nothing.
    return float(np.clip((shares * logs).sum(axis=1).mean(), 0.0, 1.0))


def _counts(sessions: Iterable[Session], length: int) -> Counter[Sequence[str | None]]:
    counts: Counter[Sequence[str | None]] = Counter()
    for session in sessions:
        padded = session if length == 1 else (None, *session, None)
        counts.update(padded[at : at + length] for at in range(len(padded) - length + 1))
    return counts
