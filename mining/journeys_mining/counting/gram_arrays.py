"""Counting of n-grams in memory: packed 64-bit integers are sorted, many at once by processors.

What too few users did never leaves this module.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from journeys_mining.counting.grams import GAP_PERCENTS, CountedGrams, Floats, Ints
from journeys_mining.counting.quantiles import interpolated
from journeys_mining.counting.sessions import BELOW_FLOOR, END_CODE, START_CODE
from journeys_mining.counting.visits import read_visits
from journeys_mining.engine import Engine, Table

BYTES_OF_EVENT = 72
"""About what an event takes while it is counted."""
_NONE = -1
_BITS = 63
"""Of a positive 64-bit integer."""


class GramArrays:
    """As `Grams`, over arrays.

    An n-gram is its beginning, which is a shorter n-gram, and its last action: each length numbers
    those that enough users did, and only they are looked at for the next.
    """

    def __init__(
        self,
        engine: Engine,
        events: Table,
        event_count: int,
        idle_timeout_s: float,
        code_count: int,
    ) -> None:
        self._visits = read_visits(engine, events, event_count, idle_timeout_s)
        self._code_count = code_count
        self._code_bits = max(code_count - 1, 1).bit_length()
        self.session_count = self._visits.session_count

    def counted(self, order: int, floor: int) -> Iterator[CountedGrams]:
        """As in `Grams`."""
        visits = self._visits
        numbers = np.where(visits.codes == BELOW_FLOOR, _NONE, visits.codes)
        codes = np.arange(self._code_count)[:, np.newaxis]
        for length in range(1, order + 1):
            runs = self._runs(numbers)
            kept = runs.users >= floor
            keys = runs.keys[kept]
            last = keys & ((1 << self._code_bits) - 1)
            codes = np.column_stack((codes[keys >> self._code_bits], last))
            counts = runs.counts[kept]
            number_of_run = np.where(kept, np.cumsum(kept) - 1, _NONE).astype(np.int32)
            numbers.fill(_NONE)
            numbers[runs.places] = np.repeat(number_of_run, runs.counts)
            yield CountedGrams(
                codes=codes,
                counts=counts,
                users=runs.users[kept],
                gaps_us=_gaps(numbers, visits.gaps_us, codes, counts) if length == 1 else None,
            )

    def _runs(self, numbers: npt.NDArray[np.int32]) -> "_Runs":
        """The n-grams one action longer than those that are numbered by where they end."""
        actions = self._visits.codes[1:]
        # What ends here begins with an n-gram that is numbered, and ends with one.
        whole = numbers[:-1] != _NONE
        whole &= numbers[1:] != _NONE
        whole &= actions != START_CODE
        (places,) = np.nonzero(whole)
        keys = numbers[places].astype(np.int64)
        keys <<= self._code_bits
        keys |= actions[places]
        places += 1
        # Places are in the order of users, so that one sort tells both apart.
        keys, places = _sorted(keys, places)
        users = self._visits.users[places]
        is_first = np.ones(len(keys), bool)
        np.not_equal(keys[1:], keys[:-1], out=is_first[1:])
        (begins,) = np.nonzero(is_first)
        is_first[1:] |= users[1:] != users[:-1]
        return _Runs(
            keys=keys[begins],
            places=places,
            counts=np.diff(begins, append=len(keys)),
            users=np.add.reduceat(is_first, begins, dtype=np.int64) if len(begins) else begins,
        )


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Runs:
    """N-grams by their keys."""

    keys: Ints
    places: Ints
    """Where they end, those of the first key first."""
    counts: Ints
    users: Ints


def _gaps(numbers: npt.NDArray[np.int32], gaps_us: Ints, codes: Ints, counts: Ints) -> Floats:
    """The quantiles of the time between the two actions of each pair."""
    before, action = codes.T
    untimed = (before == START_CODE) | (action == END_CODE)
    (places,) = np.nonzero(numbers != _NONE)
    pairs, gaps_us = numbers[places].astype(np.int64), gaps_us[places]
    _, gaps_us = _sorted(pairs, gaps_us)
    begins = np.cumsum(counts) - counts
    columns = [
        interpolated(lambda rank: gaps_us[begins + rank], counts, percent)
        for percent in GAP_PERCENTS
    ]
    return np.where(untimed[:, np.newaxis], np.nan, np.column_stack(columns))


def _sorted(first: Ints, second: Ints) -> tuple[Ints, Ints]:
    """Pairs of numbers from 0 on in their order, in the place of what is given.

    They are packed into one number, if they go into it.
    """
    width = int(second.max(initial=0)).bit_length()
    if int(first.max(initial=0)).bit_length() + width > _BITS:
        order = np.lexsort((second, first))
        return first[order], second[order]
    first <<= width
    first |= second
    first.sort()
    np.bitwise_and(first, (1 << width) - 1, out=second)
    first >>= width
    return first, second
