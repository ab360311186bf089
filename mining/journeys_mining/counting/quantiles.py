"""Exact quantiles of groups, by rank: the same on every engine, and within any memory limit."""

from collections.abc import Sequence
from typing import TypeAlias

import ibis  # type: ignore[import-untyped]
import numpy as np
import numpy.typing as npt
import pandas as pd

from journeys_mining.counting.ranks import interpolated
from journeys_mining.engine import Engine, Table, Value

Ints: TypeAlias = npt.NDArray[np.int64]
Key: TypeAlias = tuple[int, ...]

_BUCKET = 64
"""Of square roots: a bucket is as wide as its values are large. Any rule that keeps order will do,
so it does not matter that engines may differ in the last digit of a root."""


def exact_quantiles(  # noqa: PLR0913
    engine: Engine,
    table: Table,
    groups: Table,
    column: str,
    percents: Sequence[int],
    *,
    repeated: bool = False,
) -> dict[Key, tuple[float, ...]]:
    """The quantiles of a column for each group, interpolated linearly.

    Parameters
    ----------
    table
        Has the columns of `groups`, and others.
    groups
        The keys of the groups that are asked for, whole numbers; of no others does anything leave
        the engine.
    column
        Numbers, none of them NULL in the groups that are asked for.
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
    keys = list(groups.columns)
    values = table.select(*keys, value=table[column])
    if repeated:
        counted = values.group_by(*keys, "value").agg(times=values.count())
        ranked = _cumulated(counted.semi_join(groups, keys), keys, "value")
    else:
        ranked = _ranked(engine, values, groups, percents)
    # Only the one or two values around each rank leave the engine.
    frame = engine.fetch(_near(ranked, percents).order_by(*keys, "after"))
    return _interpolated(frame, keys, percents)


def _ranked(engine: Engine, values: Table, groups: Table, percents: Sequence[int]) -> Table:
    """Each value with its rank, if it is in a bucket that holds one of the ranks asked for.

    Most values are not, and are only counted: sorting all of them would cost twice as much.
    """
    keys = list(groups.columns)
    root = ibis.greatest(values.value, 0).cast("float64").sqrt()
    bucketed = values.mutate(bucket=(root / _BUCKET).floor().cast("int32"))
    counted = bucketed.group_by(*keys, "bucket").agg(times=bucketed.count())
    cumulated = _cumulated(counted.semi_join(groups, keys), keys, "bucket")
    near = engine.keep(engine.new_name("buckets"), _near(cumulated, percents))
    found = bucketed.inner_join(near, [*keys, "bucket"])
    bucket = [found[name] for name in (*keys, "bucket")]
    place = ibis.row_number().over(ibis.window(group_by=bucket, order_by=found.value))
    return found.mutate(after=found.after - found.times + place + 1, times=1)


def _cumulated(counted: Table, keys: Sequence[str], by: str) -> Table:
    """How many values of the group there are up to and with each of those counted, and in all."""
    upto = ibis.window(group_by=list(keys), order_by=by, preceding=None, following=0)
    return counted.mutate(
        after=counted.times.sum().over(upto).cast("int64"),
        size=counted.times.sum().over(ibis.window(group_by=list(keys))).cast("int64"),
    )


def _near(ranked: Table, percents: Sequence[int]) -> Table:
    """What holds the ranks around each quantile; whole numbers compare exactly."""
    ends = [(ranked["size"] - 1) * percent for percent in percents]
    holds: list[Value] = [
        (ranked.after * 100 > end) & ((ranked.after - ranked.times) * 100 < end + 100)
        for end in ends
    ]
    return ranked.filter(ibis.or_(*holds))


def _interpolated(
    frame: pd.DataFrame, keys: Sequence[str], percents: Sequence[int]
) -> dict[Key, tuple[float, ...]]:
    """From rows in the order of keys and `after`."""
    if frame.empty:
        return {}
    codes, value, after, size = (
        frame[list(keys)].to_numpy(dtype=np.int64),
        frame["value"].to_numpy(dtype=np.float64),
        frame["after"].to_numpy(dtype=np.int64),
        frame["size"].to_numpy(dtype=np.int64),
    )
    is_first = np.append(True, (codes[1:] != codes[:-1]).any(axis=1))
    first = np.flatnonzero(is_first)
    # Ranks of all groups one after the other, so that one search finds those of each.
    begin = np.cumsum(size[first]) - size[first]
    last_rank = begin[np.cumsum(is_first) - 1] + after

    def at(rank: Ints) -> npt.NDArray[np.float64]:
        return np.asarray(value[np.searchsorted(last_rank, begin + rank, side="right")])

    columns = [interpolated(at, size[first], percent).tolist() for percent in percents]
    return dict(zip(map(tuple, codes[first].tolist()), zip(*columns, strict=True), strict=True))
