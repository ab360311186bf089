"""The order of events: those of a visit together, by time and then by row."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from journeys_mining.counting.grams import Ints
from journeys_mining.counting.packed import BITS, PIECE, pieces

_LATEST = 2**62


class EventOrder:
    """Visit, as much of the time as goes into it, and place of each event are packed into one
    number, for plain numbers are sorted four times as fast as places by them. The whole time and
    the row then order the few that share so much.
    """

    def __init__(self, visits: npt.NDArray[np.signedinteger], time_us: Ints, row: Ints) -> None:
        self._visits, self._time_us, self._row = visits, time_us, row
        self._earliest = int(time_us.min(initial=_LATEST))
        span_width = (int(time_us.max(initial=self._earliest)) - self._earliest).bit_length()
        visit_width = int(visits.max(initial=0)).bit_length()
        self._place_width = len(visits).bit_length()
        self._time_width = min(span_width, max(BITS - self._place_width - visit_width, 0))
        self._left_out_width = span_width - self._time_width

    def of_visits(self, low: int, high: int) -> Iterator[tuple[Ints, Ints]]:
        """The places of the events of visits from `low` to less than `high` in their order, and
        their visits, those of some visits at a time."""
        packed = self._packed(low, high)
        packed.sort()
        below_visit = self._place_width + self._time_width
        for piece in pieces(packed, below_visit):
            near = (piece[1:] ^ piece[:-1]) >> self._place_width == 0
            (tied,) = np.nonzero(np.append(near, False) | np.append(False, near))
            of_visit = piece >> below_visit
            places = piece & ((1 << self._place_width) - 1)
            among = places[tied]
            within = np.lexsort((self._row[among], self._time_us[among], of_visit[tied]))
            places[tied] = among[within]
            yield places, of_visit

    def _packed(self, low: int, high: int) -> Ints:
        # Counted first, for what is appended is in memory twice.
        packed = np.empty(np.count_nonzero((self._visits >= low) & (self._visits < high)), np.int64)
        filled = 0
        for begin in range(0, len(self._visits), PIECE):
            visits = self._visits[begin : begin + PIECE]
            (inside,) = np.nonzero((visits >= low) & (visits < high))
            piece = packed[filled : filled + len(inside)]
            piece[:] = visits[inside]
            inside += begin
            piece <<= self._time_width
            piece |= (self._time_us[inside] - self._earliest) >> self._left_out_width
            piece <<= self._place_width
            piece |= inside
            filled += len(piece)
        return packed
