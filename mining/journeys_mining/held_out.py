"""Tunes a mined model on the sessions of some of its users.

Takes the coded events and the model that was counted from all of them. The sessions of a small
share of the users are read once, taken out of the counts again, and predicted by what is left; what
is kept of them is the few numbers that predict them best (`tuned_numbers`). May be the only module
that sees whole sessions; it writes none.
"""

from dataclasses import dataclass, replace

import numpy as np

from journeys_mining.engine import Engine, Table
from journeys_mining.fitting import Fitted, fit_numbers
from journeys_mining.navigation_model import NavigationModel
from journeys_mining.ngram_trie import (
    END_CODE,
    FIRST_ACTION_CODE,
    START_CODE,
    Ints,
    trie_of_model,
)
from journeys_mining.sessions import mark_sessions

_LEAST_SESSIONS = 100
"""Fewer say too little; the model then has no tuned numbers."""
_LEAST_USERS_OF_ACTION = 20
"""For a revisit factor of its own, and never fewer than the floor."""
_MOST_STEPS = 30_000
"""Expected; they decide a few numbers, and more would only take longer."""
_MOST_SHARE = 0.125
_PARTS = 1000


def tune_model(
    engine: Engine, events: Table, model: NavigationModel, idle_timeout_s: float
) -> NavigationModel:
    """The model with its tuned numbers, if it rests on enough sessions.

    Parameters
    ----------
    events
        What the sessions were split from: user_code, session, time_us, row, code.
    """
    held_out = _read_held_out(engine, events, model, idle_timeout_s)
    if int(np.count_nonzero(held_out.codes == START_CODE)) < _LEAST_SESSIONS:
        return model
    trie = trie_of_model(model)
    rest = trie.without_sessions(held_out.codes, model.floor)
    fitted = fit_numbers(rest, held_out.codes, order=model.order, floor=model.floor)
    if not fitted.tuned.discounts:
        return model
    return _with_numbers(model, fitted, held_out.users_of_codes(trie.code_count))


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _HeldOut:
    """Sessions as codes of a trie, and the user of each code."""

    codes: Ints
    users: Ints

    def users_of_codes(self, code_count: int) -> Ints:
        """How many users did each action."""
        done = self.codes >= FIRST_ACTION_CODE
        pairs = np.unique(self.users[done] * code_count + self.codes[done])
        return np.bincount(pairs % code_count, minlength=code_count)


def _read_held_out(
    engine: Engine, events: Table, model: NavigationModel, idle_timeout_s: float
) -> _HeldOut:
    share = min(_MOST_SHARE, _MOST_STEPS / max(model.source.events, 1))
    by_user = events.group_by("user_code").agg(first_row=events.row.min())
    # Numbers of users are drawn for each run; their first rows are the same in every run.
    mixed = (by_user.first_row % 1_000_003) * 7919 % _PARTS
    chosen = by_user.filter(mixed < max(round(share * _PARTS), 1))
    steps = mark_sessions(events.inner_join(chosen, "user_code"), idle_timeout_s, order=1)
    ordered = steps.order_by("first_row", "session", "time_us", "row")
    frame = engine.fetch(ordered.select("user_code", "code", "is_first", "is_last"))
    # In the engine's codes START is 1 and an action below the floor is 0: unknown to the trie.
    codes = frame["code"].to_numpy(dtype=np.int64) - 1
    firsts = np.flatnonzero(frame["is_first"].to_numpy(dtype=np.bool_))
    lasts = np.flatnonzero(frame["is_last"].to_numpy(dtype=np.bool_)) + 1
    places = np.concatenate((lasts, firsts))
    ends = np.repeat((END_CODE, START_CODE), (len(lasts), len(firsts)))
    users = frame["user_code"].to_numpy(dtype=np.int64)
    return _HeldOut(
        codes=np.insert(codes, places, ends),
        users=np.insert(users, places, np.full(len(places), -1)),
    )


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
