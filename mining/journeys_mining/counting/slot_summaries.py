"""What each slot takes: its kind, its range above the floor, and which earlier slots it repeats."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from journeys_mining.actions.action import Action, slots_of
from journeys_mining.model.navigation_model import SlotValue
from journeys_mining.model.slots import SlotRepeat, SlotSummary

_KIND_OF_SLOT: Final = {
    "id": "integer", "uuid": "uuid", "hash": "hash", "date": "date", "locale": "locale",
}  # fmt: skip
_KINDS: Final = (
    ("boolean", re.compile(r"(?i)true|false|yes|no|on|off")),
    ("integer", re.compile(r"-?[0-9]{1,18}")),
    ("number", re.compile(r"-?[0-9]{1,15}\.[0-9]{1,9}|-?[0-9]{1,18}")),
    ("date", re.compile(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?")),
    ("uuid", re.compile(r"(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")),
)


def describe_slots(
    names: Sequence[str],
    values: Sequence[SlotValue],
    repeats: Mapping[tuple[str, str], tuple[SlotRepeat, ...]],
) -> tuple[SlotSummary, ...]:
    """A summary of each slot of the named actions, sorted.

    Parameters
    ----------
    values
        All that are above the floor; of path slots there are none.
    """
    given: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for one in values:
        given[one.action, one.slot].append(one.value)
    return tuple(
        _summary(action, slot, given.get((action, slot), ()), repeats.get((action, slot), ()))
        for action in sorted(names)
        for slot in sorted(slots_of(Action.parse(action).template or ""))
    )


def _summary(
    action: str, slot: str, values: Sequence[str], repeats: tuple[SlotRepeat, ...]
) -> SlotSummary:
    kind = _kind(slot, values)
    least = most = None
    if values and kind in ("integer", "number"):
        least, most = min(values, key=float), max(values, key=float)
    elif values and kind == "date":
        least, most = min(values), max(values)
    return SlotSummary(
        action=action,
        slot=slot,
        kind=kind,
        values=len(values),
        least=least,
        most=most,
        repeats=repeats,
    )


def _kind(slot: str, values: Sequence[str]) -> str:
    """By all the values; a slot of a path, whose values stay in the export, by its name.

    >>> _kind("page", ["1", "20"]), _kind("id2", []), _kind("q", ["7", "mug"]), _kind("q", [])
    ('integer', 'integer', 'text', '')
    """
    if not values:
        bare = slot.rstrip("0123456789")
        return _KIND_OF_SLOT.get(bare, "text" if bare == "slug" else "")
    fitting = (kind for kind, shape in _KINDS if all(shape.fullmatch(one) for one in values))
    return next(fitting, "text")
