"""What production answered to each action: counts, users, statuses, durations."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from journeys_mining.engine import Engine, Table
from journeys_mining.navigation_model import ActionStats
from journeys_mining.quantiles import exact_quantiles


def count_actions(engine: Engine, events: Table) -> dict[str, tuple[int, int]]:
    """Events and distinct users of each action, those below the floor too."""
    by_user = events.group_by("action", "user_code").agg(count=events.count())
    counted = by_user.group_by("action").agg(count=by_user["count"].sum(), users=by_user.count())
    frame = engine.fetch(counted)
    return {
        str(action): (int(count), int(users))
        for action, count, users in zip(
            frame["action"], frame["count"], frame["users"], strict=True
        )
    }


def describe_actions(
    engine: Engine,
    steps: Table,
    names: Sequence[str],
    counted: Mapping[str, tuple[int, int]],
    floor: int,
) -> tuple[ActionStats, ...]:
    """The statistics of each action of the model, sorted by action."""
    statuses = _statuses(engine, steps)
    durations = _durations(engine, steps, floor)
    return tuple(
        ActionStats(
            action=name,
            count=counted[name][0],
            users=counted[name][1],
            statuses=tuple(sorted(statuses[code])),
            duration_ms=durations.get(code),
        )
        for code, name in sorted(enumerate(names), key=lambda pair: pair[1])
        if name in counted
    )


def _statuses(engine: Engine, steps: Table) -> defaultdict[int, list[tuple[str, int]]]:
    answered = steps.filter(steps.status.notnull() & steps.status.between(100, 599))
    classed = answered.select("code", status_class=answered.status.cast("string").substr(0, 1))
    frame = engine.fetch(classed.group_by("code", "status_class").agg(count=classed.count()))
    statuses: defaultdict[int, list[tuple[str, int]]] = defaultdict(list)
    for code, status_class, count in frame.itertuples(index=False):
        statuses[int(code)].append((f"{status_class}xx", int(count)))
    return statuses


def _durations(engine: Engine, steps: Table, floor: int) -> dict[int, tuple[int, int]]:
    """Median and 95th percentile in milliseconds, where at least `floor` users were timed."""
    timed = steps.filter(steps.duration_ms.notnull())
    by_user = timed.group_by("code", "user_code").agg(count=timed.count())
    users = by_user.group_by("code").agg(users=by_user.count())
    enough = users.filter(users.users >= floor)
    quantiles = exact_quantiles(
        engine, timed.semi_join(enough, "code"), ["code"], "duration_ms", (50, 95)
    )
    return {
        int(str(code)): (round(median), round(high))
        for (code,), (median, high) in quantiles.items()
    }
