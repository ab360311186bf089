"""Whole sessions of some of the users, for the stages that learn from sessions as they went.

Takes the coded events, gives sessions as codes of a trie. They stay in memory; nothing writes them.
"""

from dataclasses import dataclass

import numpy as np

from journeys_mining.chain.exit_hazard import positions_of
from journeys_mining.chain.ngram_trie import END_CODE, START_CODE, Flags, Ints
from journeys_mining.counting.sessions import choose_users, is_of_share, read_steps
from journeys_mining.engine import Engine, Table


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class DrawnSessions:
    """Sessions one after the other, each from START to END, and the user of each code."""

    codes: Ints
    users: Ints
    """-1 at START and END, else the numbers of `events.identity`; they ascend."""

    def users_of_sessions(self) -> Ints:
        """The user of each session, as a number from 0 on in the order of the sessions."""
        first = np.flatnonzero(self.codes == START_CODE) + 1
        _, seen_at, number = np.unique(self.users[first], return_index=True, return_inverse=True)
        in_order = np.empty(len(seen_at), dtype=np.int64)
        in_order[np.argsort(seen_at)] = np.arange(len(seen_at))
        numbers: Ints = in_order[number]
        return numbers

    def only(self, chosen: Flags) -> "DrawnSessions":
        """Those of the sessions that are chosen."""
        inside = chosen[np.cumsum(self.codes == START_CODE) - 1]
        return DrawnSessions(codes=self.codes[inside], users=self.users[inside])

    def of_share(self, share: float) -> "DrawnSessions":
        """Those of about this share of all users, 0–1: the ones that `choose_users` chooses."""
        first = np.flatnonzero(self.codes == START_CODE) + 1
        return self.only(is_of_share(self.users[first], share))

    def furthest(self, users: int) -> int:
        """The last position, in actions done before, that at least so many users came to."""
        of_session = self.users_of_sessions()
        longest = np.zeros(len(of_session), dtype=np.int64)
        np.maximum.at(longest, of_session, positions_of(self.codes)[self.codes == END_CODE])
        return int(np.sort(longest)[-users]) if users <= len(longest) else 0


def draw_sessions(
    engine: Engine, events: Table, *, share: float, idle_timeout_s: float
) -> DrawnSessions:
    """All sessions of about this share of the users.

    Users are chosen as `choose_users` does.

    Parameters
    ----------
    events
        What the sessions are split from: user_code, session, time_us, row, code.
    share
        0–1.
    """
    if share < 1.0:
        events = events.semi_join(choose_users(events, share), "user_code")
    steps = read_steps(engine, events, idle_timeout_s, "code")
    # In the engine's codes START is 1 and an action below the floor is 0: unknown to the trie.
    codes, users = steps["code"] - 1, steps["user_code"]
    firsts = np.flatnonzero(steps["is_first"])
    lasts = np.flatnonzero(steps["is_last"]) + 1
    places = np.concatenate((lasts, firsts))
    ends = np.repeat((END_CODE, START_CODE), (len(lasts), len(firsts)))
    return DrawnSessions(
        codes=np.insert(codes, places, ends),
        users=np.insert(users, places, np.full(len(places), -1)),
    )
