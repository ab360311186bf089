"""Which slots repeat an earlier step's: `/product/{id}`, then `/product/{id}/reviews`.

Takes the coded events, reads the sessions of some users, and counts how often a value is that of a
slot one to three steps before. No value leaves the engine: each has a number.
"""

from collections.abc import Iterator, Sequence
from functools import reduce
from typing import Final

import ibis  # type: ignore[import-untyped]
import numpy as np
import numpy.typing as npt
import pandas as pd

from journeys_mining.actions.action import SLOT, Action
from journeys_mining.actions.queries import keyed_slots
from journeys_mining.actions.urls import located
from journeys_mining.counting.codes import FIRST_ACTION_CODE
from journeys_mining.counting.query_values import keyed_text, query_value
from journeys_mining.counting.sessions import choose_users, is_of_share, read_steps
from journeys_mining.engine import Columns, Engine, Table
from journeys_mining.model.slots import SlotRepeat
from journeys_mining.options import MiningOptions

_FURTHEST: Final = 3
"""Steps back."""
_MOST_EVENTS: Final = 30_000
"""Expected; more would tell hardly more, and take longer."""
_MOST_PAIRS: Final = 3_000_000
"""Of slots that are compared, about: steps with 45 keys each have thousands of pairs."""
_LEAST_SHARE: Final = 0.5
_LEAST_DIFFERENT: Final = 3
"""So many different values have to be repeated: two constants are equal by chance."""
_MOST_SOURCES: Final = 3
_NO_URL: Final = -1

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
    events = coded
    if event_count > _MOST_EVENTS:
        events = coded.semi_join(choose_users(coded, _MOST_EVENTS / event_count), "user_code")
    events = events.mutate(url_code=events.url_code.fill_null(_NO_URL))
    steps = read_steps(engine, events, options.idle_timeout_s, "code", "url_code")
    steps = _few_enough(steps, np.bincount([code for code, _, _ in places], minlength=len(names)))
    cells = _cells(engine, events, urls, sorted({place for _, _, place in places}))
    known = pd.DataFrame(places, columns=["code", "slot", "place"])
    slots = [(names[code], slot) for code, slot in zip(known["code"], known["slot"], strict=True)]
    known = known.assign(slot_code=range(len(known))).drop(columns="slot")
    return _surest(_pairs(steps, cells, known), slots, options.floor)


def _places(names: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """Code, slot, and where it stands: `/2` for the second segment, or the key of the query."""
    for code, name in enumerate(names):
        template = Action.parse(name).template if code >= FIRST_ACTION_CODE else None
        if template is None:
            continue
        path = template.partition("?")[0]
        for number, segment in enumerate(path.split("/")[1:], start=1):
            if whole := SLOT.fullmatch(segment.partition(";")[0]):
                yield code, whole[1], f"/{number}"
        for key, slot in keyed_slots(template):
            yield code, slot, key


def _few_enough(steps: Columns, slot_counts: npt.NDArray[np.intp]) -> Columns:
    """The steps of some users, where those of all have too many slots to compare each with each."""
    counts = slot_counts[steps["code"]]
    earlier = np.zeros_like(counts)
    for back in range(1, _FURTHEST + 1):
        earlier[back:] += counts[:-back]
    pairs = counts * earlier
    share = _MOST_PAIRS / max(int(pairs.sum()), 1)
    if share >= 1:
        return steps
    is_chosen = is_of_share(steps["user_code"], share)
    # A single user may have most of them.
    is_chosen &= np.cumsum(pairs * is_chosen) <= 2 * _MOST_PAIRS
    return {name: column[is_chosen] for name, column in steps.items()}


def _cells(engine: Engine, events: Table, urls: Table, places: Sequence[str]) -> pd.DataFrame:
    """url_code, place, and a number for the value, for the URLs of the events."""
    seen = urls.semi_join(events.select("url_code").distinct(), "url_code")
    found = located(engine, seen)
    seen = engine.keep(engine.new_name("seen_urls"), found.mutate(query=keyed_text(found)))

    def cells(place: str) -> Table:
        number = place.removeprefix("/")
        value = (
            seen.path.re_extract(rf"^(?:/[^/]*){{{int(number) - 1}}}/([^/;]*)", 1)
            if place != number
            else query_value(seen.query, place)
        )
        found = seen.select("url_code", place=ibis.literal(place), value=value)
        return found.filter(found.value != "")

    found = reduce(lambda one, other: one.union(other), map(cells, places))
    value = ibis.dense_rank().over(order_by=found.value).cast("int32")
    numbered: pd.DataFrame = engine.fetch(found.select("url_code", "place", value=value))
    return numbered


def _pairs(steps: Columns, cells: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """user_code, slot_code, value, earlier, back, same: two slots of two steps of a session."""
    frame = pd.DataFrame({name: steps[name] for name in ("user_code", "code", "url_code")})
    frame["step"] = range(len(frame))
    session = np.cumsum(steps["is_first"])
    told = frame.merge(cells, on="url_code").merge(known, on=["code", "place"])
    now = told[["step", "user_code", "slot_code", "value"]]
    before = now[["step", "slot_code", "value"]].rename(
        columns={"slot_code": "earlier", "value": "earlier_value"}
    )
    found: list[pd.DataFrame] = []
    for back in range(1, _FURTHEST + 1):
        both = now.merge(before.assign(step=before["step"] + back), on="step")
        step = both["step"].to_numpy()
        both = both[session[step] == session[step - back]]
        found.append(both.assign(back=back, same=both["value"] == both["earlier_value"]))
    pairs: pd.DataFrame = pd.concat(found)
    return pairs


def _surest(
    pairs: pd.DataFrame, slots: Sequence[_Slot], floor: int
) -> dict[_Slot, tuple[SlotRepeat, ...]]:
    key = ["slot_code", "earlier", "back"]
    same = pairs[pairs["same"]].groupby(key)
    counted = same.agg(
        count=("same", "size"), users=("user_code", "nunique"), different=("value", "nunique")
    )
    counted = counted.join(pairs.groupby(key).size().rename("of"))
    enough = (counted["users"] >= floor) & (counted["different"] >= _LEAST_DIFFERENT)
    frame = counted[enough].reset_index()[[*key, "of", "count", "users"]]
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
