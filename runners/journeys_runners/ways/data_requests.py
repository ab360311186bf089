"""The way of scripts and API clients: a request with the body and headers that recordings show.

Each place of the request takes its value from the first of: bindings.yaml, the step itself, the
earlier places that production's values repeat, what this visit has seen under its name, mined
values; what names no record may be invented (`data_values.py`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
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
from journeys_mining.recorded.operations import operation_of, without_operation
from journeys_runners.sending.client import Request
from journeys_runners.values.value_names import key_of
from journeys_runners.visiting.memory import Memory
from journeys_runners.visiting.plan import Plan
from journeys_runners.visiting.turn import Turn
from journeys_runners.ways.data_bodies import CONTENT_TYPE, body_of, own_content_type
from journeys_runners.ways.data_values import (
    TEXTLESS_KINDS,
    invented_value,
    known_value,
    may_be_invented,
)

_USUAL_SHARE: Final = 0.5
"""A field that fewer of the requests have is left out."""
_NEEDED_SHARE: Final = 0.9
"""A header that more of the requests lack is sent where its value is known anyway."""
_ACCEPT: Final = f"{HEADER}accept"


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
    if one.place in turn.fixed:
        return None
    around = place_around(one.place)
    holds = any(other.place == around and 2 * other.count >= one.count for other in fields)
    mined = turn.mined.get(around.removeprefix(FORM), ())
    return mined[0] if holds and mined and not one.sources else None


def is_optional(turn: Turn, one: RequestField) -> bool:
    """Whether so many requests do without a header that nothing is done to get its value."""
    most = max(
        (other.count for other in turn.request_fields if other.action == one.action), default=0
    )
    return one.place.startswith(HEADER) and one.count < _NEEDED_SHARE * most


def is_recorded(turn: Turn, action: Action) -> bool:
    """Whether recordings show what requests of this action send."""
    return any(one.action == str(action) for one in turn.request_fields)


def is_of_script(turn: Turn, action: Action) -> bool:
    """Whether no form of a page sends the request: JSON goes, or comes back for no body."""
    places = {one.place for one in fields_of(turn, action)}
    is_form = any(place.startswith(FORM) for place in places)
    return any(place.startswith(BODY) for place in places) or (_ACCEPT in places and not is_form)


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
        if one.place == CONTENT_TYPE:
            continue
        value = known_value(memory, turn, one, template, is_last=is_last)
        if value is None and may_be_invented(one, is_last=is_last):
            value = invented_value(turn, one)
            if one.kind not in TEXTLESS_KINDS:
                invented.append(key_of(one.place))
        if value is None:
            missing.append(one)
        else:
            values[one.place] = value
    known = [one for one in turn.request_fields if one.action == str(action)]
    for one in known:
        if around := _around(turn, one, known):
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
    body = body_of(turn, filled.values, by_place)
    headers = tuple(
        (place.removeprefix(HEADER), by_place[place].scheme + value)
        for place, value in filled.values.items()
        if place.startswith(HEADER)
    )
    slots = {slot: filled.values[slot] for slot in slots_of(template)}
    url = memory.site.url_of(template, slots)
    is_operation = body is not None and operation_of(body.sent.decode("utf-8", "replace"))
    request = Request(
        method=action.method,
        url=without_operation(url) if is_operation else url,
        body=body,
        headers=(*headers, *own_content_type(turn, by_place, body)),
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


def _is_below(place: str, container: str) -> bool:
    return ":" in container and place.startswith(f"{container}/")
