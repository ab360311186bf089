"""The pairs of sessions that profiles are fitted to."""

import numpy as np

from journeys_mining.profiles.pair_counts import count_pairs


def test_sessions_that_are_alike_share_a_row() -> None:
    """`a b`, `a`, `b a`, `a` and `a b` again: START is 0, END 1, `a` 2 and `b` 3."""
    codes = np.array([0, 2, 3, 1, 0, 2, 1, 0, 3, 2, 1, 0, 2, 1, 0, 2, 3, 1])
    pairs = count_pairs(codes, code_count=4)
    alike, first = pairs.alike()
    assert first.tolist() == [0, 1, 2]
    assert alike.times.tolist() == [2, 2, 1]
    assert alike.counts.toarray().tolist() == pairs.counts[first].toarray().tolist()
    np.testing.assert_allclose(alike.usual_probs, pairs.usual_probs)
