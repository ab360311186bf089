"""Tunes a mined model on the sessions of some of its users.

Takes sessions of some users and the model that was counted from all. Those of one user in eight are
taken out of the counts again, and predicted by what is left; what is kept of them is the few
numbers that predict them best (`tuned_numbers`).
"""

from dataclasses import replace

import numpy as np

from journeys_mining.chain.drawn_sessions import DrawnSessions
from journeys_mining.chain.fitting import AllSessions, Fitted, fit_numbers
from journeys_mining.chain.ngram_trie import (
    FIRST_ACTION_CODE,
    START_CODE,
    Ints,
    trie_of_model,
)
from journeys_mining.model.navigation_model import NavigationModel

_LEAST_SESSIONS = 100
"""Fewer say too little; the model then has no tuned numbers."""
_LEAST_USERS_OF_ACTION = 20
"""For a revisit factor of its own, and never fewer than the floor."""
_MOST_STEPS = 30_000
"""Expected; they decide a few numbers, and more would only take longer."""
_ONE_IN = 8
"""Of the users that are read, one is held out; drawn sessions shall end as those of all do."""


def tune_model(sessions: DrawnSessions, model: NavigationModel) -> NavigationModel:
    """The model with its tuned numbers, if it rests on enough sessions."""
    drawn = sessions.of_share(min(1.0, _ONE_IN * _MOST_STEPS / max(model.source.events, 1)))
    apart = drawn.users_of_sessions() % _ONE_IN == 0
    held_out, others = drawn.only(apart), drawn.only(~apart)
    if int(np.count_nonzero(held_out.codes == START_CODE)) < _LEAST_SESSIONS:
        return model
    trie = trie_of_model(model)
    rest = trie.without_sessions(held_out.codes, model.floor)
    whole = AllSessions(trie=trie, others=others.codes, furthest=drawn.furthest(model.floor))
    fitted = fit_numbers(rest, held_out.codes, whole, order=model.order, floor=model.floor)
    if not fitted.tuned.discounts:
        return model
    return _with_numbers(model, fitted, _users_of_codes(held_out, trie.code_count))


def _users_of_codes(held_out: DrawnSessions, code_count: int) -> Ints:
    """How many users did each action."""
    done = held_out.codes >= FIRST_ACTION_CODE
    pairs = np.unique(held_out.users[done] * code_count + held_out.codes[done])
    return np.bincount(pairs % code_count, minlength=code_count)


def _with_numbers(model: NavigationModel, fitted: Fitted, users_of_codes: Ints) -> NavigationModel:
    least_users = max(_LEAST_USERS_OF_ACTION, model.floor)
    factors = np.round(fitted.revisits.of_code, 3).tolist()
    overall = fitted.tuned.revisit_factor
    actions = tuple(
        replace(one, revisit_factor=factors[code])
        if users_of_codes[code] >= least_users and factors[code] != overall
        else one
        for code, one in enumerate(model.actions, start=FIRST_ACTION_CODE)
    )
    return replace(model, tuned=fitted.tuned, actions=actions)
