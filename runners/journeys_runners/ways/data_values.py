"""The value of one place of a request: given by somebody, seen in this visit, mined or invented.

What names no record may be invented.
"""

import random
import re
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from journeys_mining.actions.action import Action, slots_of
from journeys_mining.actions.queries import keyed_slots
from journeys_mining.model.navigation_model import RequestField
from journeys_mining.recorded.content import FORM, HEADER
from journeys_mining.recorded.graphql import OPERATION_KEY
from journeys_mining.recorded.json_rpc import MESSAGE_ID_PLACES
from journeys_mining.recorded.multipart import FILE
from journeys_mining.recorded.operations import OPERATION_PLACES
from journeys_runners.pages.forms import Field
from journeys_runners.values.inventor import Inventor
from journeys_runners.values.value_names import (
    AUTHORIZATION,
    is_identifier,
    is_token,
    key_of,
    names_record,
    names_wanted,
)
from journeys_runners.visiting.memory import Memory
from journeys_runners.visiting.turn import Turn

_POOL_SIZE: Final = 20
_ACCEPT: Final = f"{HEADER}accept"
_EPOCH_FACTORS: Final = {"epoch-s": 1, "epoch-ms": 1_000, "epoch-us": 1_000_000}
_TELLS_APART: Final = re.compile(r"idempoten|nonce|request-?id|correlation|transaction-?id")
TEXTLESS_KINDS: Final = frozenset(
    {"array", "object", "null", "boolean", "integer", "number", *_EPOCH_FACTORS}
)
"""What is invented of these tells nobody anything."""


def known_value(
    memory: Memory, turn: Turn, one: RequestField, template: str, *, is_last: bool
) -> str | None:
    """A value that somebody gave, or that was seen; None where there is none.

    What has a known source waits for it unless `is_last`: then the next best value is taken. What
    users mostly choose anew, and production's choices are known of, waits for nothing.
    """
    key = key_of(one.place)
    given = turn.fixed.get(one.place, turn.sources.given(key))
    if given is not None or _is_message_id(one):
        return invented_value(turn, one) if given is None else given
    named = memory.seen.named(names_wanted(one.place, template))
    if seen := _repeated(memory, one, named):
        return _chosen(turn, seen)
    is_choice = one.is_mostly_new and bool(turn.mined.get(one.place.removeprefix(FORM)))
    if is_challenge(one) or (one.sources and not is_last and not is_choice):
        # Who only reads may take the next best record; who writes needs the one that is theirs.
        may_be_any = one.action.startswith("view ") and is_identifier(one.place)
        return _chosen(turn, named) if may_be_any else None
    if key in turn.sources.environment:
        return turn.sources.environment[key]
    mined = turn.mined.get(one.place.removeprefix(FORM), ())[:_POOL_SIZE]
    # Who does the same again does it with something else, where there is a choice.
    used = memory.seen.sent(one.action, one.place)
    mined = tuple(value for value in mined if value not in used) or mined
    if is_identifier(one.place):
        return _chosen(turn, (mined or named) if _is_option(one, template) else named or mined)
    return _chosen(turn, mined or (named if one.sources or is_token(one.place) else ()))


def _repeated(memory: Memory, one: RequestField, named: Sequence[str]) -> Sequence[str]:
    """Values of this visit that the place repeats in production; none before they were seen."""
    found = memory.seen.latest(one.sources)
    if not found and _is_standing(one) and (kept := memory.seen.kept(one.place)):
        return kept
    if not found and one.place == AUTHORIZATION:
        # Recordings often lack the answer to a sign-in: the browser had left the page already.
        return named
    is_used = set(found) <= set(memory.seen.sent(one.action, one.place))
    # A token that is good for one time is followed by another of its name.
    return named if found and named and is_used and not is_identifier(one.place) else found


def _is_standing(one: RequestField) -> bool:
    """Whether it is a header that a client sends with one request after another."""
    return one.place.startswith(HEADER) and any(
        source.part == "sent" and source.place == one.place for source in one.sources
    )


def _chosen(turn: Turn, values: Sequence[str]) -> str | None:
    """The same element of every list of a step, so that ids that belong together stay so."""
    if not values:
        return None
    return values[random.Random(turn.seed).randrange(10**6) % len(values)]  # noqa: S311 - repeatable


def is_challenge(one: RequestField) -> bool:
    """Whether a place repeats what the same request was refused with just before (401), each time.

    The first request goes without it, as production's did.
    """
    return any(
        (source.action, source.part) == (one.action, "answered") and source.of >= one.count
        for source in one.sources
    )


def may_be_invented(one: RequestField, *, is_last: bool) -> bool:
    """Whether a value may be made up for the place."""
    if is_challenge(one):
        return False
    if one.kind in ("array", "object", "null"):
        return True
    if one.sources and not is_last:
        return False
    if one.place == _ACCEPT or (one.place in OPERATION_PLACES and OPERATION_KEY in one.action):
        return False
    is_known = one.count > 0 and (not one.place.startswith(HEADER) or _is_made_anew(one))
    return is_known and (not is_identifier(one.place) or _is_free(one))


def _is_message_id(one: RequestField) -> bool:
    """Whether it is the number that a client gave a call, and no record's; GraphQL's are texts."""
    is_call = one.place in MESSAGE_ID_PLACES and OPERATION_KEY in one.action
    return is_call and one.kind != "string"


def _is_made_anew(one: RequestField) -> bool:
    """Whether it is a header by which clients tell their requests apart, each with a new value."""
    return bool(_TELLS_APART.search(one.place)) and not one.sources


def _is_free(one: RequestField) -> bool:
    """Whether a slot of a query holds what users write: nothing in production knew it before."""
    return ":" not in one.place and not one.sources


def _is_option(one: RequestField, template: str) -> bool:
    """Whether a slot of a query holds a choice, as `size=50`: not what else has its name."""
    keys = (key for key, slot in keyed_slots(template) if slot == one.place)
    return one.count > 0 and _is_free(one) and not any(names_record(key) for key in keys)


def invented_value(turn: Turn, one: RequestField) -> str:
    """A value as its kind and its name say it looks."""
    now = datetime.now(UTC)
    if factor := _EPOCH_FACTORS.get(one.kind):
        return str(int(now.timestamp() * factor))
    key, inventor = key_of(one.place), turn.sources.inventor
    if one.place.startswith(HEADER):
        name = f"{inventor.marker}{inventor.number}{len(turn.answers)}{key}"
        return str(uuid.uuid5(uuid.NAMESPACE_URL, name))
    plain = {
        "date-time": now.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "date": now.date().isoformat(),
        "uuid": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{inventor.marker}{key}")),
        "boolean": "true", "null": "null", "array": "[]", "object": "{}",
        "integer": "1", "number": "1.5", FILE: "text/plain",
    }  # fmt: skip
    if one.kind in plain:
        return plain[one.kind]
    return _text(one, inventor)


def _text(one: RequestField, inventor: Inventor) -> str:
    key = key_of(one.place)
    path = (Action.parse(one.action).template or "").partition("?")[0]
    if one.place in slots_of(path) and (own := _slot_value(inventor, one.place)):
        return own
    kind = "email" if one.kind == "email" else "password" if "passw" in key.lower() else "text"
    return inventor.value_for(Field(name=key, kind=kind))


def _slot_value(inventor: Inventor, slot: str) -> str | None:
    """A value for a slot of a path, as its name says it looks."""
    match slot.rstrip("0123456789"):
        case "id":
            return inventor.number
        case "uuid":
            return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{inventor.marker}{slot}"))
        case "slug" | "name":
            return inventor.value_for(Field(name="slug", kind="text"))
        case _:
            return None
