"""Exact quantiles of groups, by rank: the same on every engine, and within any memory limit."""

import itertools
from collections.abc import Sequence
from typing import Any

import ibis  # type: ignore[import-untyped]

from journeys_mining.engine import Engine, Table

Key = tuple[object, ...]


def exact_quantiles(  # noqa: PLR0913
    engine: Engine,
    table: Table,
    keys: Sequence[str],
    column: str,
    percents: Sequence[int],
    *,
    repeated: bool = False,
) -> dict[Key, tuple[float, ...]]:
    """The quantiles of a column for each group, interpolated linearly.

    Parameters
    ----------
    column
        Numbers, none of them NULL.
    percents
        Whole numbers, 0 to 100; 50 is the median. Of n sorted values, quantile p is the value at
        rank (n - 1) p / 100, counted from 0 (Hyndman and Fan 1996, definition 7).
    repeated
        Values are few, such as whole milliseconds: each is then sorted once. The result is the
        same.

    Returns
    -------
    dict
        One tuple for each group that has a row, in the order of `percents`.
    """
    values = table.select(*keys, value=table[column])
    ranked = _ranked_once(values, keys) if repeated else _ranked(values, keys)
    # Only the one or two values around each rank leave the engine; whole numbers compare exactly.
    ends = [(ranked["size"] - 1) * percent for percent in percents]
    near = ibis.or_(
        *(
            (ranked.after * 100 > end) & ((ranked.after - ranked.times) * 100 < end + 100)
            for end in ends
        )
    )
    frame = engine.fetch(ranked.filter(near).order_by(*keys, "value"))
    found: dict[Key, tuple[float, ...]] = {}
    for key, group in itertools.groupby(
        frame[[*keys, "value", "after", "size"]].itertuples(index=False, name=None),
        key=lambda row: row[: len(keys)],
    ):
        rows = list(group)
        found[key] = tuple(_quantile(rows, percent) for percent in percents)
    return found


def _ranked(values: Table, keys: Sequence[str]) -> Table:
    """Each value with the number of those up to and with it, and the size of its group."""
    place = ibis.row_number().over(ibis.window(group_by=list(keys), order_by="value"))
    size = ibis._.count().over(ibis.window(group_by=list(keys)))
    return values.mutate(after=place + 1, size=size, times=1)


def _ranked_once(values: Table, keys: Sequence[str]) -> Table:
    counted = values.group_by(*keys, "value").agg(times=values.count())
    upto = ibis.window(group_by=list(keys), order_by="value", preceding=None, following=0)
    return counted.mutate(
        after=counted.times.sum().over(upto).cast("int64"),
        size=counted.times.sum().over(ibis.window(group_by=list(keys))).cast("int64"),
    )


def _quantile(rows: Sequence[tuple[Any, ...]], percent: int) -> float:
    """From rows that end with a value, the ranks up to and with it, and the size of the group."""
    low, hundredths = divmod((int(rows[0][-1]) - 1) * percent, 100)
    value = _at_rank(rows, low)
    if hundredths == 0:
        return value
    return value + (_at_rank(rows, low + 1) - value) * hundredths / 100


def _at_rank(rows: Sequence[tuple[Any, ...]], rank: int) -> float:
    return next(float(value) for *_, value, after, _ in rows if after > rank)
