"""Which n-grams enough users may do, and how those that they do are numbered.

An n-gram begins with one that is shorter by an action and ends with another, and neither is done
by fewer users than the whole (Agrawal and Srikant 1994, section 2.1). So the candidates of a length
are the pairs of kept n-grams, one action shorter, that overlap. A candidate has a cell: its number
among all candidates, in the order of their beginnings.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from journeys_mining.counting.codes import BELOW_FLOOR
from journeys_mining.counting.grams import Ints

Numbers: TypeAlias = npt.NDArray[np.signedinteger]

_NONE = -1
_LEAST_OF_INT64 = 2**31


@dataclass(frozen=True, eq=False, kw_only=True)
class KeptGrams:
    """The n-grams of one length that enough users did, numbered in the order of their cells."""

    codes: Ints
    """A row for each: its actions, oldest first."""
    counts: Ints
    """How often each was done."""
    cells: Ints
    """Rising."""
    cell_count: int
    """How many candidates there were."""
    begins: Ints
    """The first number of those that begin with each n-gram that is shorter by an action, and of
    none."""
    endings: Ints
    """The number of the shorter n-gram that each ends with."""

    @cached_property
    def cell_begins(self) -> Ints:
        """The first cell of the longer ones that begin with each of these, and of none."""
        # What may continue an n-gram is what continues its ending.
        return np.append(0, np.cumsum(np.diff(self.begins)[self.endings]))

    @cached_property
    def _offsets(self) -> Numbers:
        kind = np.int32 if self.cell_begins[-1] < _LEAST_OF_INT64 else np.int64
        return (self.cell_begins[:-1] - self.begins[self.endings]).astype(kind)

    @classmethod
    def single_actions(cls, counts: Ints) -> "KeptGrams":
        """All actions but those below the floor, from the count of each code, which is its cell."""
        codes = np.delete(np.arange(len(counts)), BELOW_FLOOR)
        return cls(
            codes=codes[:, np.newaxis],
            counts=counts[codes],
            cells=codes,
            cell_count=len(counts),
            begins=np.array([0, len(codes)]),
            endings=np.zeros(len(codes), np.int64),
        )

    def longer(self, cells: Ints, counts: Ints) -> "KeptGrams":
        """Those of the next length, which have these cells, rising, and counts."""
        beginnings = np.searchsorted(self.cell_begins, cells, side="right") - 1
        endings = cells - self._offsets[beginnings]
        return KeptGrams(
            codes=np.column_stack((self.codes[beginnings], self.codes[endings, -1])),
            counts=counts,
            cells=cells,
            cell_count=int(self.cell_begins[-1]),
            begins=np.searchsorted(beginnings, np.arange(len(self.codes) + 1)),
            endings=endings,
        )

    def cells_of(self, beginnings: Numbers, endings: Numbers) -> Numbers:
        """The cells of what begins and ends with these, which overlap."""
        return self._offsets.take(beginnings) + endings

    def numbering(self, most_bytes: int) -> Callable[[Numbers], Numbers]:
        """What gives the number of each cell, or one below 0 where it was not kept.

        Looked up in a table, if it takes no more bytes than these, else found in four times the
        time.
        """
        if self.cell_count * np.dtype(np.int32).itemsize > most_bytes:
            return self._found
        table = np.full(self.cell_count, _NONE, np.int32)
        table[self.cells] = np.arange(len(self.cells), dtype=np.int32)
        return table.take

    def _found(self, cells: Numbers) -> Numbers:
        numbers = np.full(len(cells), _NONE, np.int32)
        # In their order they are found in a third of the time.
        order = np.argsort(cells)
        cells = cells[order]
        places = np.searchsorted(self.cells, cells)
        is_kept = np.append(self.cells, _NONE)[places] == cells
        numbers[order[is_kept]] = places[is_kept]
        return numbers
