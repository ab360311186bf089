"""Values of a query that were given together: `q=mug&sort=price` of `/search?q={q}&sort={sort}`."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final
from urllib.parse import unquote

from journeys_mining.actions.action import Action
from journeys_mining.actions.queries import keyed_slots
from journeys_mining.counting.query_values import query_value
from journeys_mining.counting.slot_values import MOST_VALUES
from journeys_mining.engine import Engine, Table
from journeys_mining.events.privacy import ValueGate
from journeys_mining.model.slots import SlotTuple

_MOST_QUERIES: Final = 30
"""So many sets of keys are looked at, those that most actions have first."""


def pool_slot_tuples(
    engine: Engine, steps: Table, queries: Table, names: Sequence[str], gate: ValueGate
) -> tuple[SlotTuple, ...]:
    """For each action with several keys the tuples that most of its users gave, sorted; `queries`
    is what `find_queries` gives."""
    codes_of: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    slots_of: dict[int, tuple[str, ...]] = {}
    for code, name in enumerate(names):
        pairs = keyed_slots(Action.parse(name).template or "")
        if len(pairs) > 1:
            codes_of[tuple(key for key, _ in pairs)].append(code)
            slots_of[code] = tuple(slot for _, slot in pairs)
    ranked = sorted(codes_of, key=lambda keys: (-len(codes_of[keys]), keys))[:_MOST_QUERIES]
    found: list[SlotTuple] = []
    for keys in ranked:
        for code, text, count, users in _counted(
            engine, steps, queries, keys, codes_of[keys], gate
        ):
            values = tuple(unquote(one) for one in text.split("&"))
            if all(values) and all(map(gate.passes, keys, values, [users] * len(keys))):
                found.append(
                    SlotTuple(
                        action=names[code],
                        slots=slots_of[code],
                        values=values,
                        count=count,
                        users=users,
                    )
                )
    return _most_frequent(found)


def _counted(  # noqa: PLR0913, PLR0917
    engine: Engine,
    steps: Table,
    queries: Table,
    keys: Sequence[str],
    codes: Sequence[int],
    gate: ValueGate,
) -> list[tuple[int, str, int, int]]:
    """Code, values, count and users, of the tuples above the floor."""
    theirs = steps.filter(steps.code.isin(codes)).select("code", "user_code", "url_code")
    asked = queries.semi_join(theirs.select("url_code").distinct(), "url_code")
    text = query_value(asked.query, keys[0])
    for key in keys[1:]:
        text = text + "&" + query_value(asked.query, key)
    # Kept, for the engine would else work it out for each step.
    texts = engine.keep(engine.new_name("texts"), asked.select("url_code", text=text))
    told = theirs.inner_join(texts, "url_code")
    by_user = told.group_by("code", "text", "user_code").agg(count=told.count())
    counted = by_user.group_by("code", "text").agg(
        count=by_user["count"].sum(), users=by_user.count()
    )
    frame = engine.fetch(counted.filter(counted.users >= gate.floor))
    engine.drop(texts)
    return [
        (int(code), str(text), int(count), int(users))
        for code, text, count, users in frame[["code", "text", "count", "users"]].itertuples(
            index=False
        )
    ]


def _most_frequent(found: Sequence[SlotTuple]) -> tuple[SlotTuple, ...]:
    pools: defaultdict[str, list[SlotTuple]] = defaultdict(list)
    for one in sorted(found, key=lambda one: (one.action, -one.count, one.values)):
        pools[one.action].append(one)
    return tuple(one for pool in pools.values() for one in pool[:MOST_VALUES])
