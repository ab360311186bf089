"""Counts what the sessions of a profile did, and keeps what enough of its users did."""

from collections.abc import Iterator, Sequence

import numpy as np

from journeys_mining.chain.drawn_sessions import DrawnSessions
from journeys_mining.chain.ngram_trie import FIRST_ACTION_CODE, START_CODE, Flags, Ints
from journeys_mining.model.profiles import Profile, ProfileAction, ProfileTransition


class ProfileCounter:
    """The steps of all sessions, with the session and the user of each."""

    def __init__(self, drawn: DrawnSessions, users: Ints, names: Sequence[str], floor: int) -> None:
        self._codes = drawn.codes
        self._session = np.cumsum(drawn.codes == START_CODE) - 1
        self._users = users
        self._names = names
        self._floor = floor
        self._lengths = np.bincount(self._session, minlength=len(users)) - 2

    def count(self, of_profile: Flags) -> Profile:
        """A profile without a name: the sessions that the flags say."""
        inside = of_profile[self._session]
        lengths = self._lengths[of_profile]
        median, long = np.quantile(lengths, (0.5, 0.9), method="lower").tolist()
        return Profile(
            name="",
            sessions=int(of_profile.sum()),
            users=len(np.unique(self._users[of_profile])),
            steps=(int(median), int(long)),
            actions=tuple(self._actions(inside)),
            transitions=tuple(self._transitions(inside)),
        )

    def _actions(self, inside: Flags) -> Iterator[ProfileAction]:
        done = np.flatnonzero(inside & (self._codes >= FIRST_ACTION_CODE))
        for code, count, users, sessions in self._counted(self._codes[done], done):
            yield ProfileAction(
                action=self._names[code], sessions=sessions, count=count, users=users
            )

    def _transitions(self, inside: Flags) -> Iterator[ProfileTransition]:
        before, action = self._codes[:-1], self._codes[1:]
        whole = inside[1:] & (before >= 0) & (action >= 0) & (action != START_CODE)
        at = np.flatnonzero(whole)
        keys = before[at] * len(self._names) + action[at]
        found = [
            ProfileTransition(
                before=self._names[key // len(self._names)],
                action=self._names[key % len(self._names)],
                count=count,
                users=users,
            )
            for key, count, users, _ in self._counted(keys, at)
        ]
        yield from sorted(found, key=lambda one: (one.before, one.action))

    def _counted(self, keys: Ints, at: Ints) -> Iterator[tuple[int, int, int, int]]:
        """Key, count, users and sessions of each key that enough users have."""
        if not len(keys):
            return
        distinct, index, counts = np.unique(keys, return_inverse=True, return_counts=True)
        users = self._distinct(index, self._users[self._session[at]])
        sessions = self._distinct(index, self._session[at])
        for place in np.flatnonzero(users >= self._floor).tolist():
            yield int(distinct[place]), int(counts[place]), int(users[place]), int(sessions[place])

    @staticmethod
    def _distinct(index: Ints, of: Ints) -> Ints:
        """How many different numbers go with each index."""
        size = int(of.max()) + 1
        pairs = np.unique(index * size + of)
        return np.bincount(pairs // size)
