"""Models made from sessions written by hand, counted the plain way."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from journeys_mining.model.navigation_model import (
    END,
    START,
    ActionStats,
    NavigationModel,
    SourceSummary,
    Transition,
)


def a_model(
    *sessions: Sequence[str],
    order: int = 3,
    floor: int = 1,
    hosts: tuple[str, ...] = (),
    duration_ms: dict[str, tuple[int, int]] | None = None,
    think_s: tuple[float, float] | None = None,
) -> NavigationModel:
    """The model of `sessions`, each of a user of its own, so that users and counts are equal."""
    actions = Counter(action for session in sessions for action in session)
    grams: Counter[tuple[str, ...]] = Counter()
    users: defaultdict[tuple[str, ...], set[int]] = defaultdict(set)
    for user, session in enumerate(sessions):
        padded = (START, *session, END)
        for length in range(2, order + 2):
            for start in range(len(padded) - length + 1):
                gram = tuple(padded[start : start + length])
                grams[gram] += 1
                users[gram].add(user)
    kept = sorted(
        (gram for gram in grams if len(users[gram]) >= floor), key=lambda one: (len(one), one)
    )
    return NavigationModel(
        source=SourceSummary(
            description="by hand",
            reader="table",
            events=sum(actions.values()),
            sessions=len(sessions),
            users=len(sessions),
            first_event="2026-01-01T00:00:00Z",
            last_event="2026-01-02T00:00:00Z",
            hosts=hosts,
        ),
        floor=floor,
        order=order,
        actions=tuple(
            ActionStats(
                action=action,
                count=count,
                users=count,
                duration_ms=(duration_ms or {}).get(action),
            )
            for action, count in sorted(actions.items())
        ),
        transitions=tuple(
            Transition(
                context=gram[:-1],
                action=gram[-1],
                count=grams[gram],
                users=len(users[gram]),
                think_s=think_s if len(gram) == 2 else None,
            )
            for gram in kept
        ),
        slot_values=(),
    )
