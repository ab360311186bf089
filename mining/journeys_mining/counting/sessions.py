"""From events to steps: each event with what came before it in its session.

A session is what the export says it is, within one user; without an id of its own it ends after a
time of inactivity. Events of one moment keep the order of the export.
"""

from typing import Any

import ibis  # type: ignore[import-untyped]
import numpy as np

from journeys_mining.counting.codes import START_CODE
from journeys_mining.engine import Columns, Engine, Table, Value

MOST_LEARNED_FROM = 1_000_000
"""Events, expected: from more no stage learns that needs whole sessions, but from some users'."""
_PARTS = 1000


def split_sessions(engine: Engine, events: Table, idle_timeout_s: float, order: int) -> Table:
    """The table `steps`: what `mark_sessions` gives, without what only put it in order.

    What a sort does not need it need not carry: status, duration and URL stay with the events.
    """
    needed = [name for name in ("user_code", "session", "time_us", "row", "code")
              if name in events.columns]  # fmt: skip
    narrow = events.select(*needed[:-1], code=events.code.cast("int32"))
    marked = mark_sessions(narrow, idle_timeout_s, order)
    return engine.keep("steps", marked.drop("row", *needed[1:-3]))


def choose_users(events: Table, share: float) -> Table:
    """The user_code of about this share of the users, 0–1.

    Users are chosen by their numbers, so that the same export gives the same users, and a larger
    share holds those of a smaller one.
    """
    users = events.select("user_code").distinct()
    return users.filter(is_of_share(users.user_code.cast("int64"), share))


def is_of_share(user_codes: Any, share: float) -> Any:
    """Which of the users are chosen: flags for an array of 64-bit integers, as for a column."""
    return user_codes * 7919 % _PARTS < max(round(share * _PARTS), 1)


def read_steps(engine: Engine, events: Table, idle_timeout_s: float, *wanted: str) -> Columns:
    """The wanted columns of events in the order of their sessions, those of a user together, as
    arrays, with is_first and is_last; as `mark_sessions`, and for fewer events sooner.

    Parameters
    ----------
    wanted
        Columns of whole numbers, none of which is NULL.
    """
    visit, idle = events.user_code, ibis.literal(1)
    if "session" in events.columns:
        visit = ibis.dense_rank().over(order_by=[events.user_code, events.session])
        idle = events.session.isnull().cast("int8")
    asked = {name: events[name] for name in ("user_code", "time_us", "row", *wanted)}
    frame = engine.fetch(events.select(**asked, visit=visit.cast("int64"), idle=idle))
    order = np.lexsort((frame["row"], frame["time_us"], frame["visit"]))
    columns = {name: frame[name].to_numpy(dtype=np.int64)[order] for name in frame}
    # Where each step begins a session: before the first, and after the last.
    begins = np.ones(len(order) + 1, np.bool_)
    outlasted = np.diff(columns["time_us"]) > round(idle_timeout_s * 1e6)
    begins[1:-1] = np.diff(columns["visit"]) != 0
    begins[1:-1] |= outlasted & (columns["idle"][1:] != 0)
    return {name: columns[name] for name in ("user_code", *wanted)} | {
        "is_first": begins[:-1],
        "is_last": begins[1:],
    }


def sample_events(engine: Engine, events: Table, event_count: int) -> Table:
    """The events of as many users as there is something to learn from; all of a small export.

    Whoever chooses fewer users by `choose_users` finds the same ones here as among all.
    """
    if event_count <= MOST_LEARNED_FROM:
        return events
    chosen = choose_users(events, MOST_LEARNED_FROM / event_count)
    return engine.keep("sample", events.semi_join(chosen, "user_code"))


def mark_sessions(events: Table, idle_timeout_s: float, order: int) -> Table:
    """The events with code, gap_us, is_first, is_last, p1 … p(order).

    `p1` is the code of the action before, `p2` of the one before that; START_CODE before the first
    action of the session, NULL before START. `gap_us` is the time since the action before, NULL
    for the first.

    Parameters
    ----------
    events
        user_code, time_us, row, code, and session (NULL for an event without) if the export has
        sessions of its own; other columns stay.
    """
    has_sessions = "session" in events.columns
    visits = ["user_code", "session"] if has_sessions else ["user_code"]
    window = ibis.window(group_by=visits, order_by=["time_us", "row"])
    back = {
        f"{name}{distance}": events[column].lag(distance).over(window)
        for distance in range(1, order + 1)
        for name, column in (("code", "code"), ("time", "time_us"))
    }
    # One window, one sort: where sessions begin is read off the times themselves.
    seen = events.mutate(**back, time0=events.time_us, next=events.time_us.lead(1).over(window))
    idle_us = round(idle_timeout_s * 1e6)

    def parted(earlier: Value, later: Value) -> Value:
        outlasted = later - earlier > idle_us
        if has_sessions:
            outlasted = seen.session.isnull() & outlasted
        return earlier.isnull() | later.isnull() | outlasted.fill_null(False)

    first = [parted(seen[f"time{i + 1}"], seen[f"time{i}"]) for i in range(order)]
    previous = {
        f"p{distance}": ibis.cases(
            *((first[i], ibis.null(seen.code.type())) for i in range(distance - 1)),
            (first[distance - 1], ibis.literal(START_CODE, type=seen.code.type())),
            else_=seen[f"code{distance}"],
        )
        for distance in range(1, order + 1)
    }
    steps = seen.mutate(
        **previous,
        is_first=first[0],
        is_last=parted(seen.time0, seen.next),
        gap_us=ibis.cases((~first[0], seen.time0 - seen.time1)),
    )
    return steps.drop(*back, "time0", "next")
