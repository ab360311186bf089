"""How often each number stands in a column, and in rows of how many different users."""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from journeys_mining.counting.packed import Runs, count_runs
from journeys_mining.counting.user_ranges import read_by_users
from journeys_mining.engine import Engine, Table
from journeys_mining.sharing import even_ranges, shared_out

Int32s: TypeAlias = npt.NDArray[np.int32]


def count_users(engine: Engine, rows: Table) -> Runs:
    """Of each number that is there; as arrays, unless the rows are in somebody else's database.

    Parameters
    ----------
    rows
        user_code, and number: 0 or more; none is NULL.
    """
    if engine.local is not engine:
        return _counted_there(engine, rows)
    asked = rows.select(number=rows.number.cast("int32"), user_code=rows.user_code.cast("int32"))
    found = []
    for columns in read_by_users(engine, asked, engine.number(rows.count())):
        found += _counted(columns["number"], columns["user_code"], engine.threads)
        del columns
    return _added_up(found)


def _counted(numbers: Int32s, user_codes: Int32s, threads: int) -> list[Runs]:
    """What each thread counts of its share of the users."""
    user_bits = int(user_codes.max(initial=0)).bit_length()

    def count(users: tuple[int, int]) -> Runs:
        (places,) = np.nonzero((user_codes >= users[0]) & (user_codes < users[1]))
        packed = numbers[places].astype(np.int64)
        packed <<= user_bits
        packed |= user_codes[places]
        return count_runs(packed, user_bits)

    return shared_out(count, even_ranges(user_codes, threads), threads)


def _counted_there(engine: Engine, rows: Table) -> Runs:
    # Distinct users in two steps: exact on every engine, and it spills.
    by_user = rows.group_by("number", "user_code").agg(count=rows.count())
    counted = by_user.group_by("number").agg(count=by_user["count"].sum(), users=by_user.count())
    frame = engine.fetch(counted.order_by("number")).astype("int64")
    return Runs(
        numbers=frame["number"].to_numpy(),
        counts=frame["count"].to_numpy(),
        users=frame["users"].to_numpy(),
    )


def _added_up(found: Sequence[Runs]) -> Runs:
    """What was counted of different users, together."""
    numbers, place = np.unique(
        np.concatenate([runs.numbers for runs in found]), return_inverse=True
    )
    counts, users = np.zeros((2, len(numbers)), np.int64)
    np.add.at(counts, place, np.concatenate([runs.counts for runs in found]))
    np.add.at(users, place, np.concatenate([runs.users for runs in found]))
    return Runs(numbers=numbers, counts=counts, users=users)
