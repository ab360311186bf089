"""Fits all numbers of a chain that counts do not give, to sessions the counts have not seen.

Joins `tuning`, `exit_hazard`, `revisits` and `session_balance`, in this order: each rests on what
was found before, and is used only if it predicts the sessions no worse than without.
"""

from dataclasses import dataclass, replace

import numpy as np

from journeys_mining.chain.coded_chain import CodedChain
from journeys_mining.chain.exit_hazard import fit_exit_shifts
from journeys_mining.chain.horizon import choose_mix_on
from journeys_mining.chain.kneser_ney import SmoothedTrie, adjust_counts, smooth
from journeys_mining.chain.ngram_trie import START_CODE, Ints, NgramTrie
from journeys_mining.chain.revisits import Revisits, fit_revisits
from journeys_mining.chain.session_balance import balance_sessions
from journeys_mining.chain.session_effects import SessionEffects, no_effects, step_probs
from journeys_mining.chain.tuning import held_out_steps, tune_discounts
from journeys_mining.model.tuned_numbers import TunedNumbers

_MOST_CODES = 200_000
_MOST_CODES_TRIED = 50_000


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Fitted:
    """Numbers for a model file, and the factors of single actions, which go with the actions."""

    tuned: TunedNumbers
    revisits: Revisits

    @property
    def effects(self) -> SessionEffects:
        """What the session adds, with a factor for every action."""
        return SessionEffects(exit_shifts=self.tuned.exit_shifts, revisits=self.revisits.weights)


def fit_numbers(trie: NgramTrie, codes: Ints, *, order: int, floor: int) -> Fitted:
    """The numbers under which held-out sessions are likeliest.

    Parameters
    ----------
    trie
        Counts of other sessions.
    codes
        The held-out sessions, in the codes of the trie.
    order
        The longest context to use; fewer actions are used where more do not predict better.
    floor
        The least number of users of each n-gram in the trie.
    """
    discounts = tune_discounts(trie, held_out_steps(trie, codes), order=order, floor=floor)
    counts = adjust_counts(trie, len(discounts), floor)
    # Sessions are drawn from what was seen, and so must end as those do; but a revisit that was
    # never seen to follow its page says as much of revisiting as any other.
    seen = smooth(counts, discounts, feasible=True)
    anything = smooth(counts, discounts, feasible=False)
    plain = no_effects(trie.code_count)
    codes = _first_sessions(codes, _MOST_CODES)
    revisits = Revisits(overall=1.0, of_code=np.ones(trie.code_count))
    if _revisits_matter(anything, codes):
        revisits = fit_revisits(anything, codes)
    effects = replace(plain, revisits=revisits.weights)
    effects = _balanced(seen, anything, effects, codes)
    revisits = replace(revisits, habit_factors=effects.revisits.habit_factors)
    tuned = TunedNumbers(
        discounts=discounts,
        exit_shifts=effects.exit_shifts,
        revisit_factor=round(revisits.overall, 3),
        recency_factors=revisits.recency_factors,
        habit_factors=revisits.habit_factors,
        horizon=choose_mix_on(trie, codes),
    )
    return Fitted(tuned=tuned, revisits=revisits)


def _balanced(
    seen: SmoothedTrie, anything: SmoothedTrie, effects: SessionEffects, codes: Ints
) -> SessionEffects:
    """The effects with exit shifts, and with habits by which drawn sessions go back as real ones.

    As much of it as predicts the sessions no worse than without.
    """
    shifted = CodedChain(
        smoothed=seen, effects=replace(effects, exit_shifts=fit_exit_shifts(seen, codes))
    )
    least = _loss(anything, effects, codes)
    for with_habits in (True, False):
        balanced = balance_sessions(shifted, codes, with_habits=with_habits)
        if _loss(anything, balanced, codes) <= least:
            return balanced
    return effects


def _revisits_matter(smoothed: SmoothedTrie, codes: Ints) -> bool:
    """Whether factors fitted to every other session foretell those between better than none.

    By a standard error of the difference: fitted numbers always foretell their own sessions better.
    """
    codes = _first_sessions(codes, _MOST_CODES_TRIED)
    odd = (np.cumsum(codes == START_CODE) % 2).astype(np.bool_)
    judged, plain = codes[~odd], no_effects(smoothed.trie.code_count)
    fitted = replace(plain, revisits=fit_revisits(smoothed, codes[odd]).weights)
    with np.errstate(divide="ignore", invalid="ignore"):  # steps that neither thinks possible
        gained = np.log(step_probs(smoothed, fitted, judged) / step_probs(smoothed, plain, judged))
    of_session = np.add.reduceat(
        np.nan_to_num(gained, posinf=0.0, neginf=0.0), np.flatnonzero(judged == START_CODE)
    )
    return bool(of_session.sum() > np.sqrt(len(of_session)) * of_session.std())


def _first_sessions(codes: Ints, most: int) -> Ints:
    """As many whole sessions as decide a few numbers well; more would only take longer."""
    starts = np.flatnonzero(codes == START_CODE)
    later = starts[starts >= most]
    return codes[: later[0]] if len(later) else codes


def _loss(smoothed: SmoothedTrie, effects: SessionEffects, codes: Ints) -> float:
    with np.errstate(divide="ignore"):  # discounts of nothing make unseen steps impossible
        return float(-np.log(step_probs(smoothed, effects, codes)).sum())
