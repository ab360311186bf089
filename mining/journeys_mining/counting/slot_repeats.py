"""Which slots repeat an earlier step's: `/product/{id}`, then `/product/{id}/reviews`.

Takes the coded events, reads the sessions of some users, and counts inside the engine how often a
value is that of a slot one to three steps before. No value leaves the engine.
"""

from collections.abc import Iterator, Sequence
from functools import reduce
from typing import Final

import ibis  # type: ignore[import-untyped]
import pandas as pd

from journeys_mining.actions.action import SLOT, Action
from journeys_mining.actions.queries import query_slots
from journeys_mining.actions.urls import located
from journeys_mining.counting.codes import FIRST_ACTION_CODE
from journeys_mining.counting.query_values import query_value
from journeys_mining.counting.sessions import choose_users, mark_sessions
from journeys_mining.engine import Engine, Table
from journeys_mining.model.slots import SlotRepeat
from journeys_mining.options import MiningOptions

_FURTHEST: Final = 3
"""Steps back."""
_MOST_EVENTS: Final = 30_000
"""Expected; more would tell hardly more, and take longer."""
_LEAST_SHARE: Final = 0.5
_LEAST_DIFFERENT: Final = 3
"""So many different values have to be repeated: two constants are equal by chance."""
_MOST_SOURCES: Final = 3

_Slot = tuple[str, str]
"""Action and slot."""


def find_repeats(  # noqa: PLR0913, PLR0917
    engine: Engine,
    coded: Table,
    urls: Table,
    names: Sequence[str],
    event_count: int,
    options: MiningOptions,
) -> dict[_Slot, tuple[SlotRepeat, ...]]:
    """For each slot that repeats earlier ones what it repeats, the surest first."""
    places = list(_places(names))
    if not places:
        return {}
    share = min(1.0, _MOST_EVENTS / max(event_count, 1))
    steps = _steps(engine, coded, share, options.idle_timeout_s)
    cells = _cells(engine, steps, urls, sorted({place for _, _, place in places}))
    frame = pd.DataFrame(places, columns=["code", "slot", "place"])
    frame["slot_code"] = range(len(frame))
    known = engine.put(
        engine.new_name("slots"),
        frame[["code", "place", "slot_code"]].astype({"code": "int32", "slot_code": "int32"}),
    )
    pairs = engine.keep(engine.new_name("slot_pairs"), _pairs(steps, cells, known))
    slots = [(names[code], slot) for code, slot in zip(frame["code"], frame["slot"], strict=True)]
    return _surest(engine, pairs, slots, options.floor)


def _places(names: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """Code, slot, and where it stands: `/2` for the second segment, or the key of the query."""
    for code, name in enumerate(names):
        template = Action.parse(name).template if code >= FIRST_ACTION_CODE else None
        if template is None:
            continue
        path = template.partition("?")[0]
        for number, segment in enumerate(path.split("/")[1:], start=1):
            if whole := SLOT.fullmatch(segment):
                yield code, whole[1], f"/{number}"
        for key, slot in query_slots(template):
            yield code, slot, key


def _steps(engine: Engine, coded: Table, share: float, idle_timeout_s: float) -> Table:
    """The steps of some users with the codes and URLs of the three steps before."""
    wanted = ("user_code", "session", "time_us", "row", "code", "url_code")
    narrow = coded.select(*(name for name in wanted if name in coded.columns))
    chosen = choose_users(narrow, share).select("user_code")
    steps = mark_sessions(narrow.semi_join(chosen, "user_code"), idle_timeout_s, _FURTHEST)
    visits = [name for name in ("user_code", "session") if name in steps.columns]
    window = ibis.window(group_by=visits, order_by=["time_us", "row"])
    back = {f"u{one}": steps.url_code.lag(one).over(window) for one in range(1, _FURTHEST + 1)}
    return engine.keep(engine.new_name("url_steps"), steps.mutate(**back))


def _cells(engine: Engine, steps: Table, urls: Table, places: Sequence[str]) -> Table:
    """url_code, place, value, for the URLs of the steps."""
    seen = urls.semi_join(steps.select("url_code").distinct(), "url_code")
    seen = engine.keep(engine.new_name("seen_urls"), located(engine, seen))

    def cells(place: str) -> Table:
        number = place.removeprefix("/")
        value = (
            seen.path.re_extract(rf"^(?:/[^/]*){{{int(number) - 1}}}/([^/]*)", 1)
            if place != number
            else query_value(seen.query, place)
        )
        found = seen.select("url_code", place=ibis.literal(place), value=value)
        return found.filter(found.value != "")

    return engine.keep(
        engine.new_name("slot_cells"),
        reduce(lambda one, other: one.union(other), map(cells, places)),
    )


def _pairs(steps: Table, cells: Table, known: Table) -> Table:
    """user_code, slot_code, earlier, back, value, same: two slots of two steps of a session."""

    def told(rows: Table) -> Table:
        return rows.inner_join(cells, "url_code").inner_join(known, ["code", "place"])

    now = told(steps.select("row", "user_code", "code", "url_code"))
    now = now.select("row", "user_code", "slot_code", "value")

    def with_earlier(back: int) -> Table:
        before = steps.filter(steps[f"p{back}"] >= FIRST_ACTION_CODE)
        before = told(before.select("row", code=f"p{back}", url_code=f"u{back}"))
        before = before.select("row", earlier="slot_code", earlier_value="value")
        both = now.inner_join(before, "row")
        return both.select(
            "user_code",
            "slot_code",
            "earlier",
            "value",
            back=ibis.literal(back, type="int8"),
            same=(both.value == both.earlier_value).ifelse(1, 0),
        )

    return reduce(lambda one, other: one.union(other), map(with_earlier, range(1, _FURTHEST + 1)))


def _surest(
    engine: Engine, pairs: Table, slots: Sequence[_Slot], floor: int
) -> dict[_Slot, tuple[SlotRepeat, ...]]:
    key = ("slot_code", "earlier", "back")
    by_user = pairs.group_by(*key, "user_code").agg(of=pairs.count(), count=pairs.same.sum())
    counted = by_user.group_by(*key).agg(
        of=by_user.of.sum(),
        count=by_user["count"].sum(),
        users=(by_user["count"] > 0).ifelse(1, 0).sum(),
    )
    same = pairs.filter(pairs.same == 1).select(*key, "value").distinct()
    different = same.group_by(*key).agg(different=same.count())
    both = counted.inner_join(different, list(key))
    both = both.filter((both.users >= floor) & (both.different >= _LEAST_DIFFERENT))
    frame = engine.fetch(both.select(*key, "of", "count", "users")).astype("int64")
    found: dict[_Slot, list[SlotRepeat]] = {}
    for slot, earlier, back, of, count, users in frame.itertuples(index=False, name=None):
        if count >= _LEAST_SHARE * of:
            action, name = slots[earlier]
            repeat = SlotRepeat(
                action=action, slot=name, back=back, count=count, of=of, users=users
            )
            found.setdefault(slots[slot], []).append(repeat)
    return {slot: tuple(sorted(ones, key=_unsureness)[:_MOST_SOURCES]) for slot, ones in
            sorted(found.items())}  # fmt: skip


def _unsureness(one: SlotRepeat) -> tuple[float, int, int, str, str]:
    return (-round(one.count / one.of, 2), one.back, -one.count, one.action, one.slot)
