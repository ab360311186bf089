"""How much likelier sessions end early or late than their last actions say.

    logit P(END | u, t) = logit P(END | u) + o(u) · r(t)

with t the number of actions done. r is constant over ranges of t, each with enough steps to fit it.
The openness o(u) is less than one only where the context is the whole session so far: its counts
know how long that is, and the shift is for what it passes on.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from journeys_mining.chain.kneser_ney import SmoothedTrie
from journeys_mining.chain.ngram_trie import END_CODE, ROOT, START_CODE, Flags, Floats, Ints
from journeys_mining.model.tuned_numbers import ExitShift

_LEAST_INFORMATION = 40.0
"""Of a range of positions: its log-odds have a standard error of 0.16 at most."""
_GROWTH = 1.15
"""A range begins at least so many times later than the one before."""
MOST_LOG_ODDS = 8.0
"""Of a shift, up or down."""
_PRECISION = 1e-7
"""Of a shift, which a model has in thousandths."""


def positions_of(codes: Ints) -> Ints:
    """Number of actions done in the session before each code; −1 for START.

    >>> positions_of(np.array([0, 5, 7, 1, 0, 5, 1])).tolist()
    [-1, 0, 1, 2, -1, 0, 1]
    """
    starts = np.flatnonzero(codes == START_CODE)
    session = np.cumsum(codes == START_CODE) - 1
    positions: Ints = np.arange(len(codes)) - starts[session] - 1
    return positions


def shift_end_probs(
    end_probs: Floats, positions: Ints, openness: Floats, shifts: Sequence[ExitShift]
) -> Floats:
    """P(END) at positions, from what the contexts say. Certain ends stay certain."""
    if not shifts:
        return end_probs
    begins = np.array([one.position for one in shifts])
    log_odds = np.array([0.0, *(one.log_odds for one in shifts)])
    ratio = np.exp(openness * log_odds[np.searchsorted(begins, positions, side="right")])
    shifted: Floats = end_probs * ratio / (1.0 - end_probs + end_probs * ratio)
    return shifted


def fit_exit_shifts(smoothed: SmoothedTrie, codes: Ints, *, furthest: int) -> tuple[ExitShift, ...]:
    """Shifts by which as many exits are expected in each range of positions as were seen.

    Parameters
    ----------
    codes
        Sessions.
    furthest
        No range begins at a later position: too few users came so far.
    """
    contexts = np.concatenate(([ROOT], smoothed.trie.contexts_along(codes)[:-1]))
    # After an action that the counts do not know, no context says anything of the end.
    told = contexts != ROOT
    end_probs, openness = smoothed.end_prob[contexts[told]], smoothed.openness[contexts[told]]
    positions, ended = positions_of(codes)[told], codes[told] == END_CODE
    begins = _ranges(end_probs, positions, openness, furthest)
    shifts: list[ExitShift] = []
    for first, after in pairwise((*begins, np.inf)):
        inside = (positions >= first) & (positions < after)
        log_odds = _balance(end_probs[inside], openness[inside], ended[inside])
        shifts.append(ExitShift(position=int(first), log_odds=round(log_odds, 3)))
    return tuple(shifts)


def _ranges(end_probs: Floats, positions: Ints, openness: Floats, furthest: int) -> tuple[int, ...]:
    """First positions of ranges that say enough each; none if all together say too little.

    What steps say of the shift is the sum of o² · p · (1 − p), their Fisher information.
    """
    inside = positions >= 1
    information = openness**2 * end_probs * (1.0 - end_probs)
    told = np.bincount(positions[inside], weights=information[inside])
    begins: list[int] = []
    begin, sum_told = 1, 0.0
    for position in range(1, len(told)):
        sum_told += float(told[position])
        if begin > furthest:
            break
        if sum_told >= _LEAST_INFORMATION and position + 1 >= begin * _GROWTH:
            begins.append(begin)
            begin, sum_told = position + 1, 0.0
    return tuple(begins)


def _balance(end_probs: Floats, openness: Floats, ended: Flags) -> float:
    """The shift by which as many open exits are expected as there are.

    That is where the likelihood is greatest. By Newton's steps, and by halves where one would leave
    the bounds.
    """
    exits = float(openness @ ended)
    low, high = -MOST_LOG_ODDS, MOST_LOG_ODDS
    shift = 0.0
    while high - low > _PRECISION:
        ratio = np.exp(openness * shift)
        shifted = end_probs * ratio / (1.0 - end_probs + end_probs * ratio)
        lacking = exits - float(openness @ shifted)
        low, high = (shift, high) if lacking > 0 else (low, shift)
        slope = float(openness**2 @ (shifted * (1.0 - shifted)))
        step = lacking / slope if slope > 0 else np.inf
        if abs(step) < _PRECISION:
            break
        shift = shift + step if low < shift + step < high else (low + high) / 2
    return shift
