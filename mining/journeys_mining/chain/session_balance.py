"""Corrects what was fitted along real sessions until drawn ones end and go back as those do.

What is drawn goes through contexts that the counts know well, while users often come by ways that
they do not; so in what is drawn the end is a little less likely than was fitted along real ways,
and a step back a little more.
"""

from dataclasses import replace

import numpy as np

from journeys_mining.chain.coded_chain import CodedChain
from journeys_mining.chain.drawing import SessionDrawer
from journeys_mining.chain.exit_hazard import MOST_LOG_ODDS, positions_of
from journeys_mining.chain.ngram_trie import END_CODE, ROOT, START_CODE, Flags, Floats, Ints
from journeys_mining.chain.revisits import HABIT_RANGE, returns_before
from journeys_mining.chain.session_effects import SessionEffects

_ROUNDS = 3
_DRAWN_FOR_EACH = 4
_MOST_DRAWN = 20_000


def balance_sessions(chain: CodedChain, codes: Ints, *, with_habits: bool) -> SessionEffects:
    """The chain's exit shifts, and habits if asked for, each moved by what its log-odds differ.

    Parameters
    ----------
    codes
        Sessions that the counts have not seen.
    """
    effects = chain.effects
    if not effects.exit_shifts and effects.revisits.are_one:
        return effects
    sessions = int(np.count_nonzero(codes == START_CODE))
    longest = int(positions_of(codes).max())
    ends, returns = _end_log_odds(chain, codes), _return_log_odds(effects, codes)
    rng = np.random.default_rng(0)
    for _ in range(_ROUNDS):
        drawn = SessionDrawer(replace(chain, effects=effects)).draw(
            min(sessions * _DRAWN_FOR_EACH, _MOST_DRAWN), rng, max_steps=longest
        )
        effects = _with_shifts(effects, ends - _end_log_odds(chain, drawn))
        if with_habits:
            effects = _with_habits(effects, returns - _return_log_odds(effects, drawn))
    return effects


def _end_log_odds(chain: CodedChain, codes: Ints) -> Floats:
    """Log-odds of the end in each range of positions, as far as contexts are open to a shift."""
    smoothed, shifts = chain.smoothed, chain.effects.exit_shifts
    if not shifts:
        return np.zeros(0)
    contexts = np.concatenate(([ROOT], smoothed.trie.contexts_along(codes)[:-1]))
    begins = np.array([one.position for one in shifts])
    positions = positions_of(codes)
    steps = positions >= begins[0]
    of_range = np.searchsorted(begins, positions[steps], side="right") - 1
    openness = smoothed.openness[contexts[steps]]
    return _log_odds(of_range, codes[steps] == END_CODE, openness, len(begins))


def _return_log_odds(effects: SessionEffects, codes: Ints) -> Floats:
    """Log-odds of going back, where there is something to go back to, in each range of returns."""
    returns, positions = returns_before(codes), positions_of(codes)
    steps = (positions >= 2) & (codes != END_CODE)
    went_back = np.append(returns[1:] > returns[:-1], False)[steps]
    of_range = np.searchsorted(effects.revisits.habit_begins, returns[steps], side="right") - 1
    ones = np.ones(len(of_range))
    return _log_odds(of_range, went_back, ones, len(effects.revisits.habit_begins))


def _log_odds(of_range: Ints, happened: Flags, weights: Floats, size: int) -> Floats:
    """Half a session more for and against, so always finite."""
    for_ = np.bincount(of_range, weights=weights * happened, minlength=size)
    against = np.bincount(of_range, weights=weights * ~happened, minlength=size)
    log_odds: Floats = np.log((for_ + 0.5) / (against + 0.5))
    return log_odds


def _with_shifts(effects: SessionEffects, differences: Floats) -> SessionEffects:
    return replace(
        effects,
        exit_shifts=tuple(
            replace(one, log_odds=_within(one.log_odds + float(difference), MOST_LOG_ODDS))
            for one, difference in zip(effects.exit_shifts, differences, strict=True)
        ),
    )


def _with_habits(effects: SessionEffects, differences: Floats) -> SessionEffects:
    revisits = effects.revisits
    if len(revisits.habit) == 1:
        return effects
    habit: Floats = np.clip(revisits.habit * np.exp(differences), *HABIT_RANGE).round(3)
    habit[0] = 1.0
    return replace(effects, revisits=replace(revisits, habit=habit))


def _within(log_odds: float, most: float) -> float:
    return round(min(max(log_odds, -most), most), 3)
