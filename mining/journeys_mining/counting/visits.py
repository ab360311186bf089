"""The sessions of all users as arrays, in order: what `mark_sessions` finds, without the engine."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from journeys_mining.counting.grams import Ints
from journeys_mining.counting.sessions import END_CODE, START_CODE
from journeys_mining.engine import Columns, Engine, Table

_BITS = 63
"""Of a positive 64-bit integer."""
_LATEST = 2**62


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Visits:
    """Sessions, one after the other, those of a user together: START, its actions, END."""

    codes: npt.NDArray[np.int32]
    users: npt.NDArray[np.int32]
    """The user at each place, in no falling order."""
    gaps_us: Ints
    """The time since the action before; 0 at places that have none."""
    session_count: int


def read_visits(engine: Engine, events: Table, idle_timeout_s: float) -> Visits:
    """The sessions of events with user_code, time_us, row, code, and session if there are ids."""
    asked = {"time_us": events.time_us, "row": events.row} | {
        name: events[name].cast("int32") for name in ("user_code", "code")
    }
    if "session" in events.columns:
        # Few texts share a number of 64 bits, and here they would have to be of one user.
        key = engine.key(events.session)
        asked |= {"session": key.fill_null(0), "idle": events.session.isnull()}
    columns = engine.columns(events.select(**asked))
    visits = _visit_numbers(columns) if "session" in columns else columns["user_code"]
    order = _by_time(visits, columns)
    visits = visits[order]
    # What is in order takes the place of what was not.
    codes, users, time_us = (columns.pop(name)[order] for name in ("code", "user_code", "time_us"))
    gaps_us = np.diff(time_us, prepend=time_us[:1])
    idles = gaps_us > round(idle_timeout_s * 1e6)
    if "idle" in columns:
        idles &= columns["idle"][order]
    begins = idles | (np.diff(visits, prepend=-1) != 0)
    del order, visits, time_us
    return _between_ends(codes, users, gaps_us, begins)


def _visit_numbers(columns: Columns) -> Ints:
    """A number for each session of each user, those of a user together."""
    users = columns["user_code"].astype(np.uint64)
    bits = max(int(users.max(initial=0)).bit_length(), 1)
    keys = users << np.uint64(64 - bits) | columns["session"] >> np.uint64(bits)
    return np.unique(keys, return_inverse=True)[1].astype(np.int64)


def _by_time(visits: npt.NDArray[np.signedinteger], columns: Columns) -> Ints:
    """The places of the events in the order of visit, time and row; takes `row` away."""
    time = columns["time_us"]
    time -= time.min(initial=_LATEST)
    if _width(visits) + _width(time) > _BITS:
        time = np.unique(time, return_inverse=True)[1]
    keys = visits.astype(np.int64)
    keys <<= _width(time)
    keys |= time
    # Far faster than a sort by several columns, which only what has one time needs besides.
    order = np.argsort(keys)
    keys = keys[order]
    (same,) = np.nonzero(keys[1:] == keys[:-1])
    tied = np.union1d(same, same + 1)
    among = order[tied]
    order[tied] = among[np.lexsort((columns.pop("row")[among], keys[tied]))]
    return order


def _between_ends(
    codes: npt.NDArray[np.int32],
    users: npt.NDArray[np.int32],
    gaps_us: Ints,
    begins: npt.NDArray[np.bool_],
) -> Visits:
    """The visits with START and END about each."""
    (first,) = np.nonzero(begins)
    last = np.append(first[1:], len(codes))
    places = 2 * np.cumsum(begins)
    places += np.arange(-1, len(codes) - 1)
    size = len(codes) + 2 * len(first)
    framed = Visits(
        codes=np.empty(size, np.int32),
        users=np.empty(size, np.int32),
        gaps_us=np.zeros(size, np.int64),
        session_count=len(first),
    )
    framed.codes[places], framed.users[places] = codes, users
    gaps_us[begins] = 0
    framed.gaps_us[places] = gaps_us
    starts, ends = places[first] - 1, places[last - 1] + 1
    framed.codes[starts], framed.codes[ends] = START_CODE, END_CODE
    framed.users[starts] = framed.users[ends] = users[first]
    return framed


def _width(numbers: npt.NDArray[np.signedinteger]) -> int:
    return int(numbers.max(initial=0)).bit_length()
