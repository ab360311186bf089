"""The events of some users at a time, as arrays: as many as fit into the memory allowed."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from journeys_mining.counting.grams import Ints
from journeys_mining.counting.shelf import Shelf
from journeys_mining.memory import hand_back_freed

if TYPE_CHECKING:
    from journeys_mining.engine import Columns, Engine, Table

BYTES_OF_EVENT = 72
"""About what an event takes while sessions are found."""
_USERS_OF_BUCKET = 64
"""Events are counted by so many users, of whom each may then have some more."""


def read_by_users(engine: "Engine", events: "Table", event_count: int) -> Iterator["Columns"]:
    """The columns of so many events, those of each user together.

    They are read once, and put into files if there are too many; only the events of a single user
    may be more than fit.
    """
    with engine.room_for_arrays(event_count * BYTES_OF_EVENT):
        if engine.can_hold(event_count * BYTES_OF_EVENT):
            yield engine.columns(events)
        else:
            yield from _in_parts(engine, events)


def _in_parts(engine: "Engine", events: "Table") -> Iterator["Columns"]:
    ends = _ends(engine, events, engine.array_bytes // BYTES_OF_EVENT)
    shelf = Shelf(engine.folder / engine.new_name("events"))
    batches: list[list[str]] = [[] for _ in ends]
    names = list(events.columns)
    for number, batch in enumerate(engine.batches(events)):
        part = np.searchsorted(ends, batch["user_code"], side="right").astype(np.uint16)
        order = np.argsort(part, kind="stable")
        splits = np.cumsum(np.bincount(part, minlength=len(ends)))
        for index, places in enumerate(np.split(order, splits[:-1])):
            batches[index].append(f"{index}-{number}")
            shelf.put(batches[index][-1], *(batch[name][places] for name in names))
    for of_users in batches:
        taken = [shelf.take(name) for name in of_users]
        columns = {
            name: np.concatenate([arrays[place] for arrays in taken])
            for place, name in enumerate(names)
        }
        del taken
        yield columns
        del columns
        # What threads made of these is kept for them, and would be in the way of the next.
        hand_back_freed()


def _ends(engine: "Engine", events: "Table", most: int) -> Ints:
    """The codes of users at which ranges with about so many events end."""
    bucket = (events.user_code.cast("int64") / _USERS_OF_BUCKET).floor().cast("int64")
    counted = events.group_by(bucket=bucket).agg(count=events.count())
    frame = engine.fetch(counted.order_by("bucket")).astype("int64")
    of_range = (frame["count"].cumsum() - 1) // most
    last = ~of_range.duplicated(keep="last")
    return np.asarray((frame["bucket"][last] + 1) * _USERS_OF_BUCKET, np.int64)
