"""Work shared out over threads, for NumPy and DuckDB let go of the interpreter while they work.

Threads only read what they share, or each writes to places of its own; and results come in the
order of what was asked for. So they are the same with any number of threads.
"""

import itertools
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np
import numpy.typing as npt

Item = TypeVar("Item")
Result = TypeVar("Result")

_SAMPLE = 10_000


def shared_out(work: Callable[[Item], Result], items: Iterable[Item], threads: int) -> list[Result]:
    """What the work gives for each of the items, done by so many threads."""
    if threads == 1:
        return [work(item) for item in items]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, items))


def even_ranges(numbers: npt.NDArray[np.signedinteger], count: int) -> list[tuple[int, int]]:
    """The first of each of so many ranges, or fewer, and that of the next; together they hold all
    the numbers, each about as many as the others."""
    if len(numbers) == 0:
        return [(0, 0)]
    ends = {int(numbers.max()) + 1}
    if count > 1:
        sample = np.sort(numbers[:: len(numbers) // _SAMPLE + 1])
        ends |= set(sample[np.arange(1, count) * len(sample) // count].tolist())
    begin = int(numbers.min())
    bounds = [begin, *sorted(ends - {begin})]
    return list(itertools.pairwise(bounds))
