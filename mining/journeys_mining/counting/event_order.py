"""The order of events: those of a visit together, by time and then by row."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from journeys_mining.counting.grams import Ints
from journeys_mining.counting.packed import BITS

_PIECE = 2**18
"""So many events are worked on at a time: their arrays stay in the processor's cache, where all but
sorting takes half the time."""
_LATEST = 2**62


def in_order(
    visits: npt.NDArray[np.signedinteger], time_us: Ints, row: Ints
) -> Iterator[tuple[Ints, Ints]]:
    """The places of the events in their order and their visits, those of some visits at a time.

    Visit, as much of the time as goes into it, and place are packed into one number, for plain
    numbers are sorted four times as fast as places by them. The whole time and the row then order
    the few that share so much.
    """
    place_width = len(visits).bit_length()
    earliest = int(time_us.min(initial=_LATEST))
    span_width = (int(time_us.max(initial=earliest)) - earliest).bit_length()
    visit_width = int(visits.max(initial=0)).bit_length()
    time_width = min(span_width, max(BITS - place_width - visit_width, 0))
    packed = np.empty(len(visits), np.int64)
    for begin in range(0, len(visits), _PIECE):
        piece = packed[begin : begin + _PIECE]
        piece[:] = visits[begin : begin + _PIECE]
        piece <<= time_width
        piece |= (time_us[begin : begin + _PIECE] - earliest) >> (span_width - time_width)
        piece <<= place_width
        piece |= np.arange(begin, begin + len(piece))
    packed.sort()
    below_visit = place_width + time_width
    begin = 0
    while begin < len(packed):
        last = packed[min(begin + _PIECE, len(packed)) - 1] | ((1 << below_visit) - 1)
        end = int(np.searchsorted(packed, last, side="right"))
        piece = packed[begin:end]
        near = (piece[1:] ^ piece[:-1]) >> place_width == 0
        (tied,) = np.nonzero(np.append(near, False) | np.append(False, near))
        of_visit = piece >> below_visit
        places = piece & ((1 << place_width) - 1)
        among = places[tied]
        places[tied] = among[np.lexsort((row[among], time_us[among], of_visit[tied]))]
        yield places, of_visit
        begin = end
