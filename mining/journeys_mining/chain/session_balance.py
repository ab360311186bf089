"""Corrects what was fitted along real sessions until drawn ones end and go back as those do.

What is drawn goes through contexts that the counts know well, while users often come by ways that
they do not; so in what is drawn the end is a little less likely than was fitted along real ways,
and a step back a little more. Real sessions are all that can be had, the ones counted too: how
often they end at a position does not depend on what the contexts know.
"""

from dataclasses import replace

import numpy as np

from journeys_mining.chain.coded_chain import CodedChain
from journeys_mining.chain.drawing import SessionDrawer
from journeys_mining.chain.exit_hazard import MOST_LOG_ODDS, positions_of
from journeys_mining.chain.ngram_trie import END_CODE, START_CODE, Flags, Floats, Ints
from journeys_mining.chain.revisits import HABIT_RANGE, returns_before
from journeys_mining.chain.session_effects import SessionEffects

_ROUNDS = 3
_SESSIONS_DRAWN = 20_000
"""In each round: their mean length has a standard error of less than a hundredth."""
_MOST_STEPS_DRAWN = 300_000
"""In each round, expected: fewer sessions if they are long."""


def balance_sessions(chain: CodedChain, codes: Ints, *, with_habits: bool) -> SessionEffects:
    """The chain's exit shifts, and habits if asked for, each moved by what its log-odds differ.

    Parameters
    ----------
    codes
        Real sessions.
    """
    effects = chain.effects
    if not effects.exit_shifts and (effects.revisits.are_one or not with_habits):
        return effects
    sessions = int(np.count_nonzero(codes == START_CODE))
    count = min(_SESSIONS_DRAWN, _MOST_STEPS_DRAWN * sessions // len(codes))
    longest = int(positions_of(codes).max())
    ends, returns = _end_log_odds(effects, codes), _return_log_odds(effects, codes)
    rng = np.random.default_rng(0)
    for _ in range(_ROUNDS):
        drawn = SessionDrawer(replace(chain, effects=effects)).draw(count, rng, max_steps=longest)
        effects = _with_shifts(effects, ends - _end_log_odds(effects, drawn))
        if with_habits:
            effects = _with_habits(effects, returns - _return_log_odds(effects, drawn))
    return effects


def _end_log_odds(effects: SessionEffects, codes: Ints) -> Floats:
    """Log-odds of the end in each range of positions."""
    if not effects.exit_shifts:
        return np.zeros(0)
    begins = np.array([one.position for one in effects.exit_shifts])
    positions = positions_of(codes)
    steps = positions >= begins[0]
    of_range = np.searchsorted(begins, positions[steps], side="right") - 1
    return _log_odds(of_range, codes[steps] == END_CODE, len(begins))


def _return_log_odds(effects: SessionEffects, codes: Ints) -> Floats:
    """Log-odds of going back, where there is something to go back to, in each range of returns."""
    returns, positions = returns_before(codes), positions_of(codes)
    steps = (positions >= 2) & (codes != END_CODE)
    went_back = np.append(returns[1:] > returns[:-1], False)[steps]
    of_range = np.searchsorted(effects.revisits.habit_begins, returns[steps], side="right") - 1
    return _log_odds(of_range, went_back, len(effects.revisits.habit_begins))


def _log_odds(of_range: Ints, happened: Flags, size: int) -> Floats:
    """Half a session more for and against, so always finite."""
    for_ = np.bincount(of_range[happened], minlength=size)
    against = np.bincount(of_range[~happened], minlength=size)
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
