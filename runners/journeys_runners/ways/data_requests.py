"""The way of scripts and API clients: a request with the body and headers that recordings show.

Each place of the request takes its value from the first of: bindings.yaml, the step itself, the
earlier places that production's values repeat, what this visit has seen under its name, mined
values; what names no record may be invented.
"""

import random
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from journeys.evidence import Way
from journeys_mining.actions.action import Action, slots_of
from journeys_mining.model.navigation_model import RequestField
from journeys_mining.recorded.composed_texts import (
    is_part,
    place_around,
    places_within,
    put_together,
)
from journeys_mining.recorded.content import BODY, FORM, HEADER
from journeys_mining.recorded.credentials import AROUND, CREDENTIALS, encode
from journeys_mining.recorded.graphql import DOCUMENT_PLACES, OPERATION_KEY, without_operation
from journeys_mining.recorded.json_places import JsonValue, build
from journeys_runners.http.bodies import Body, form_body, json_body
from journeys_runners.http.client import Request
from journeys_runners.pages.forms import Field
from journeys_runners.values.value_names import is_identifier, key_of, names_wanted
from journeys_runners.visiting.memory import Memory
from journeys_runners.visiting.turn import Turn
from journeys_runners.ways.plan import Plan

_USUAL_SHARE: Final = 0.5
"""A field that fewer of the requests have is left out."""
_POOL_SIZE: Final = 20
_ACCEPT: Final = f"{HEADER}accept"
_CONTENT_TYPE: Final = f"{HEADER}content-type"
_EPOCH_FACTORS: Final = {"epoch-s": 1, "epoch-ms": 1_000, "epoch-us": 1_000_000}
_NUMBERS: Final = frozenset({"integer", "number", *_EPOCH_FACTORS})


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRequest:
    """What is known of the request of a step."""

    values: Mapping[str, str]
    """Places and slots that have a value."""
    missing: tuple[RequestField, ...] = ()
    """Those that still need one."""
    invented: tuple[str, ...] = ()
    fields: tuple[RequestField, ...] = field(default=())


def fields_of(turn: Turn, action: Action) -> tuple[RequestField, ...]:
    """What requests of this action usually send; a URL slot always."""
    known = [one for one in turn.request_fields if one.action == str(action)]
    most = max((one.count for one in known), default=0)
    usual = [one for one in known if one.count >= _USUAL_SHARE * most or ":" not in one.place]
    places = {one.place for one in usual}
    usual += [
        RequestField(action=str(action), place=slot, kind="string", count=0, users=0)
        for slot in slots_of(action.template or "")
        if slot not in places
    ]
    # A list that is empty at times gives way to what stands in it.
    found = [one for one in usual if not any(_is_below(other, one.place) for other in places)]
    composed = {
        one.place: places_within(one.place, around)
        for one in found
        if (around := _around(turn, one, found))
    }
    parts = {place for places in composed.values() for place in places}
    return tuple(
        one for one in found if one.place not in composed
        and (one.place in parts or not is_part(one.place))
    )  # fmt: skip


def _around(turn: Turn, one: RequestField, fields: Iterable[RequestField]) -> str | None:
    """The text around the values that a place's texts are put together from, if most are."""
    if one.kind == CREDENTIALS:
        return AROUND
    around = place_around(one.place)
    holds = any(other.place == around and 2 * other.count >= one.count for other in fields)
    mined = turn.mined.get(around.removeprefix(FORM), ())
    return mined[0] if holds and mined and not one.sources else None


def is_recorded(turn: Turn, action: Action) -> bool:
    """Whether recordings show what requests of this action send."""
    return any(one.action == str(action) for one in turn.request_fields)


def sends_json(turn: Turn, action: Action) -> bool:
    """Whether the body of the request is JSON, which no form of a page sends."""
    return any(one.place.startswith(BODY) for one in fields_of(turn, action))


def fill(memory: Memory, turn: Turn, action: Action, *, is_last: bool) -> DataRequest:
    """The values of the request.

    What has a known source waits for it unless `is_last`: then the next best value is taken.
    """
    values: dict[str, str] = {}
    missing: list[RequestField] = []
    invented: list[str] = []
    template = action.template or ""
    fields = fields_of(turn, action)
    for one in fields:
        if one.place == _CONTENT_TYPE:
            continue
        value = _known(memory, turn, one, template, is_last=is_last)
        if value is None and _may_be_invented(one, is_last=is_last):
            value = _invented(turn, one)
            if one.kind not in ("array", "object", "null", "boolean", *_NUMBERS):
                invented.append(key_of(one.place))
        if value is None:
            missing.append(one)
        else:
            values[one.place] = value
    for one in turn.request_fields:
        if one.action == str(action) and (around := _around(turn, one, turn.request_fields)):
            parts = places_within(one.place, around)
            if parts and values.keys() >= set(parts):
                whole = put_together(one.place, around, values)
                values[one.place] = encode(whole) if one.kind == CREDENTIALS else whole
                fields = (*fields, one)
            for part in parts:
                values.pop(part, None)
    return DataRequest(
        values=values, missing=tuple(missing), invented=tuple(invented), fields=fields
    )


def plan_data_request(memory: Memory, turn: Turn, action: Action, filled: DataRequest) -> Plan:
    """The plan of a request all of whose slots have values; other fields may lack theirs."""
    template = action.template or ""
    by_place = {one.place: one for one in filled.fields}
    body = _body(filled, by_place)
    headers = tuple(
        (place.removeprefix(HEADER), by_place[place].scheme + value)
        for place, value in filled.values.items()
        if place.startswith(HEADER)
    )
    slots = {slot: filled.values[slot] for slot in slots_of(template)}
    url = memory.site.url_of(template, slots)
    asks_graphql = any(place in filled.values for place in DOCUMENT_PLACES)
    request = Request(
        method=action.method,
        url=without_operation(url) if asks_graphql else url,
        body=body,
        headers=(*headers, *_content_type(turn, by_place, body)),
        referer=memory.page.url if memory.page else None,
    )
    return Plan(
        way=Way.REQUEST,
        request=request,
        # What we filled in may be what is refused, in the body as in the address.
        has_slots=bool(slots or body),
        invented=filled.invented,
        is_data=body is not None or _ACCEPT in by_place,
    )


def _known(
    memory: Memory, turn: Turn, one: RequestField, template: str, *, is_last: bool
) -> str | None:
    key = key_of(one.place)
    if (given := turn.fixed.get(one.place, turn.sources.given(key))) is not None:
        return given
    for source in one.sources:
        if found := memory.seen.at(source):
            return _chosen(turn, found)
    if one.sources and not is_last:
        return None
    if key in turn.sources.environment:
        return turn.sources.environment[key]
    mined = turn.mined.get(one.place.removeprefix(FORM), ())[:_POOL_SIZE]
    # Who does the same again does it with something else, where there is a choice.
    used = memory.seen.sent(one.action, one.place)
    mined = tuple(value for value in mined if value not in used) or mined
    named = memory.seen.named(names_wanted(one.place, template))
    if is_identifier(one.place):
        return _chosen(turn, named or mined)
    return _chosen(turn, mined or (named if one.sources else ()))


def _chosen(turn: Turn, values: Sequence[str]) -> str | None:
    """The same element of every list of a step, so that ids that belong together stay so."""
    if not values:
        return None
    return values[random.Random(turn.seed).randrange(10**6) % len(values)]  # noqa: S311 - repeatable


def _may_be_invented(one: RequestField, *, is_last: bool) -> bool:
    if one.kind in ("array", "object", "null"):
        return True
    if one.sources and not is_last:
        return False
    if one.place == _ACCEPT or (one.place in DOCUMENT_PLACES and OPERATION_KEY in one.action):
        return False
    is_known = one.count > 0 and not one.place.startswith(HEADER)
    return is_known and (not is_identifier(one.place) or _is_free(one))


def _is_free(one: RequestField) -> bool:
    """Whether a slot of a query holds what users write: nothing in production knew it before."""
    return ":" not in one.place and not one.sources


def _invented(turn: Turn, one: RequestField) -> str:
    now = datetime.now(UTC)
    if factor := _EPOCH_FACTORS.get(one.kind):
        return str(int(now.timestamp() * factor))
    key = key_of(one.place)
    plain = {
        "date-time": now.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "date": now.date().isoformat(),
        "uuid": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{turn.sources.inventor.marker}{key}")),
        "boolean": "true", "null": "null", "array": "[]", "object": "{}",
        "integer": "1", "number": "1.5",
    }  # fmt: skip
    if one.kind in plain:
        return plain[one.kind]
    inventor = turn.sources.inventor
    path = (Action.parse(one.action).template or "").partition("?")[0]
    if one.place in slots_of(path) and (own := _slot_value(turn, one.place)):
        return own
    kind = "email" if one.kind == "email" else "password" if "passw" in key.lower() else "text"
    return inventor.value_for(Field(name=key, kind=kind))


def _slot_value(turn: Turn, slot: str) -> str | None:
    """A value for a slot of a path, as its name says it looks."""
    inventor = turn.sources.inventor
    match slot.rstrip("0123456789"):
        case "id":
            return inventor.number
        case "uuid":
            return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{inventor.marker}{slot}"))
        case "slug" | "name":
            return inventor.value_for(Field(name="slug", kind="text"))
        case _:
            return None


def _body(filled: DataRequest, by_place: Mapping[str, RequestField]) -> Body | None:
    document = {
        place.removeprefix(BODY): _as_json(value, by_place[place].kind)
        for place, value in filled.values.items()
        if place.startswith(BODY)
    }
    if document:
        return json_body(build(document))
    pairs = [
        (place.removeprefix(FORM), value)
        for place, value in filled.values.items()
        if place.startswith(FORM)
    ]
    return form_body(pairs) if pairs else None


def _as_json(text: str, kind: str) -> JsonValue:
    try:
        match kind:
            case "integer" | "epoch-s" | "epoch-ms" | "epoch-us":
                return int(float(text))
            case "number":
                return float(text)
            case _:
                return _WORDS.get((kind, text.lower()), text)
    except ValueError:
        return text


_WORDS: Final[dict[tuple[str, str], JsonValue]] = {
    ("boolean", "true"): True,
    ("boolean", "false"): False,
    ("null", "null"): None,
    ("array", "[]"): [],
    ("object", "{}"): {},
}


def _content_type(
    turn: Turn, by_place: Mapping[str, RequestField], body: Body | None
) -> Iterator[tuple[str, str]]:
    mined: Iterable[str] = turn.mined.get(_CONTENT_TYPE, ())
    if _CONTENT_TYPE in by_place and body and (found := next(iter(mined), None)):
        yield "Content-Type", found


def _is_below(place: str, container: str) -> bool:
    return ":" in container and place.startswith(f"{container}/")
