"""What is counted: n-grams of actions with their users, and the time between two actions.

Takes the steps, gives the transitions of the model. The floor is applied inside the engine: no
count that rests on fewer users ever leaves it.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import ibis  # type: ignore[import-untyped]
import numpy as np
import numpy.typing as npt
import pandas as pd

from journeys_mining.counting.quantiles import exact_quantiles
from journeys_mining.counting.sessions import BELOW_FLOOR, END_CODE, START_CODE
from journeys_mining.engine import Engine, Table, Value
from journeys_mining.model.navigation_model import Transition

Ints: TypeAlias = npt.NDArray[np.int64]

_KEY_BITS = 62
"""A packed key stays positive in a signed 64-bit integer."""
_RARE_SHARE = 0.5
"""Where fewer steps than this end an n-gram above the floor, 0–1, most longer ones are below it."""


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
    # In the order of the names; START and END have codes of their own at the beginning.
    ranks = np.argsort(np.argsort(np.array(names, dtype=object)))
    transitions: list[Transition] = []
    kept: list[int] = []
    for length in range(1, order + 1):
        rare = length > 1 and kept[-1] < _RARE_SHARE * kept[0]
        counted = _count(engine, grams, length, bits, floor, rare=rare)
        kept.append(int(counted.counts.sum()))
        think_s = _think_times(engine, steps, counted) if length == 1 else {}
        transitions += _as_transitions(counted.sorted_by(ranks), names, think_s)
    return tuple(transitions)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Counted:
    """N-grams of one length."""

    codes: Ints
    """A row for each: the context, oldest first, and the action."""
    counts: Ints
    users: Ints

    def sorted_by(self, ranks: Ints) -> "_Counted":
        """In the order of the ranks of their codes."""
        order = np.lexsort(ranks[self.codes].T[::-1])
        return _Counted(codes=self.codes[order], counts=self.counts[order], users=self.users[order])


def _as_transitions(
    counted: _Counted,
    names: Sequence[str],
    think_s: Mapping[tuple[int, int], tuple[float, float]],
) -> Iterator[Transition]:
    columns = [[names[code] for code in column] for column in counted.codes.T.tolist()]
    pairs = zip(*counted.codes.T.tolist(), strict=True) if think_s else itertools.repeat(())
    contexts = zip(*columns[:-1], strict=True)
    numbers = (counted.counts.tolist(), counted.users.tolist())
    for context, action, count, users, pair in zip(
        contexts, columns[-1], *numbers, pairs, strict=bool(think_s)
    ):
        yield Transition(
            context=context, action=action, count=count, users=users, think_s=think_s.get(pair)
        )


def _grams(steps: Table, order: int) -> Table:
    """user_code and the codes c0 (the action), c1 … c(order) (its context, latest first)."""
    within = steps.select(
        "user_code", c0=steps.code, **{f"c{i}": steps[f"p{i}"] for i in range(1, order + 1)}
    )
    last = steps.filter(steps.is_last)
    ends = last.select(
        "user_code",
        c0=ibis.literal(END_CODE, type="int32"),
        c1=last.code,
        **{f"c{i + 1}": last[f"p{i}"] for i in range(1, order)},
    )
    return within.union(ends)


def _count(  # noqa: PLR0913
    engine: Engine, grams: Table, length: int, bits: int, floor: int, *, rare: bool
) -> _Counted:
    """The n-grams of so many actions and one with at least `floor` users.

    Parameters
    ----------
    rare
        Most of them are expected to lie below the floor: those that are too few for it are then
        found first, which costs less than to tell their users apart.
    """
    codes = [grams[f"c{i}"] for i in range(length + 1)]
    whole = ibis.and_(*(code.notnull() & (code != BELOW_FLOOR) for code in codes))
    keys = _pack(codes, bits)
    keyed = grams.filter(whole).select("user_code", **keys)
    found = []
    for part in engine.parts(keyed, "key0"):
        rows = _often(part, tuple(keys), floor) if rare else part
        # Distinct users in two steps: exact on every engine, and it spills.
        by_user = rows.group_by(*keys, "user_code").agg(count=rows.count())
        counted = by_user.group_by(*keys).agg(count=by_user["count"].sum(), users=by_user.count())
        found.append(engine.fetch(counted.filter(counted.users >= floor)).astype("int64"))
    frame = pd.concat(found, ignore_index=True)
    return _Counted(
        codes=_unpack(frame, length + 1, bits)[:, ::-1],
        counts=frame["count"].to_numpy(),
        users=frame["users"].to_numpy(),
    )


def _often(keyed: Table, keys: tuple[str, ...], floor: int) -> Table:
    """The rows whose keys come often enough that `floor` users may have them."""
    counted = keyed.group_by(*keys).agg(count=keyed.count())
    often = counted.filter(counted["count"] >= floor).drop("count")
    return keyed.semi_join(often, list(keys))


def _pack(codes: Sequence[Value], bits: int) -> dict[str, Value]:
    """The codes in as few 64-bit integers as hold them."""
    in_one = _KEY_BITS // bits
    keys: dict[str, Value] = {}
    for start in range(0, len(codes), in_one):
        packed = codes[start].cast("int64")
        for code in codes[start + 1 : start + in_one]:
            packed = packed * 2**bits + code
        keys[f"key{start // in_one}"] = packed
    return keys


def _unpack(frame: pd.DataFrame, size: int, bits: int) -> Ints:
    """A row of codes for each row of packed keys."""
    in_one = _KEY_BITS // bits
    columns = []
    for start in range(0, size, in_one):
        key = frame[f"key{start // in_one}"].to_numpy()
        held = min(in_one, size - start)
        columns += [key >> (bits * place) & (2**bits - 1) for place in reversed(range(held))]
    return np.stack(columns, axis=1)


def _think_times(
    engine: Engine, steps: Table, counted: _Counted
) -> dict[tuple[int, int], tuple[float, float]]:
    """Median and 90th percentile of the seconds between two actions, for what was counted."""
    before, action = counted.codes.T
    kept = counted.codes[(before != START_CODE) & (action != END_CODE)]
    if not len(kept):
        return {}
    frame = pd.DataFrame(kept, columns=["p1", "code"], dtype="int32")
    pairs = engine.put("kept_pairs", frame)
    quantiles = exact_quantiles(engine, steps, pairs, "gap_us", (50, 90))
    return {
        (before, after): (round(median / 1e6, 3), round(high / 1e6, 3))
        for (before, after), (median, high) in quantiles.items()
    }
