"""Counting of n-grams by the engine: in any database, where the events stay.

The floor is applied inside the engine: no count that rests on fewer users ever leaves it.
"""

from collections.abc import Iterator, Sequence

import ibis  # type: ignore[import-untyped]
import numpy as np
import pandas as pd

from journeys_mining.counting.codes import BELOW_FLOOR, END_CODE, START_CODE
from journeys_mining.counting.grams import GAP_PERCENTS, CountedGrams, Floats, Ints
from journeys_mining.counting.quantiles import exact_quantiles
from journeys_mining.counting.sessions import split_sessions
from journeys_mining.engine import Engine, Table, Value

_KEY_BITS = 62
"""A packed key stays positive in a signed 64-bit integer."""
_RARE_SHARE = 0.5
"""Where fewer steps than this end an n-gram above the floor, 0–1, most longer ones are below it."""


class GramTable:
    """As `Grams`, by expressions over the table of steps."""

    def __init__(
        self, engine: Engine, events: Table, idle_timeout_s: float, order: int, code_count: int
    ) -> None:
        self._engine = engine
        self._steps = split_sessions(engine, events, idle_timeout_s, order)
        self.tables = (self._steps,)
        self._bits = max(code_count - 1, 1).bit_length()
        self.session_count = engine.number(self._steps.is_first.ifelse(1, 0).sum())

    def counted(self, order: int, floor: int) -> Iterator[CountedGrams]:
        """As in `Grams`; `order` is at most that of the steps."""
        grams = _grams(self._steps, order)
        kept: list[int] = []
        for length in range(1, order + 1):
            rare = length > 1 and kept[-1] < _RARE_SHARE * kept[0]
            frame = self._count(grams, length, floor, rare=rare)
            codes = _unpack(frame, length + 1, self._bits)[:, ::-1]
            counted = CountedGrams(
                codes=codes,
                counts=frame["count"].to_numpy(),
                users=frame["users"].to_numpy(),
                gaps_us=self._gaps(codes) if length == 1 else None,
            )
            kept.append(int(counted.counts.sum()))
            yield counted

    def _count(self, grams: Table, length: int, floor: int, *, rare: bool) -> pd.DataFrame:
        """Packed keys, count and users of the n-grams of so many actions and one.

        Parameters
        ----------
        rare
            Most of them are expected to lie below the floor: those that are too few for it are then
            found first, which costs less than to tell their users apart.
        """
        codes = [grams[f"c{i}"] for i in range(length + 1)]
        whole = ibis.and_(*(code.notnull() & (code != BELOW_FLOOR) for code in codes))
        keys = _pack(codes, self._bits)
        keyed = grams.filter(whole).select("user_code", **keys)
        rows = _often(keyed, tuple(keys), floor) if rare else keyed
        # Distinct users in two steps: exact on every engine, and it spills.
        by_user = rows.group_by(*keys, "user_code").agg(count=rows.count())
        counted = by_user.group_by(*keys).agg(count=by_user["count"].sum(), users=by_user.count())
        return self._engine.fetch(counted.filter(counted.users >= floor)).astype("int64")

    def _gaps(self, codes: Ints) -> Floats:
        """The quantiles of the time between the two actions of each pair."""
        gaps = np.full((len(codes), len(GAP_PERCENTS)), np.nan)
        before, action = codes.T
        timed = (before != START_CODE) & (action != END_CODE)
        if not timed.any():
            return gaps
        frame = pd.DataFrame(codes[timed], columns=["p1", "code"], dtype="int32")
        pairs = self._engine.put("kept_pairs", frame)
        found = exact_quantiles(self._engine, self._steps, pairs, "gap_us", GAP_PERCENTS)
        gaps[timed] = [found[before, action] for before, action in codes[timed].tolist()]
        return gaps


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
