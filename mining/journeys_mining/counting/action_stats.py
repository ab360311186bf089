"""What production answered to each action: counts, users, statuses, durations."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import pandas as pd

from journeys_mining.counting.quantiles import exact_quantiles
from journeys_mining.engine import Engine, Table
from journeys_mining.model.navigation_model import ActionStats


def count_actions(
    engine: Engine, events: Table, actions: Sequence[str]
) -> dict[str, tuple[int, int]]:
    """Events and distinct users of each action, those below the floor too."""
    by_user = events.group_by("action_code", "user_code").agg(count=events.count())
    counted = by_user.group_by("action_code").agg(
        count=by_user["count"].sum(), users=by_user.count()
    )
    frame = engine.fetch(counted)[["action_code", "count", "users"]].astype("int64")
    return {
        actions[code]: (count, users)
        for code, count, users in frame.itertuples(index=False, name=None)
    }


def describe_actions(
    engine: Engine,
    steps: Table,
    names: Sequence[str],
    counted: Mapping[str, tuple[int, int]],
    floor: int,
) -> tuple[ActionStats, ...]:
    """The statistics of each action of the model, sorted by action."""
    statuses = _statuses(engine, steps, names, counted, floor)
    durations = _durations(engine, steps, names, counted, floor)
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


def _statuses(
    engine: Engine,
    steps: Table,
    names: Sequence[str],
    counted: Mapping[str, tuple[int, int]],
    floor: int,
) -> defaultdict[int, list[tuple[str, int]]]:
    """The classes of statuses that at least `floor` users got."""
    answered = steps.filter(steps.status.notnull() & steps.status.between(100, 599))
    classed = answered.mutate(status_class=answered.status.cast("string").substr(0, 1))
    frame = engine.fetch(classed.group_by("code", "status_class").agg(count=classed.count()))
    counts = {
        (int(code), str(status_class)): int(count)
        for code, status_class, count in frame.itertuples(index=False)
        if names[int(code)] in counted
    }
    usual = {code: (code, one) for (code, one), _ in sorted(counts.items(), key=lambda one: one[1])}
    # Whoever got nothing else got the usual class: few of most events need be looked at.
    users = _users_of(engine, classed, sorted(counts.keys() - usual.values()), floor)
    others, answers = Counter[int](), Counter[int]()
    for (code, status_class), count in counts.items():
        answers[code] += count
        others[code] += users.get((code, status_class), 0)
    doubtful = [
        pair
        for code, pair in usual.items()
        if answers[code] < counted[names[code]][0] or counted[names[code]][1] - others[code] < floor
    ]
    users |= _users_of(engine, classed, doubtful, floor)
    statuses: defaultdict[int, list[tuple[str, int]]] = defaultdict(list)
    for (code, status_class), count in counts.items():
        if users.get((code, status_class), floor) >= floor:
            statuses[code].append((f"{status_class}xx", count))
    return statuses


def _users_of(
    engine: Engine, classed: Table, pairs: Sequence[tuple[int, str]], floor: int
) -> dict[tuple[int, str], int]:
    """Distinct users of each pair of action code and class; not asked where one is enough."""
    if not pairs or floor <= 1:
        return {}
    asked = engine.put(
        engine.new_name("asked_classes"), pd.DataFrame(pairs, columns=["code", "status_class"])
    )
    given = classed.semi_join(asked, ["code", "status_class"])
    distinct = given.select("code", "status_class", "user_code").distinct()
    frame = engine.fetch(distinct.group_by("code", "status_class").agg(users=distinct.count()))
    return {
        (int(code), str(status_class)): int(users)
        for code, status_class, users in frame.itertuples(index=False)
    }


def _durations(
    engine: Engine,
    events: Table,
    names: Sequence[str],
    counted: Mapping[str, tuple[int, int]],
    floor: int,
) -> dict[int, tuple[int, int]]:
    """Median and 95th percentile in milliseconds, where at least `floor` users were timed."""
    timed = events.filter(events.duration_ms.notnull())
    frame = engine.fetch(timed.group_by("code").agg(count=timed.count()))
    counts = dict(zip(frame["code"].tolist(), frame["count"].tolist(), strict=True))
    counts = {code: count for code, count in counts.items() if names[code] in counted}
    # Where every event was timed, the users are known already.
    partly = [code for code, count in counts.items() if count < counted[names[code]][0]]
    enough = (set(counts) - set(partly)) | _timed_by_many(engine, timed, partly, floor)
    if not enough:
        return {}
    codes = engine.put("timed_codes", pd.DataFrame({"code": sorted(enough)}, dtype="int32"))
    quantiles = exact_quantiles(engine, timed, codes, "duration_ms", (50, 95), repeated=True)
    return {code: (round(median), round(high)) for (code,), (median, high) in quantiles.items()}


def _timed_by_many(engine: Engine, timed: Table, codes: Sequence[int], floor: int) -> set[int]:
    if not codes:
        return set()
    asked = engine.put("partly_timed", pd.DataFrame({"code": codes}, dtype="int32"))
    pairs = timed.semi_join(asked, "code").select("code", "user_code").distinct()
    users = pairs.group_by("code").agg(users=pairs.count())
    return set(engine.fetch(users.filter(users.users >= floor))["code"].tolist())
