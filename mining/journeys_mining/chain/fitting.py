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
_MOST_CODES_BALANCED = 500_000
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


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class AllSessions:
    """What drawn sessions come from in the end, and shall end and go back as."""

    trie: NgramTrie
    """Counts of all sessions, the held-out ones among them."""
    others: Ints
    """As many as can be had of the sessions that are not held out."""
    furthest: int
    """The last position, in actions done, that enough users came to."""


def fit_numbers(
    trie: NgramTrie, codes: Ints, whole: AllSessions, *, order: int, floor: int
) -> Fitted:
    """The numbers under which held-out sessions are likeliest, and drawn ones end as all do.

    Parameters
    ----------
    trie
        Counts of other sessions.
    codes
        The held-out sessions, in the codes of the trie.
    whole
        Counts and sessions of all users.
    order
        The longest context to use; fewer actions are used where more do not predict better.
    floor
        The least number of users of each n-gram in the trie.
    """
    discounts = tune_discounts(trie, held_out_steps(trie, codes), order=order, floor=floor)
    counts = adjust_counts(trie, len(discounts), floor)
    # A revisit that was never seen to follow its page says as much of revisiting as any other.
    anything = smooth(counts, discounts, feasible=False)
    plain = no_effects(trie.code_count)
    codes = _first_sessions(codes, _MOST_CODES)
    revisits = Revisits(overall=1.0, of_code=np.ones(trie.code_count))
    if _revisits_matter(anything, codes):
        revisits = fit_revisits(anything, codes)
    # Sessions are drawn from what was seen, and so must end as those do.
    drawing = CodedChain(
        smoothed=smooth(adjust_counts(whole.trie, len(discounts), floor), discounts, feasible=True),
        effects=replace(plain, revisits=revisits.weights),
    )
    effects = _balanced(drawing, whole, anything, codes)
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
    drawing: CodedChain, whole: AllSessions, anything: SmoothedTrie, codes: Ints
) -> SessionEffects:
    """The effects with exit shifts, and with habits by which drawn sessions go back as real ones.

    As much of it as predicts the held-out sessions no worse than without.
    """
    effects, others = drawing.effects, _first_sessions(whole.others, _MOST_CODES_BALANCED)
    shifts = fit_exit_shifts(drawing.smoothed, others, furthest=whole.furthest)
    shifted = replace(effects, exit_shifts=shifts)
    if not _foretells_better(anything, shifted, effects, codes):
        shifted = effects
    least, every = _loss(anything, effects, codes), np.concatenate((others, codes))
    for with_habits in (True, False):
        balanced = balance_sessions(
            replace(drawing, effects=shifted), every, with_habits=with_habits
        )
        if _loss(anything, balanced, codes) <= least:
            return balanced
    return effects


def _revisits_matter(smoothed: SmoothedTrie, codes: Ints) -> bool:
    """Whether factors fitted to every other session foretell those between better than none."""
    codes = _first_sessions(codes, _MOST_CODES_TRIED)
    odd = (np.cumsum(codes == START_CODE) % 2).astype(np.bool_)
    judged, plain = codes[~odd], no_effects(smoothed.trie.code_count)
    fitted = replace(plain, revisits=fit_revisits(smoothed, codes[odd]).weights)
    return _foretells_better(smoothed, fitted, plain, judged)


def _foretells_better(
    smoothed: SmoothedTrie, fitted: SessionEffects, without: SessionEffects, judged: Ints
) -> bool:
    """Whether effects that were fitted to other sessions suit these better than without them.

    By a standard error of the difference: fitted numbers always foretell their own sessions better.
    """
    judged = _first_sessions(judged, _MOST_CODES_TRIED)
    with np.errstate(divide="ignore", invalid="ignore"):  # steps that neither thinks possible
        ratio = step_probs(smoothed, fitted, judged) / step_probs(smoothed, without, judged)
        gained = np.log(ratio)
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
