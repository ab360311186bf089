"""What is counted: n-grams of actions with their users, and the time between two actions.

Takes the steps, gives the transitions of the model. The floor is applied inside the engine: no
count that rests on fewer users ever leaves it.
"""

from collections.abc import Iterator, Sequence

import ibis  # type: ignore[import-untyped]
import pandas as pd

from journeys_mining.engine import Engine, Table, Value
from journeys_mining.navigation_model import Transition
from journeys_mining.quantiles import exact_quantiles
from journeys_mining.sessions import BELOW_FLOOR, END_CODE, START_CODE

_KEY_BITS = 62
"""A packed key stays positive in a signed 64-bit integer."""


def count_transitions(
    engine: Engine, steps: Table, names: Sequence[str], order: int, floor: int
) -> tuple[Transition, ...]:
    """Every transition with at least `floor` users, sorted as the model wants them.

    Parameters
    ----------
    names
        The name of each action code; START and END at theirs.
    """
    bits = max(len(names) - 1, 1).bit_length()
    grams = _grams(steps, order)
    transitions: list[Transition] = []
    for length in range(1, order + 1):
        counted = _count(engine, grams, length, bits, floor)
        think_s = _think_times(engine, steps, counted) if length == 1 else {}
        transitions += [
            Transition(
                context=tuple(names[code] for code in context),
                action=names[action],
                count=count,
                users=users,
                think_s=think_s.get((context[0], action)),
            )
            for context, action, count, users in counted
        ]
    return tuple(sorted(transitions, key=lambda one: (len(one.context), one.context, one.action)))


_Counted = tuple[tuple[int, ...], int, int, int]
"""Context, oldest first; action; count; users."""


def _grams(steps: Table, order: int) -> Table:
    """user_code and the codes c0 (the action), c1 … c(order) (its context, latest first)."""
    within = steps.select(
        "user_code", c0=steps.code, **{f"c{i}": steps[f"p{i}"] for i in range(1, order + 1)}
    )
    last = steps.filter(steps.is_last)
    ends = last.select(
        "user_code",
        c0=ibis.literal(END_CODE, type="int64"),
        c1=last.code,
        **{f"c{i + 1}": last[f"p{i}"] for i in range(1, order)},
    )
    return within.union(ends)


def _count(engine: Engine, grams: Table, length: int, bits: int, floor: int) -> list[_Counted]:
    codes = [grams[f"c{i}"] for i in range(length + 1)]
    whole = ibis.and_(*(code.notnull() & (code != BELOW_FLOOR) for code in codes))
    keys = _pack(codes, bits)
    keyed = grams.filter(whole).select("user_code", **keys)
    # Distinct users in two steps: exact on every engine, and it spills.
    by_user = keyed.group_by(*keys, "user_code").agg(count=keyed.count())
    counted = by_user.group_by(*keys).agg(count=by_user["count"].sum(), users=by_user.count())
    frame = engine.fetch(counted.filter(counted.users >= floor))
    return [
        (tuple(reversed(unpacked[1:])), unpacked[0], int(count), int(users))
        for unpacked, count, users in zip(
            _unpack(frame, length + 1, bits), frame["count"], frame["users"], strict=True
        )
    ]


def _pack(codes: Sequence[Value], bits: int) -> dict[str, Value]:
    """The codes in as few 64-bit integers as hold them."""
    in_one = _KEY_BITS // bits
    keys: dict[str, Value] = {}
    for start in range(0, len(codes), in_one):
        packed = codes[start]
        for code in codes[start + 1 : start + in_one]:
            packed = packed * 2**bits + code
        keys[f"key{start // in_one}"] = packed
    return keys


def _unpack(frame: pd.DataFrame, size: int, bits: int) -> Iterator[list[int]]:
    in_one = _KEY_BITS // bits
    sizes = [min(in_one, size - start) for start in range(0, size, in_one)]
    columns = [frame[f"key{index}"].tolist() for index in range(len(sizes))]
    for packed in zip(*columns, strict=True):
        codes: list[int] = []
        for key, held in zip(packed, sizes, strict=True):
            codes += [key >> (bits * place) & (2**bits - 1) for place in reversed(range(held))]
        yield codes


def _think_times(
    engine: Engine, steps: Table, counted: Sequence[_Counted]
) -> dict[tuple[int, int], tuple[float, float]]:
    """Median and 90th percentile of the seconds between two actions, for what was counted."""
    pairs = [(context[0], action) for context, action, _, _ in counted]
    kept = [pair for pair in pairs if pair[0] != START_CODE and pair[1] != END_CODE]
    if not kept:
        return {}
    frame = pd.DataFrame(kept, columns=["p1", "code"], dtype="int64")
    gaps = steps.semi_join(engine.put("kept_pairs", frame), ["p1", "code"])
    quantiles = exact_quantiles(engine, gaps, ["p1", "code"], "gap_us", (50, 90))
    return {
        (int(str(before)), int(str(after))): (round(median / 1e6, 3), round(high / 1e6, 3))
        for (before, after), (median, high) in quantiles.items()
    }
