"""How often each session made each transition: what profiles are found in.

Takes coded sessions, gives a sparse table. Knows nothing of probabilities.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csr_matrix

from journeys_mining.chain.ngram_trie import START_CODE, Floats, Ints


@dataclass(frozen=True, eq=False, kw_only=True)
class PairCounts:
    """Sessions in rows, transitions from one action to the next in columns; the ends included."""

    counts: csr_matrix
    before: Ints
    """Code of the action before, of each column; ascending."""
    action: Ints
    code_count: int

    @property
    def session_count(self) -> int:
        """Number of rows."""
        return int(self.counts.shape[0])

    @cached_property
    def by_pair(self) -> csr_matrix:
        """The counts with transitions in rows."""
        return self.counts.T.tocsr()

    @cached_property
    def row(self) -> Ints:
        """Of each transition: which of the different actions before it leaves."""
        return np.unique(self.before, return_inverse=True)[1].astype(np.int64)

    @cached_property
    def of_row(self) -> csr_matrix:
        """Sums transitions that leave the same action, when it is multiplied with them."""
        places = (self.row, np.arange(len(self.row)))
        return csr_matrix((np.ones(len(self.row)), places))

    @cached_property
    def usual_probs(self) -> Floats:
        """Share of each transition among all that leave the same action; 0 if none does."""
        whole = np.asarray(self.counts.sum(axis=0), dtype=np.float64).ravel()
        of_row = (self.of_row @ whole)[self.row]
        probs: Floats = np.divide(whole, of_row, out=np.zeros(len(whole)), where=of_row > 0)
        return probs

    def of_sessions(self, rows: Ints) -> "PairCounts":
        """The same columns for some of the sessions."""
        return PairCounts(
            counts=self.counts[rows],
            before=self.before,
            action=self.action,
            code_count=self.code_count,
        )

    def of_pairs(self, columns: Ints) -> "PairCounts":
        """The same sessions with some of the transitions."""
        return PairCounts(
            counts=self.counts[:, columns],
            before=self.before[columns],
            action=self.action[columns],
            code_count=self.code_count,
        )

    def row_sums(self) -> Ints:
        """Transitions of each session."""
        sums: Ints = np.asarray(self.counts.sum(axis=1)).ravel().astype(np.int64)
        return sums


def count_pairs(codes: Ints, code_count: int) -> PairCounts:
    """The transitions of coded sessions between actions that are known.

    Parameters
    ----------
    codes
        Sessions one after the other, each from START to END; UNKNOWN is in no transition.

    Examples
    --------
    The sessions `a a` and `b`, where START is 0, END 1, `a` 2 and `b` 3:

    >>> pairs = count_pairs(np.array([0, 2, 2, 1, 0, 3, 1]), code_count=4)
    >>> list(zip(pairs.before.tolist(), pairs.action.tolist()))
    [(0, 2), (0, 3), (2, 1), (2, 2), (3, 1)]
    >>> pairs.counts.toarray().tolist()
    [[1.0, 0.0, 1.0, 1.0, 0.0], [0.0, 1.0, 0.0, 0.0, 1.0]]
    """
    session = np.cumsum(codes == START_CODE) - 1
    before, action = codes[:-1], codes[1:]
    whole = (before >= 0) & (action >= 0) & (action != START_CODE)
    keys, column = np.unique(before[whole] * code_count + action[whole], return_inverse=True)
    shape = (int(session[-1]) + 1 if len(session) else 0, len(keys))
    ones = np.ones(len(column))
    # Sums what a session did more than once.
    counts = csr_matrix((ones, (session[1:][whole], column)), shape=shape)
    return PairCounts(
        counts=counts, before=keys // code_count, action=keys % code_count, code_count=code_count
    )
