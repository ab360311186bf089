"""How often each session made each transition: what profiles are found in.

Takes coded sessions, gives a sparse table. Knows nothing of probabilities.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_matrix, diags

from journeys_mining.chain.ngram_trie import START_CODE, Floats, Ints


@dataclass(frozen=True, eq=False, kw_only=True)
class PairCounts:
    """Sessions in rows, transitions from one action to the next in columns; the ends included."""

    counts: csr_matrix
    times: Floats
    """How many sessions each row stands for."""
    before: Ints
    """Code of the action before, of each column; ascending."""
    action: Ints
    code_count: int

    @property
    def row_count(self) -> int:
        """Of sessions that are told apart."""
        return int(self.counts.shape[0])

    @cached_property
    def by_pair(self) -> csr_matrix:
        """The counts of all sessions that a row stands for, with transitions in rows."""
        return (diags(self.times) @ self.counts).T.tocsr()

    @cached_property
    def row(self) -> Ints:
        """Of each transition: which of the different actions before it leaves."""
        return np.unique(self.before, return_inverse=True)[1].astype(np.int64)

    @cached_property
    def row_begins(self) -> Ints:
        """The first of the transitions that leave each of these actions."""
        return np.unique(self.before, return_index=True)[1].astype(np.int64)

    @cached_property
    def usual_probs(self) -> Floats:
        """Share of each transition among all that leave the same action; 0 if none does."""
        whole = np.asarray(self.by_pair.sum(axis=1), dtype=np.float64).ravel()
        of_row = np.add.reduceat(whole, self.row_begins)[self.row]
        probs: Floats = np.divide(whole, of_row, out=np.zeros(len(whole)), where=of_row > 0)
        return probs

    def of_sessions(self, rows: Ints) -> "PairCounts":
        """The same columns for some of the sessions."""
        return replace(self, counts=self.counts[rows], times=self.times[rows])

    def of_pairs(self, columns: Ints) -> "PairCounts":
        """The same sessions with some of the transitions."""
        return replace(
            self,
            counts=self.counts[:, columns],
            before=self.before[columns],
            action=self.action[columns],
        )

    def alike(self) -> tuple["PairCounts", Ints]:
        """One row for all sessions that made the same transitions, each as often; and the first of
        each: of short sessions many are alike."""
        ends = self.counts.indptr.tolist()
        places: dict[bytes, int] = {}
        kinds = [
            places.setdefault(
                self.counts.indices[begin:end].tobytes() + self.counts.data[begin:end].tobytes(),
                len(places),
            )
            for begin, end in pairwise(ends)
        ]
        _, first = np.unique(kinds, return_index=True)
        times = np.bincount(kinds, weights=self.times).astype(np.float64)
        return replace(self, counts=self.counts[first], times=times), first

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
        counts=counts,
        times=np.ones(shape[0]),
        before=keys // code_count,
        action=keys % code_count,
        code_count=code_count,
    )
