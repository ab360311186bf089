"""A mixture of first-order Markov chains, fitted to sessions by expectation-maximisation.

    P(session) = Σ_z w_z · Π P_z(b | a) over the transitions a → b of the session

Cadez, Heckerman, Meek, Smyth and White (2003), "Model-based clustering and visualization of
navigation patterns on a web site", sections 3 and 4. Takes counts of transitions, gives weights and
probabilities. The rows of every component back off to those of all sessions, by a Dirichlet prior
whose mean they are.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from journeys_mining.chain.ngram_trie import Floats, Ints
from journeys_mining.profiles.pair_counts import PairCounts

_LEAST_GAIN = 1e-5
"""Of the log-likelihood of a session, in nats: a smaller one ends the fitting."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Mixture:
    """Weights and transition probabilities of each component."""

    log_weights: Floats
    """One for each component."""
    log_probs: Floats
    """Components in rows; transitions in columns, as those of the counts."""

    @property
    def size(self) -> int:
        """Number of components."""
        return len(self.log_weights)

    def joint(self, pairs: PairCounts) -> Floats:
        """ln of weight and likelihood together: components in rows, sessions in columns."""
        return _times_rows(pairs.counts, self.log_probs) + self.log_weights[:, None]

    def log_likelihood(self, pairs: PairCounts) -> Floats:
        """ln P of each session."""
        return _whole(self.joint(pairs))

    def likeliest(self, pairs: PairCounts) -> Ints:
        """The component that each session most probably is of."""
        return np.asarray(np.argmax(self.joint(pairs), axis=0), dtype=np.int64)


def maximise(pairs: PairCounts, shares: Floats, strength: float) -> Mixture:
    """The M-step: the components that are likeliest, given what share of each session is theirs.

    Parameters
    ----------
    shares
        Components in rows, sessions in columns; columns sum to one.
    strength
        Weight of all sessions' row in each component's, in counts; above zero.

    Examples
    --------
    Two sessions `a` and one `b`; the first component has the `a`s, and what it says of the first
    action is (2 + 1 · 2/3) / (2 + 1) with a strength of 1:

    >>> from journeys_mining.profiles.pair_counts import count_pairs
    >>> pairs = count_pairs(np.array([0, 2, 1, 0, 2, 1, 0, 3, 1]), code_count=4)
    >>> mixture = maximise(pairs, np.array([[1, 1, 0], [0, 0, 1]]), 1.0)
    >>> np.exp(mixture.log_weights).round(6).tolist()
    [0.666667, 0.333333]
    >>> np.exp(mixture.log_probs).round(6).tolist()  # start → a, start → b, a → end, b → end
    [[0.888889, 0.111111, 1.0, 1.0], [0.333333, 0.666667, 1.0, 1.0]]

    The E-step then gives `b` to the first with 2/3 · 1/9 against 1/3 · 2/3, which is 1 in 4:

    >>> expect(mixture, pairs)[0].round(6).tolist()
    [[0.842105, 0.842105, 0.25], [0.157895, 0.157895, 0.75]]
    """
    weights = np.maximum(shares @ pairs.times, 1e-9)
    counted = _times_rows(pairs.by_pair, shares)
    of_rows = np.add.reduceat(counted, pairs.row_begins, axis=1)[:, pairs.row]
    probs = (counted + strength * pairs.usual_probs) / (of_rows + strength)
    # What no session did has no say in any component.
    probs[:, pairs.usual_probs == 0] = 1.0
    return Mixture(log_weights=np.log(weights / weights.sum()), log_probs=np.log(probs))


def expect(mixture: Mixture, pairs: PairCounts) -> tuple[Floats, float]:
    """The E-step: the share of each session that is of each component, and their mean ln P."""
    joint = mixture.joint(pairs)
    whole = _whole(joint)
    return np.exp(joint - whole), float(whole @ pairs.times / pairs.times.sum())


def fit_mixture(
    pairs: PairCounts, shares: Floats, *, strength: float, most_rounds: int
) -> tuple[Mixture, float]:
    """Expectation-maximisation from given shares; the mixture, and mean ln P of a session."""
    likelihood = -np.inf
    mixture = maximise(pairs, shares, strength)
    for _ in range(most_rounds):
        shares, now = expect(mixture, pairs)
        if now - likelihood < _LEAST_GAIN:
            break
        likelihood = now
        mixture = maximise(pairs, shares, strength)
    return mixture, now


def _whole(joint: Floats) -> Floats:
    """ln of the sum over the components; written out, for it is most of the time of a round."""
    most = joint.max(axis=0)
    whole: Floats = most + np.log(np.exp(joint - most).sum(axis=0))
    return whole


def _times_rows(matrix: csr_matrix, rows: Floats) -> Floats:
    """The matrix times each of the rows, in rows, which are summed and compared fastest."""
    return np.ascontiguousarray((matrix @ rows.T).T)
