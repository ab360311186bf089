"""Values that users gave to the query slots of an action: `q=mug` of `/search?q={q}`.

Values of path slots stay in the export: on staging other ids exist.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import reduce
from urllib.parse import unquote

import ibis  # type: ignore[import-untyped]

from journeys_mining.actions.action import Action
from journeys_mining.actions.queries import keyed_slots
from journeys_mining.counting.query_values import query_value
from journeys_mining.engine import Engine, Table
from journeys_mining.events.privacy import ValueGate
from journeys_mining.model.navigation_model import SlotValue

MOST_VALUES = 20
"""Of each slot, the most frequent values are kept."""


def pool_slot_values(
    engine: Engine,
    steps: Table,
    queries: Table,
    names: Sequence[str],
    gate: ValueGate,
) -> tuple[SlotValue, ...]:
    """All values that pass the gate; `queries` is what `find_queries` gives."""
    wanted = {
        (code, key): slot
        for code, name in enumerate(names)
        for key, slot in keyed_slots(Action.parse(name).template or "")
    }
    keys = sorted({key for _, key in wanted})
    codes = sorted({code for code, _ in wanted})
    given = reduce(lambda one, other: one.union(other), (_values(queries, key) for key in keys))
    told = steps.filter(steps.code.isin(codes)).inner_join(given, "url_code")
    group = ("code", "key", "value")
    by_user = told.group_by(*group, "user_code").agg(count=told.count())
    counted = by_user.group_by(*group).agg(count=by_user["count"].sum(), users=by_user.count())
    pools: defaultdict[tuple[int, str], list[SlotValue]] = defaultdict(list)
    for code, key, text, count, users in engine.fetch(
        counted.filter(counted.users >= gate.floor)
    ).itertuples(index=False):
        value = unquote(str(text))
        if (code, key) in wanted and gate.passes(key, value, users):
            pools[code, key].append(
                SlotValue(
                    action=names[code],
                    slot=wanted[code, key],
                    value=value,
                    count=int(count),
                    users=int(users),
                )
            )
    return tuple(one for pool in pools.values() for one in pool)


def most_frequent(values: Iterable[SlotValue]) -> tuple[SlotValue, ...]:
    """Each slot's most frequent values, in the order of the model: most frequent first."""
    pools: defaultdict[tuple[str, str], list[SlotValue]] = defaultdict(list)
    for one in values:
        pools[one.action, one.slot].append(one)
    return tuple(
        one for key in sorted(pools) for one in sorted(pools[key], key=_by_count)[:MOST_VALUES]
    )


def _by_count(one: SlotValue) -> tuple[int, str]:
    return (-one.count, one.value)


def _values(queries: Table, key: str) -> Table:
    """url_code, key and the first value of that key, for the URLs whose query has one."""
    value = query_value(queries.query, key)
    found = queries.select("url_code", key=ibis.literal(key), value=value)
    return found.filter(found.value != "")
