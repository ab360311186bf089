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


def read_visits(engine: Engine, events: Table, event_count: int, idle_timeout_s: float) -> Visits:
    """The sessions of so many events with user_code, time_us, row, code, and session if there are
    ids."""
    asked = {"time_us": events.time_us, "row": events.row} | {
        name: events[name].cast("int32") for name in ("user_code", "code")
    }
    if "session" in events.columns:
        # Few texts share a number of 64 bits, and here they would have to be of one user.
        key = engine.key(events.session)
        asked |= {"session": key.fill_null(0), "idle": events.session.isnull()}
    columns = engine.columns(events.select(**asked), event_count)
    visits = _visit_numbers(columns) if "session" in columns else columns["user_code"]
    order = _by_time(visits, columns["time_us"], columns.pop("row"))
    visits = visits[order]
    # What is in order takes the place of what was not.
    codes, users, time_us = (columns.pop(name)[order] for name in ("code", "user_code", "time_us"))
    gaps_us = np.zeros(len(order), np.int64)
    np.subtract(time_us[1:], time_us[:-1], out=gaps_us[1:])
    begins = gaps_us > round(idle_timeout_s * 1e6)
    if "idle" in columns:
        begins &= columns["idle"][order]
    begins[:1] = True
    begins[1:] |= visits[1:] != visits[:-1]
    gaps_us[begins] = 0
    del order, visits, time_us
    return _between_ends(codes, users, gaps_us, begins)


def _visit_numbers(columns: Columns) -> Ints:
    """A number for each session of each user, those of a user together."""
    users = columns["user_code"].astype(np.uint64)
    bits = max(int(users.max(initial=0)).bit_length(), 1)
    keys = users << np.uint64(64 - bits) | columns["session"] >> np.uint64(bits)
    return np.unique(keys, return_inverse=True)[1].astype(np.int64)


def _by_time(visits: npt.NDArray[np.signedinteger], time_us: Ints, row: Ints) -> Ints:
    """The places of the events in the order of visit, time and row.

    Visit, as much of the time as goes into it, and place are packed into one number, for plain
    numbers are sorted four times as fast as places by them. The whole time and the row then order
    the few that share so much.
    """
    place_width = len(visits).bit_length()
    spare = _BITS - place_width - _width(visits)
    time = time_us - time_us.min(initial=_LATEST)
    time >>= max(_width(time) - spare, 0)
    places = visits.astype(np.int64)
    places <<= _width(time)
    places |= time
    del time
    places <<= place_width
    places |= np.arange(len(visits))
    places.sort()
    near = (places[1:] ^ places[:-1]) >> place_width == 0
    places &= (1 << place_width) - 1
    (tied,) = np.nonzero(np.append(near, False) | np.append(False, near))
    among = places[tied]
    places[tied] = among[np.lexsort((row[among], time_us[among], visits[among]))]
    return places


def _between_ends(
    codes: npt.NDArray[np.int32],
    users: npt.NDArray[np.int32],
    gaps_us: Ints,
    begins: npt.NDArray[np.bool_],
) -> Visits:
    """The visits with START and END about each."""
    (first,) = np.nonzero(begins)
    size = len(codes) + 2 * len(first)
    starts = first + 2 * np.arange(len(first))
    ends = np.append(starts[1:], size)[: len(first)] - 1
    is_action = np.ones(size, bool)
    is_action[starts] = is_action[ends] = False
    framed = Visits(
        codes=np.empty(size, np.int32),
        users=np.empty(size, np.int32),
        gaps_us=np.zeros(size, np.int64),
        session_count=len(first),
    )
    framed.codes[is_action], framed.users[is_action] = codes, users
    framed.gaps_us[is_action] = gaps_us
    framed.codes[starts], framed.codes[ends] = START_CODE, END_CODE
    framed.users[starts] = framed.users[ends] = users[first]
    return framed


def _width(numbers: npt.NDArray[np.signedinteger]) -> int:
    return int(numbers.max(initial=0)).bit_length()
