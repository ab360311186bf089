"""What production answered to each action: counts, users, statuses, durations."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from journeys_mining.counting.quantiles import exact_quantiles
from journeys_mining.counting.user_counts import count_users
from journeys_mining.engine import Engine, Table
from journeys_mining.model.navigation_model import ActionStats

_CLASSES = 10
"""More than there are classes of statuses."""
_STATUSES = 1000
"""More than there are statuses."""
_REFUSED = "4xx"


def count_actions(
    engine: Engine, events: Table, actions: Sequence[str]
) -> dict[str, tuple[int, int]]:
    """Events and distinct users of each action, those below the floor too."""
    found = count_users(engine, events.select("user_code", number=events.action_code))
    return {
        actions[code]: (count, users)
        for code, count, users in zip(
            found.numbers.tolist(), found.counts.tolist(), found.users.tolist(), strict=True
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
    statuses = _statuses(engine, steps, floor)
    refusals = _refusals(engine, steps, statuses, floor)
    durations = _durations(engine, steps, names, counted, floor)
    return tuple(
        ActionStats(
            action=name,
            count=counted[name][0],
            users=counted[name][1],
            statuses=tuple(sorted(statuses[code])),
            refusals=tuple(sorted(refusals[code])),
            duration_ms=durations.get(code),
        )
        for code, name in sorted(enumerate(names), key=lambda pair: pair[1])
        if name in counted
    )


def _statuses(engine: Engine, steps: Table, floor: int) -> defaultdict[int, list[tuple[str, int]]]:
    """The classes of statuses that at least `floor` users got, with their counts, by code."""
    answered = steps.filter(steps.status.notnull() & steps.status.between(100, 599))
    # By its digits as a text it would cost several times as much.
    status = answered.status.cast("int32")
    status_class = ((status - status % 100) / 100).cast("int32")
    found = count_users(
        engine,
        answered.select("user_code", number=answered.code.cast("int32") * _CLASSES + status_class),
    )
    statuses: defaultdict[int, list[tuple[str, int]]] = defaultdict(list)
    for number in np.flatnonzero(found.users >= floor).tolist():
        code, of_class = divmod(int(found.numbers[number]), _CLASSES)
        statuses[code].append((f"{of_class}xx", int(found.counts[number])))
    return statuses


def _refusals(
    engine: Engine,
    steps: Table,
    statuses: Mapping[int, Sequence[tuple[str, int]]],
    floor: int,
) -> defaultdict[int, list[tuple[int, int]]]:
    """The statuses 4xx that at least `floor` users got, with their counts, by code."""
    refusals: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    if not any(name == _REFUSED for found in statuses.values() for name, _ in found):
        return refusals
    refused = steps.filter(steps.status.between(400, 499))
    found = count_users(
        engine,
        refused.select(
            "user_code",
            number=refused.code.cast("int32") * _STATUSES + refused.status.cast("int32"),
        ),
    )
    for number in np.flatnonzero(found.users >= floor).tolist():
        code, status = divmod(int(found.numbers[number]), _STATUSES)
        refusals[code].append((status, int(found.counts[number])))
    return refusals


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
