"""Counting of n-grams in memory: packed 64-bit integers are sorted, many at once by processors.

What too few users did never leaves this module. What does not fit into memory waits in files.
"""

import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from journeys_mining.counting.codes import END_CODE, START_CODE
from journeys_mining.counting.grams import GAP_PERCENTS, CountedGrams, Floats, Ints
from journeys_mining.counting.kept_grams import KeptGrams
from journeys_mining.counting.packed import BITS, Runs, count_runs, sorted_seconds
from journeys_mining.counting.ranks import interpolated
from journeys_mining.counting.shelf import Shelf
from journeys_mining.counting.user_ranges import BYTES_OF_EVENT
from journeys_mining.counting.visits import Visits, read_visits
from journeys_mining.sharing import shared_out

if TYPE_CHECKING:
    from journeys_mining.engine import Engine, Table

_BYTES_OF_GRAM = 12
"""About what each time that an n-gram was done takes while it is counted."""


class GramArrays:
    """As `Grams`, over arrays of a few users at a time.

    Each n-gram is counted in one of several passes, by what it begins with: as many at once as
    there are threads, so that these passes fit into memory.
    """

    def __init__(
        self,
        visits: Iterable[Visits],
        code_count: int,
        *,
        threads: int,
        most_bytes: int,
        folder: Path | None = None,
    ) -> None:
        """
        Parameters
        ----------
        code_count
            Codes are less than this.
        most_bytes
            That arrays may take.
        folder
            Is made, for all that waits for others; without one it waits in memory.
        """
        self._shelf = Shelf(folder)
        # What waits in files is read again by each pass: a few large ones take less than many small
        # ones at once.
        self._threads = threads if folder is None else 1
        self._most_bytes = most_bytes
        self._most_of_pass = max(most_bytes // _BYTES_OF_GRAM // self._threads, 1)
        self._code_counts = np.zeros(code_count, np.int64)
        self._user_bits = 1
        self._pieces = 0
        self.session_count = 0
        self.tables: tuple[Table, ...] = ()
        for some in visits:
            self._put(some)

    @classmethod
    def of_events(
        cls,
        engine: "Engine",
        events: "Table",
        event_count: int,
        idle_timeout_s: float,
        code_count: int,
    ) -> "GramArrays":
        """Of so many events in a table."""
        in_memory = engine.can_hold(event_count * BYTES_OF_EVENT)
        return cls(
            read_visits(engine, events, event_count, idle_timeout_s),
            code_count,
            threads=engine.threads,
            most_bytes=engine.array_bytes,
            folder=None if in_memory else engine.folder / engine.new_name("grams"),
        )

    def _put(self, visits: Visits) -> None:
        # The cell of an action is its code.
        follows = visits.codes != START_CODE
        self._shelf.put(f"grams-{self._pieces}", visits.codes, visits.users, follows)
        self._shelf.put(f"gaps-{self._pieces}", visits.gaps_us)
        self._code_counts += np.bincount(visits.codes, minlength=len(self._code_counts))
        self._user_bits = max(self._user_bits, int(visits.users.max()).bit_length())
        self._pieces += 1
        self.session_count += visits.session_count

    def counted(self, order: int, floor: int) -> Iterator[CountedGrams]:
        """As in `Grams`, but only once: what was counted makes room for what is longer."""
        kept = KeptGrams.single_actions(self._code_counts)
        self._number(kept)
        for length in range(1, order + 1):
            self._lengthen(kept, with_gaps=length == 1)
            kept, users = self._count(kept, floor)
            if length == 1 or length < order:
                self._number(kept)
            gaps_us = self._gaps(kept) if length == 1 else None
            yield CountedGrams(codes=kept.codes, counts=kept.counts, users=users, gaps_us=gaps_us)

    def _number(self, kept: KeptGrams) -> None:
        """Put the numbers of what was kept in the place of the cells, and below 0 of all else."""
        numbers_of = kept.numbering(self._most_bytes)

        def number(piece: int) -> None:
            cells, users, follows = self._shelf.take(f"grams-{piece}")
            self._shelf.put(f"grams-{piece}", numbers_of(cells), users, follows)

        shared_out(number, range(self._pieces), self._threads)

    def _lengthen(self, kept: KeptGrams, *, with_gaps: bool) -> None:
        """Put the cells of what is longer by an action in the place of numbers, and of all else."""

        def lengthen(piece: int) -> None:
            numbers, users, follows = self._shelf.take(f"grams-{piece}")
            is_kept = numbers >= 0
            # Both of what overlaps are kept, and one comes right after the other.
            follows &= is_kept
            follows[1:] &= is_kept[:-1]
            (ends,) = np.nonzero(follows)
            cells = kept.cells_of(numbers[ends - 1], numbers[ends])
            self._shelf.put(f"grams-{piece}", cells, users[ends], np.diff(ends, prepend=-1) == 1)
            if with_gaps:
                (gaps_us,) = self._shelf.take(f"gaps-{piece}")
                self._shelf.put(f"gaps-{piece}", gaps_us[ends])

        shared_out(lengthen, range(self._pieces), self._threads)

    def _count(self, kept: KeptGrams, floor: int) -> tuple[KeptGrams, Ints]:
        """What is longer than what was kept and was done by enough users, and by how many."""
        # A pass has no more cells than can be packed with a user; its last beginning may have some.
        packable = kept.cell_begins[:-1] >> (BITS - 1 - self._user_bits)
        passes = list(self._passes(kept.counts, packable))

        def count(of_pass: tuple[int, int]) -> Runs:
            return count_runs(self._packed(kept, *of_pass), self._user_bits, floor)

        found = shared_out(count, passes, self._threads)
        cells = [
            runs.numbers + kept.cell_begins[first]
            for runs, (first, _) in zip(found, passes, strict=True)
        ]
        counts = np.concatenate([runs.counts for runs in found])
        users = np.concatenate([runs.users for runs in found])
        return kept.longer(np.concatenate(cells), counts), users

    def _packed(self, kept: KeptGrams, first: int, end: int) -> Ints:
        """The cell and the user of what begins with some of those that were kept, each time that it
        was done; cells are counted from the first of these."""
        low, high = kept.cell_begins[[first, end]].tolist()
        packed = np.empty(int(kept.counts[first:end].sum()), np.int64)
        filled = 0
        for piece in range(self._pieces):
            cells, users, _ = self._shelf.get(f"grams-{piece}")
            (inside,) = np.nonzero((cells >= low) & (cells < high))
            into = packed[filled : filled + len(inside)]
            np.subtract(cells[inside], low, out=into)
            into <<= self._user_bits
            into |= users[inside]
            filled += len(inside)
        return packed[:filled]

    def _gaps(self, pairs: KeptGrams) -> Floats:
        """The quantiles of the time between the two actions of each pair."""
        timed = (pairs.codes[:, 0] != START_CODE) & (pairs.codes[:, 1] != END_CODE)
        sizes = np.where(timed, pairs.counts, 0)

        def quantiles(pairs_of_pass: tuple[int, int]) -> Floats:
            first, end = pairs_of_pass
            numbers, gaps_us = np.empty((2, int(sizes[first:end].sum())), np.int64)
            filled = 0
            for piece in range(self._pieces):
                of_piece, _, _ = self._shelf.get(f"grams-{piece}")
                (inside,) = np.nonzero((of_piece >= first) & (of_piece < end))
                inside = inside[timed[of_piece[inside]]]
                into = slice(filled, filled + len(inside))
                np.subtract(of_piece[inside], first, out=numbers[into])
                gaps_us[into] = self._shelf.get(f"gaps-{piece}")[0][inside]
                filled += len(inside)
            found = np.full((end - first, len(GAP_PERCENTS)), np.nan)
            of_pass = np.flatnonzero(timed[first:end])
            found[of_pass] = _quantiles(sorted_seconds(numbers, gaps_us), sizes[first + of_pass])
            return found

        return np.concatenate(shared_out(quantiles, self._passes(sizes), self._threads))

    def _passes(self, sizes: Ints, also: Ints | int = 0) -> Iterator[tuple[int, int]]:
        """The first of each of several ranges and of the next, so that the sizes of a range add up
        to about what a pass may have, or each thread's share, and less than one more.

        Parameters
        ----------
        also
            No falling numbers; about where they rise a range ends, too.
        """
        most = min(self._most_of_pass, int(sizes.sum()) // self._threads + 1)
        group = np.cumsum(sizes) // most + also
        cuts = np.flatnonzero(np.diff(group)) + 1
        yield from itertools.pairwise([0, *cuts.tolist(), len(sizes)])


def _quantiles(values: Ints, sizes: Ints) -> Floats:
    """A row of `GAP_PERCENTS` for each of several groups of sorted values."""
    begins = np.cumsum(sizes) - sizes
    columns = [
        interpolated(lambda rank: values[begins + rank], sizes, percent) for percent in GAP_PERCENTS
    ]
    return np.column_stack(columns)
