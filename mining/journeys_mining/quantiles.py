"""Exact quantiles of groups, by rank: the same on every engine, and within any memory limit."""

from collections import defaultdict
from collections.abc import Sequence

import ibis  # type: ignore[import-untyped]

from journeys_mining.engine import Engine, Table

Key = tuple[object, ...]


def exact_quantiles(
    engine: Engine, table: Table, keys: Sequence[str], column: str, percents: Sequence[int]
) -> dict[Key, tuple[float, ...]]:
    """The quantiles of a column for each group, interpolated linearly.

    Parameters
    ----------
    column
        Numbers, none of them NULL.
    percents
        Whole numbers, 0 to 100; 50 is the median. Of n sorted values, quantile p is the value at
        rank (n - 1) p / 100, counted from 0 (Hyndman and Fan 1996, definition 7).

    Returns
    -------
    dict
        One tuple for each group that has a row, in the order of `percents`.
    """
    within = ibis.window(group_by=list(keys))
    ranked = table.select(*keys, value=table[column]).mutate(
        rank=ibis.row_number().over(ibis.window(group_by=list(keys), order_by="value")),
        size=ibis._.count().over(within),
    )
    # Only the one or two values around each rank leave the engine; whole numbers compare exactly.
    distance = [ranked["rank"] * 100 - (ranked["size"] - 1) * percent for percent in percents]
    near = ibis.or_(*((one > -100) & (one < 100) for one in distance))
    values: defaultdict[Key, dict[int, float]] = defaultdict(dict)
    sizes: dict[Key, int] = {}
    for *key, value, rank, size in engine.fetch(ranked.filter(near)).itertuples(index=False):
        values[tuple(key)][int(rank)] = float(value)
        sizes[tuple(key)] = int(size)
    return {
        key: tuple(_interpolated(by_rank, sizes[key], percent) for percent in percents)
        for key, by_rank in values.items()
    }


def _interpolated(by_rank: dict[int, float], size: int, percent: int) -> float:
    low, hundredths = divmod((size - 1) * percent, 100)
    if hundredths == 0:
        return by_rank[low]
    return by_rank[low] + (by_rank[low + 1] - by_rank[low]) * hundredths / 100
