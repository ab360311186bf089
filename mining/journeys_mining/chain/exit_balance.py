"""Corrects exit shifts until drawn sessions end as held-out ones do.

What is drawn goes through contexts that the counts know well, while users often come by ways that
they do not; so the end is a little less likely in what is drawn than was fitted along real ways.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from journeys_mining.chain.coded_chain import CodedChain
from journeys_mining.chain.drawing import SessionDrawer
from journeys_mining.chain.exit_hazard import MOST_LOG_ODDS, positions_of
from journeys_mining.chain.ngram_trie import END_CODE, ROOT, START_CODE, Floats, Ints
from journeys_mining.model.tuned_numbers import ExitShift

_ROUNDS = 3
_DRAWN_FOR_EACH = 4
_MOST_DRAWN = 20_000


def balance_exits(chain: CodedChain, codes: Ints) -> tuple[ExitShift, ...]:
    """The chain's exit shifts, each moved by what its range's log-odds of the end differ.

    Parameters
    ----------
    codes
        Sessions that the counts have not seen.
    """
    shifts = chain.effects.exit_shifts
    if not shifts:
        return shifts
    sessions = int(np.count_nonzero(codes == START_CODE))
    longest = int(positions_of(codes).max())
    wanted = _end_log_odds(chain, codes, shifts)
    rng = np.random.default_rng(0)
    for _ in range(_ROUNDS):
        shifted = replace(chain, effects=replace(chain.effects, exit_shifts=shifts))
        drawn = SessionDrawer(shifted).draw(
            min(sessions * _DRAWN_FOR_EACH, _MOST_DRAWN), rng, max_steps=longest
        )
        differences = wanted - _end_log_odds(chain, drawn, shifts)
        shifts = tuple(
            replace(one, log_odds=_moved(one.log_odds, float(difference)))
            for one, difference in zip(shifts, differences, strict=True)
        )
    return shifts


def _end_log_odds(chain: CodedChain, codes: Ints, shifts: Sequence[ExitShift]) -> Floats:
    """Log-odds of the end in each range, as far as contexts are open to a shift.

    Half a session more for and against, so always finite.
    """
    smoothed = chain.smoothed
    contexts = np.concatenate(([ROOT], smoothed.trie.contexts_along(codes)[:-1]))
    begins = np.array([one.position for one in shifts])
    positions = positions_of(codes)
    steps = positions >= begins[0]
    of_range = np.searchsorted(begins, positions[steps], side="right") - 1
    ended, openness = codes[steps] == END_CODE, smoothed.openness[contexts[steps]]
    ends = np.bincount(of_range, weights=openness * ended, minlength=len(begins))
    goes_on = np.bincount(of_range, weights=openness * ~ended, minlength=len(begins))
    log_odds: Floats = np.log((ends + 0.5) / (goes_on + 0.5))
    return log_odds


def _moved(log_odds: float, difference: float) -> float:
    return round(min(max(log_odds + difference, -MOST_LOG_ODDS), MOST_LOG_ODDS), 3)
