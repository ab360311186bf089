"""Counting of n-grams in memory: packed 64-bit integers are sorted, many at once by processors.

What too few users did never leaves this module. What does not fit into memory waits in files.
"""

import itertools
from collections.abc import Iterator

import numpy as np

from journeys_mining.counting.grams import GAP_PERCENTS, CountedGrams, Floats, Ints
from journeys_mining.counting.kept_grams import KeptGrams
from journeys_mining.counting.packed import BITS, Runs, count_runs, sorted_pairs
from journeys_mining.counting.ranks import interpolated
from journeys_mining.counting.sessions import END_CODE, START_CODE
from journeys_mining.counting.shelf import Shelf
from journeys_mining.counting.user_ranges import BYTES_OF_EVENT
from journeys_mining.counting.visits import read_visits
from journeys_mining.engine import Engine, Table

_BYTES_OF_GRAM = 24
"""About what each time that an n-gram was done takes while it is counted."""


class GramArrays:
    """As `Grams`, over arrays of a few users at a time.

    Each n-gram is counted in one of several passes, by what it begins with, so that a pass fits
    into memory; there is one if everything does.
    """

    def __init__(
        self,
        engine: Engine,
        events: Table,
        event_count: int,
        idle_timeout_s: float,
        code_count: int,
    ) -> None:
        in_memory = engine.can_hold(event_count * BYTES_OF_EVENT)
        self._shelf = Shelf(None if in_memory else engine.folder / engine.new_name("grams"))
        self._most_bytes = engine.array_bytes
        self._most_of_pass = max(engine.array_bytes // _BYTES_OF_GRAM, 1)
        self._code_counts = np.zeros(code_count, np.int64)
        self._user_bits = 1
        self._pieces = 0
        self.session_count = 0
        self.tables: tuple[Table, ...] = ()
        for visits in read_visits(engine, events, event_count, idle_timeout_s):
            # The cell of an action is its code.
            follows = visits.codes != START_CODE
            self._shelf.put(f"grams-{self._pieces}", visits.codes, visits.users, follows)
            self._shelf.put(f"gaps-{self._pieces}", visits.gaps_us)
            self._code_counts += np.bincount(visits.codes, minlength=code_count)
            self._user_bits = max(self._user_bits, int(visits.users.max()).bit_length())
            self._pieces += 1
            self.session_count += visits.session_count

    def counted(self, order: int, floor: int) -> Iterator[CountedGrams]:
        """As in `Grams`, but only once: what was counted makes room for what is longer."""
        kept = KeptGrams.single_actions(self._code_counts)
        for length in range(1, order + 1):
            self._lengthen(kept, length)
            found = [_done_by(floor, *part) for part in self._parts(kept)]
            cells, counts, users = (np.concatenate(part) for part in zip(*found, strict=True))
            kept = kept.longer(cells, counts)
            gaps_us = self._gaps(kept) if length == 1 else None
            yield CountedGrams(codes=kept.codes, counts=counts, users=users, gaps_us=gaps_us)

    def _lengthen(self, kept: KeptGrams, length: int) -> None:
        """Put what is longer by an action in the place of what was kept, and of all else."""
        numbers_of = kept.numbering(self._most_bytes)
        for piece in range(self._pieces):
            cells, users, follows = self._shelf.take(f"grams-{piece}")
            numbers = numbers_of(cells)
            is_kept = numbers >= 0
            # Both of what overlaps are kept, and one comes right after the other.
            follows &= is_kept
            follows[1:] &= is_kept[:-1]
            (ends,) = np.nonzero(follows)
            cells = kept.cells_of(numbers[ends - 1], numbers[ends])
            self._shelf.put(f"grams-{piece}", cells, users[ends], np.diff(ends, prepend=-1) == 1)
            if length == 1:
                (gaps_us,) = self._shelf.take(f"gaps-{piece}")
                self._shelf.put(f"gaps-{piece}", gaps_us[ends])

    def _parts(self, kept: KeptGrams) -> Iterator[tuple[Runs, int]]:
        """What is longer than what was kept, a pass at a time, with the first cell of each pass."""
        # A pass has no more cells than can be packed with a user; its last beginning may have some.
        packable = kept.cell_begins[:-1] >> (BITS - 1 - self._user_bits)
        for first, end in _ranges(kept.counts, self._most_of_pass, packable):
            low, high = kept.cell_begins[[first, end]].tolist()
            packed = np.empty(int(kept.counts[first:end].sum()), np.int64)
            filled = 0
            for piece in range(self._pieces):
                cells, users, _ = self._shelf.get(f"grams-{piece}")
                if high - low < kept.cell_begins[-1]:
                    (inside,) = np.nonzero((cells >= low) & (cells < high))
                    cells, users = cells[inside], users[inside]
                into = packed[filled : filled + len(cells)]
                np.subtract(cells, low, out=into)
                into <<= self._user_bits
                into |= users
                filled += len(cells)
            yield count_runs(packed[:filled], self._user_bits), low

    def _gaps(self, pairs: KeptGrams) -> Floats:
        """The quantiles of the time between the two actions of each pair."""
        quantiles = np.full((len(pairs.codes), len(GAP_PERCENTS)), np.nan)
        timed = (pairs.codes[:, 0] != START_CODE) & (pairs.codes[:, 1] != END_CODE)
        sizes = np.where(timed, pairs.counts, 0)
        numbers_of = pairs.numbering(self._most_bytes)
        for first, end in _ranges(sizes, self._most_of_pass):
            numbers, gaps_us = np.empty((2, int(sizes[first:end].sum())), np.int64)
            filled = 0
            for piece in range(self._pieces):
                found = numbers_of(self._shelf.get(f"grams-{piece}")[0])
                (inside,) = np.nonzero((found >= first) & (found < end))
                inside = inside[timed[found[inside]]]
                into = slice(filled, filled + len(inside))
                numbers[into] = found[inside]
                gaps_us[into] = self._shelf.get(f"gaps-{piece}")[0][inside]
                filled += len(inside)
            numbers, gaps_us = sorted_pairs(numbers, gaps_us)
            of_pass = first + np.flatnonzero(timed[first:end])
            quantiles[of_pass] = _quantiles(gaps_us, sizes[of_pass])
        return quantiles


def _ranges(sizes: Ints, most: int, also: Ints | int = 0) -> Iterator[tuple[int, int]]:
    """The first of each of several ranges and of the next, so that the sizes of a range add up to
    about `most` and less than one more.

    Parameters
    ----------
    also
        No falling numbers; about where they rise a range ends, too.
    """
    group = np.cumsum(sizes) // most + also
    cuts = np.flatnonzero(np.diff(group)) + 1
    yield from itertools.pairwise([0, *cuts.tolist(), len(sizes)])


def _done_by(floor: int, runs: Runs, first_cell: int) -> tuple[Ints, Ints, Ints]:
    """Cells, counts and users of those that enough users did."""
    enough = runs.users >= floor
    return runs.numbers[enough] + first_cell, runs.counts[enough], runs.users[enough]


def _quantiles(values: Ints, sizes: Ints) -> Floats:
    """A row of `GAP_PERCENTS` for each of several groups of sorted values."""
    begins = np.cumsum(sizes) - sizes
    columns = [
        interpolated(lambda rank: values[begins + rank], sizes, percent) for percent in GAP_PERCENTS
    ]
    return np.column_stack(columns)
