"""The sessions of all users as arrays, in order: what `mark_sessions` finds, without the engine."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from journeys_mining.counting.codes import END_CODE, START_CODE
from journeys_mining.counting.event_order import EventOrder
from journeys_mining.counting.grams import Ints
from journeys_mining.counting.user_ranges import read_by_users
from journeys_mining.sharing import even_ranges, shared_out

if TYPE_CHECKING:
    from journeys_mining.engine import Columns, Engine, Table


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Visits:
    """Sessions of some users, one after the other: START, its actions, END."""

    codes: npt.NDArray[np.int32]
    users: npt.NDArray[np.int32]
    gaps_us: Ints
    """The time since the action before; 0 at places that have none."""
    session_count: int


def read_visits(
    engine: "Engine", events: "Table", event_count: int, idle_timeout_s: float
) -> Iterator[Visits]:
    """The sessions of so many events with user_code, time_us, row, code, and session if there are
    ids; all of a user at once."""
    asked = {"time_us": events.time_us, "row": events.row} | {
        name: events[name].cast("int32") for name in ("user_code", "code")
    }
    if "session" in events.columns:
        # Few texts share a number of 64 bits, and here they would have to be of one user.
        key = engine.key(events.session)
        asked |= {"session": key.fill_null(0), "idle": events.session.isnull().cast("int8")}
    for columns in read_by_users(engine, events.select(**asked), event_count):
        yield from split_visits(columns, idle_timeout_s, engine.threads)
        # Else they would be there until the next ones are.
        del columns


def split_visits(columns: "Columns", idle_timeout_s: float, threads: int) -> Iterator[Visits]:
    """The visits of the events, cut where nobody did anything for so long.

    Parameters
    ----------
    columns
        user_code, time_us, row and code of each event, all of a user; and the number of its
        session, with `idle` where that says nothing, if there are any.
    """
    idle_us = round(idle_timeout_s * 1e6)
    numbers = _visit_numbers(columns) if "session" in columns else columns["user_code"]
    order = EventOrder(numbers, columns["time_us"], columns["row"])

    def split(visits: tuple[int, int]) -> list[Visits]:
        return [_visits(columns, idle_us, *some) for some in order.of_visits(*visits)]

    for found in shared_out(split, even_ranges(numbers, threads), threads):
        yield from found


def _visits(columns: "Columns", idle_us: int, places: Ints, visits: Ints) -> Visits:
    """Those of the events at these places, which are in order."""
    time_us = columns["time_us"][places]
    gaps_us = np.zeros(len(places), np.int64)
    np.subtract(time_us[1:], time_us[:-1], out=gaps_us[1:])
    begins = gaps_us > idle_us
    users = visits.astype(np.int32)
    if "session" in columns:
        begins &= columns["idle"][places] != 0
        users = columns["user_code"][places]
    begins[:1] = True
    begins[1:] |= visits[1:] != visits[:-1]
    gaps_us[begins] = 0
    return _between_ends(columns["code"][places], users, gaps_us, begins)


def _visit_numbers(columns: "Columns") -> Ints:
    """A number for each session of each user, those of a user together."""
    users = columns["user_code"].astype(np.uint64)
    bits = max(int(users.max(initial=0)).bit_length(), 1)
    keys = users << np.uint64(64 - bits) | columns["session"] >> np.uint64(bits)
    return np.unique(keys, return_inverse=True)[1].astype(np.int64)


def _between_ends(
    codes: npt.NDArray[np.int32],
    users: npt.NDArray[np.int32],
    gaps_us: Ints,
    begins: npt.NDArray[np.bool_],
) -> Visits:
    """The visits with START and END about each."""
    (first,) = np.nonzero(begins)
    before = 2 * np.arange(len(first))
    starts, ends = first + before, np.append(first[1:], len(codes)) + before + 1
    # Flags take two thirds of the time that places of all actions would.
    within = np.ones(len(codes) + 2 * len(first), np.bool_)
    within[starts] = within[ends] = False
    framed = Visits(
        codes=np.empty(len(within), np.int32),
        users=np.repeat(users[first], ends - starts + 1),
        gaps_us=np.zeros(len(within), np.int64),
        session_count=len(first),
    )
    framed.codes[within], framed.gaps_us[within] = codes, gaps_us
    framed.codes[starts], framed.codes[ends] = START_CODE, END_CODE
    return framed
