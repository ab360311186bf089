"""N-grams counted in plain Python, to compare the engine with."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from journeys_mining.model.navigation_model import END, START

Counted = dict[tuple[tuple[str, ...], str], tuple[int, int]]


def count_ngrams(sessions: Iterable[tuple[str, Sequence[str]]], order: int, floor: int) -> Counted:
    """Count and users of each context and action, from sessions of (user, actions)."""
    counts: Counter[tuple[tuple[str, ...], str]] = Counter()
    users: defaultdict[tuple[tuple[str, ...], str], set[str]] = defaultdict(set)
    for user, actions in sessions:
        padded = [START, *actions, END]
        for place in range(1, len(padded)):
            for length in range(1, min(order, place) + 1):
                gram = (tuple(padded[place - length : place]), padded[place])
                counts[gram] += 1
                users[gram].add(user)
    return {
        gram: (count, len(users[gram]))
        for gram, count in counts.items()
        if len(users[gram]) >= floor
    }
